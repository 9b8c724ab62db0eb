import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fuzzyScore, searchedPath } from '../../../../src/core/text/fuzzyScore.ts';

const ranked = (query: string, ...paths: readonly string[]): readonly string[] =>
  paths
    .map((path) => ({ path, score: fuzzyScore(query, searchedPath(path)) }))
    .filter(({ score }) => score !== undefined)
    .sort((a, b) => b.score! - a.score!)
    .map(({ path }) => path);

describe('A fuzzy search', () => {
  test('prefers the whole name, its beginning, a word in it, a part of it, folders, and letters apart', () => {
    const paths = [
      'src/cart',
      'src/cart.ts',
      'src/my-cart.ts',
      'src/discart.ts',
      'cart/main.ts',
      'src/cabaret.ts',
    ];
    assert.deepEqual(ranked('cart', ...paths.toReversed()), paths);
    assert.deepEqual(ranked('cbr', ...paths), ['src/cabaret.ts']);
  });

  test('prefers the shorter of what is the same otherwise', () => {
    assert.deepEqual(ranked('a.ts', 'src/deep/a.ts', 'src/a.ts'), ['src/a.ts', 'src/deep/a.ts']);
  });

  test('finds a path exactly when the letters of the query come in it in their order', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/', '.'), maxLength: 12 });
    fc.assert(
      fc.property(words, words, (query, path) => {
        const pattern = new RegExp([...query].map((letter) => `[${letter}]`).join('.*'));
        assert.equal(fuzzyScore(query, searchedPath(path)) !== undefined, pattern.test(path));
      }),
    );
  });
});
