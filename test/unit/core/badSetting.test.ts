import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { badSetting } from '../../../src/core/badSetting.ts';
import { parseSettings, SETTINGS, type SettingName } from '../../../src/core/settings.ts';
import { translator } from '../../../src/core/text/translate.ts';
import type { UserError } from '../../../src/core/userError.ts';
import { readRepositoryFile } from '../support/sourceFiles.ts';

const chinese = translator(JSON.parse(readRepositoryFile('l10n/bundle.l10n.zh-cn.json')));

function told(name: SettingName, value: unknown, t = translator()): UserError {
  const [problem] = parseSettings((each) => (each === name ? value : undefined)).problems;
  assert.ok(problem, `${name} can be ${JSON.stringify(value)}`);
  return badSetting(problem, t);
}

const company = (dialogue: unknown): unknown => ({ company: { baseUrl: 'https://x.example', dialogue } });
const endpoint = (more: object): unknown => ({ mine: { baseUrl: 'https://x.example', ...more } });
const filter = (pattern: string): unknown => [{ pattern, action: 'mask', label: 'x' }];

/** Each thing that can be wrong, once. */
const BAD: readonly (readonly [SettingName, unknown, english: string, chinese: string])[] = [
  ['model', 7, 'a text is wanted', '应为文本'],
  [
    'prices',
    { 'a/b': { currency: 'CNY', inputPerMillion: 'x', outputPerMillion: 1 } },
    'a number is wanted (at a/b.inputPerMillion)',
    '应为数字（位于 a/b.inputPerMillion）',
  ],
  ['cacheDays', 1.5, 'a whole number is wanted', '应为整数'],
  ['audit', 'yes', 'true or false is wanted', '应为 true 或 false'],
  ['fallback', 'a/b', 'a list is wanted', '应为列表'],
  ['endpoints', [], 'an object is wanted', '应为对象'],
  ['transport', 'fax', 'it must be one of editor, direct', '只能是以下之一：editor, direct'],
  ['prefer', 'best', 'it must be one of "", cheap, fast', '只能是以下之一："", cheap, fast'],
  ['modelFor', { cats: [] }, 'there is no cats', '没有名为 cats 的项'],
  ['cacheDays', 0, 'it must be at least 1', '不能小于 1'],
  ['cacheDays', 366, 'it must be at most 365', '不能大于 365'],
  ['answerLanguage', 'x'.repeat(61), 'it must have at most 60 characters', '最多只能有 60 个字符'],
  [
    'endpoints',
    endpoint({ models: [{ name: '' }] }),
    'it must have at least 1 characters (at mine.models.0.name)',
    '至少要有 1 个字符（位于 mine.models.0.name）',
  ],
  [
    'outputFilters',
    Array.from({ length: 101 }, () => ({ pattern: 'a', action: 'mask', label: 'x' })),
    'it must have at most 100 entries',
    '最多只能有 100 项',
  ],
  [
    'endpoints',
    { mine: { baseUrl: 'ftp://x' } },
    'a web address is wanted, without ? and # (at mine.baseUrl)',
    '应为网址，且不含 ? 和 #（位于 mine.baseUrl）',
  ],
  [
    'endpoints',
    { 'a b': { baseUrl: 'https://x.example' } },
    'a name without blanks and / is wanted (at a b)',
    '应为不含空格和 / 的名称（位于 a b）',
  ],
  [
    'endpoints',
    endpoint({ headers: { 'a b': '' } }),
    'the name of a header may hold letters, digits and hyphens only (at mine.headers.a b)',
    '标头名称只能包含字母、数字和连字符（位于 mine.headers.a b）',
  ],
  [
    'endpoints',
    endpoint({ headers: { a: 'é' } }),
    'the value of a header may hold plain ASCII characters only (at mine.headers.a)',
    '标头的值只能包含普通 ASCII 字符（位于 mine.headers.a）',
  ],
  [
    'otlpEndpoint',
    'http://far.example',
    'an address with https is wanted, or with http on this machine or network, and without a login',
    '应为 https 地址，或本机、本地网络上的 http 地址，且不含登录信息',
  ],
  [
    'fallback',
    ['glm'],
    'the id of a model is wanted, such as zhipu/glm-5.2 (at 0)',
    '应为模型 id，例如 zhipu/glm-5.2（位于 0）',
  ],
  [
    'endpoints',
    company({ paths: { create: 'x' } }),
    'it must begin with / and hold no blanks (at company.dialogue.paths.create)',
    '必须以 / 开头，且不含空格（位于 company.dialogue.paths.create）',
  ],
  [
    'endpoints',
    company({ paths: { read: '/x' } }),
    'it must begin with / and hold {id}, in place of the dialogue’s id (at company.dialogue.paths.read)',
    '必须以 / 开头，并包含代表对话 id 的 {id}（位于 company.dialogue.paths.read）',
  ],
  [
    'endpoints',
    company({ paths: { socket: '/x' } }),
    'it must be empty, or begin with / and hold {id} (at company.dialogue.paths.socket)',
    '必须为空，或以 / 开头并包含 {id}（位于 company.dialogue.paths.socket）',
  ],
  [
    'endpoints',
    company({ paths: { cancel: '/x' } }),
    'it must be POST or DELETE, a blank and a path with {id} (at company.dialogue.paths.cancel)',
    '必须是 POST 或 DELETE，加一个空格和包含 {id} 的路径（位于 company.dialogue.paths.cancel）',
  ],
  [
    'endpoints',
    company({ fields: { usage: 'a..b' } }),
    'it must be names with dots between them, such as metadata.usage (at company.dialogue.fields.usage)',
    '必须是以点分隔的名称，例如 metadata.usage（位于 company.dialogue.fields.usage）',
  ],
  [
    'endpoints',
    company({ fields: { model: ' ' } }),
    'it must be empty, or names with dots between them (at company.dialogue.fields.model)',
    '必须为空，或是以点分隔的名称（位于 company.dialogue.fields.model）',
  ],
  [
    'endpoints',
    company({ auth: { tokenUrl: 'x' } }),
    'it must be a path or a web address (at company.dialogue.auth.tokenUrl)',
    '必须是路径或网址（位于 company.dialogue.auth.tokenUrl）',
  ],
  [
    'endpoints',
    company({ auth: { scopes: ['a b'] } }),
    'it must hold no blanks or quotes (at company.dialogue.auth.scopes.0)',
    '不能包含空格或引号（位于 company.dialogue.auth.scopes.0）',
  ],
  [
    'outputFilters',
    filter('a*'),
    'the pattern matches the empty text (at 0.pattern)',
    '该模式会匹配空文本（位于 0.pattern）',
  ],
  [
    'outputFilters',
    filter('(a'),
    'in the pattern, a group is not closed (at 0.pattern)',
    '该模式中有分组没有闭合（位于 0.pattern）',
  ],
  [
    'outputFilters',
    filter('\\p{L}'),
    'in the pattern, “\\p” cannot be used (at 0.pattern)',
    '该模式中不能使用“\\p”（位于 0.pattern）',
  ],
];

