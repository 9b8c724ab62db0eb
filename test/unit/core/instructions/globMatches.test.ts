import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { globMatches } from '../../../../src/core/instructions/globMatches.ts';

suite('A pattern of paths', () => {
  for (const [pattern, fitting, others] of [
    ['*.ts', ['a.ts', 'src/deep/a.ts', '.ts'], ['a.tsx', 'a.ts/b']],
    ['src/*.ts', ['src/a.ts'], ['src/b/a.ts', 'a.ts', 'x/src/a.ts']],
    ['src/**/*.ts', ['src/a.ts', 'src/b/c/a.ts'], ['src.ts', 'lib/a.ts']],
    ['**/test/**', ['test/a', 'x/test/a/b', 'x/test'], ['tests/a']],
    ['src/', ['src/a', 'src/b/c'], ['a/src/b']],
    ['./src/a?.{ts,tsx}', ['src/ab.ts', 'src/ab.tsx'], ['src/a.ts', 'src/ab.js']],
    ['{a,b}/{c,{d,e}}.md', ['a/c.md', 'b/e.md'], ['a/f.md', 'c/c.md']],
    ['文档/*.md', ['文档/说明.md'], ['文档/说明.txt']],
    ['a{b', ['a{b'], ['ab']],
    ['', [''], ['a']],
  ] as const)
    test(`${pattern || 'nothing'} fits what it names`, () => {
      for (const path of fitting) assert.equal(globMatches(pattern, path), true, path);
      for (const path of others) assert.equal(globMatches(pattern, path), false, path);
    });

  test('means the same as a regular expression', () => {
    const part = fc.constantFrom('a', 'b', '*', '?', '**', 'ab', 'a*');
    const name = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 2, maxLength: 5 }),
        fc.array(name, { minLength: 1, maxLength: 5 }),
        (parts, names) => {
          const source = parts
            .map((each) =>
              each === '**' ? '(?:[^/]+/)*' : `${each.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}/`,
            )
            .join('');
          const path = names.join('/');
          assert.equal(globMatches(parts.join('/'), path), new RegExp(`^${source}$`).test(`${path}/`));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('ends soon, whatever it is', () => {
    const evil = `${'**/*a*'.repeat(200)}/{${'a,'.repeat(5000)}b}{c,d}{c,d}{c,d}{c,d}{c,d}{c,d}{c,d}{c,d}{c,d}`;
    assert.equal(globMatches(evil, `${'aaaa/'.repeat(500)}x`), false);
  });
});
