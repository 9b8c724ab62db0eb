import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { askedWords, wordsOf } from '../../../../src/core/documents/words.ts';

suite('The words by which a text is found', () => {
  for (const [text, words] of [
    ['Keys are STORED in the Café', ['key', 'stor', 'caf']],
    ['storing stores store', ['stor', 'stor', 'stor']],
    ['stopped stopping', ['stop', 'stop']],
    ['process class status', ['process', 'class', 'status']],
    ['maxOutputTokens', ['maxoutputtoken', 'max', 'output', 'token']],
    ['snake_case_name', ['snake_case_name', 'snak', 'cas', 'nam']],
    ['INK-AUTH-001', ['ink', 'auth', '001']],
    ['ＦＵＬＬ　ｗｉｄｔｈ', ['full', 'width']],
    ['添加密钥', ['添加', '加密', '密钥']],
    ['用 Docker 部署', ['用', 'docker', '部署']],
    ['APIキーを保存', ['api', 'キー', 'ーを', 'を保', '保存']],
    ['한국어 검색', ['한국', '국어', '검색']],
    [`a${'f'.repeat(64)}`, []],
    ['', []],
  ] as const)
    test(`of “${text.slice(0, 30)}” are ${words.join(' ') || 'none'}`, () => {
      assert.deepEqual(wordsOf(text), words);
    });

  test('are the same in a question as in a text, however it is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const known = new Set(wordsOf(text));
        const asked = askedWords(text).flatMap(({ anyOf }) => anyOf);
        // What only makes a question of a text is not asked; taking it out can bring no neighbours together.
        for (const word of asked) if (/^[a-z]/.test(word)) assert.ok(known.has(word), word);
      }),
    );
  });

  test('ask in Chinese and Japanese for every character, and not for what only asks', () => {
    assert.deepEqual(
      askedWords('怎么配置代理？').map(({ anyOf }) => anyOf),
      [['配置'], ['配置', '置代'], ['置代', '代理'], ['代理']],
    );
    assert.deepEqual(
      askedWords('プロキシとは何ですか').map(({ anyOf }) => anyOf.join('|')),
      ['プロ', 'プロ|ロキ', 'ロキ|キシ', 'キシ'],
    );
    assert.deepEqual(askedWords('What is it, and why?'), []);
  });
});