suite('a setting that cannot be used', () => {
  for (const [name, value, english, inChinese] of BAD)
    test(`says in both languages that ${english}`, () => {
      assert.equal(told(name, value).message, `The setting inkstone.${name} cannot be used: ${english}.`);
      assert.equal(told(name, value, chinese).message, `设置 inkstone.${name} 无法使用：${inChinese}。`);
    });

  test('has one sentence for several reasons, and not too many', () => {
    const value = endpoint({ dialect: 'x', models: [{}, { name: 7 }], cats: 1, dogs: 2 });
    assert.match(told('endpoints', value).message, /^[^;]+; [^;]+; [^;]+\.$/);
  });

  test('leads to itself', () => {
    const [action] = told('cacheDays', 0).actions;
    assert.deepEqual([action?.id, action?.argument], ['open-settings', 'inkstone.cacheDays']);
  });

  test('is told without a word of English in Chinese, whatever is wrong', () => {
    const names = Object.keys(SETTINGS) as SettingName[];
    // Names of settings and of their parts, and values that can be chosen, are the same in every language.
    const english = /\b(?:is wanted|must|cannot|pattern|there is|Invalid|at most|at least)\b/;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        for (const problem of parseSettings((each) => (each === name ? value : undefined)).problems) {
          const { message, next } = badSetting(
            { ...problem, reasons: problem.reasons.map((reason) => ({ ...reason, at: '' })) },
            chinese,
          );
          assert.doesNotMatch(message.replace(/“.*”|没有名为 .* 的项/gs, '') + next, english);
          assert.doesNotMatch(badSetting(problem, translator()).message, /Invalid|undefined|\{\d\}/);
        }
      }),
    );
  });
});
