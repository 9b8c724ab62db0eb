import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mentionsDocs, withoutDocsMention } from '../../../../src/core/documents/docsMention.ts';

suite('A question is for the documents', () => {
  for (const [text, question] of [
    ['@docs Where are keys?', 'Where are keys?'],
    ['Where are keys? @docs', 'Where are keys?'],
    ['@Docs\nkeys', 'keys'],
    ['@docs密钥在哪里', '密钥在哪里'],
    ['密钥在哪里＠docs', '密钥在哪里'],
  ] as const)
    test(`when it says so: ${JSON.stringify(text)}`, () => {
      assert.equal(mentionsDocs(text), true);
      assert.equal(withoutDocsMention(text), question);
    });

  for (const text of ['docs', 'me@docs.example', '`@docs`', '@docs-site/x', '@docsify', '@@docs'])
    test(`not when it only looks like it: ${text}`, () => {
      assert.equal(mentionsDocs(text), false);
    });
});
