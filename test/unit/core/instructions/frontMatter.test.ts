import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { frontMatter, textField } from '../../../../src/core/instructions/frontMatter.ts';

suite('The front matter of a Markdown file', () => {
  test('has words, quoted words, truths and lists in either form', () => {
    const text = [
      '---',
      'description: Review the code # carefully',
      'argument-hint: "<file> [\\"style\\"]"',
      "title: 'it''s'",
      'alwaysApply: true',
      'globs: ["src/**/*.ts", \'a,b.md\', x]',
      'tags:',
      '  - one',
      '- "two # no remark"',
      '# a remark',
      '---',
      '',
      'Body',
      '---',
    ].join('\r\n');
    const { fields, body } = frontMatter(`\uFEFF${text}`);
    assert.deepEqual(Object.fromEntries(fields), {
      description: 'Review the code',
      'argument-hint': '<file> ["style"]',
      title: "it's",
      alwaysapply: true,
      globs: ['src/**/*.ts', 'a,b.md', 'x'],
      tags: ['one', 'two # no remark'],
    });
    assert.equal(body, '\nBody\n---');
  });

  test('is not there unless it begins and ends with its line', () => {
    for (const text of ['# Title\n---\na: b\n---', '---\na: b\n', '', '----\na: b\n---'])
      assert.deepEqual(frontMatter(text), { fields: new Map(), body: text });
  });

  test('gives a text only where there is one', () => {
    const read = frontMatter('---\na: [x]\nb: true\nc: text\nd:\n---\n');
    assert.deepEqual(
      ['a', 'b', 'C', 'd', 'e'].map((name) => textField(read, name)),
      ['', '', 'text', '', ''],
    );
  });

  test('never throws, and loses nothing of the text below it', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('---', 'a: b', '- x', '__proto__: 1', 'globs: ['));
    fc.assert(
      fc.property(fc.array(line), fc.string(), (lines, rest) => {
        const { body } = frontMatter(
          ['---', ...lines.filter((each) => each.trimEnd() !== '---'), '---', rest].join('\n'),
        );
        assert.equal(body, rest.split(/\r?\n/).join('\n'));
      }),
    );
  });
});
