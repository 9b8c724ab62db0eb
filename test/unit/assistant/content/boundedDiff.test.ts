import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { boundedDiff } from '../../../../src/assistant/content/boundedDiff.ts';
import { estimateTokens } from '../../../../src/core/usage/estimateTokens.ts';

function part(path: string, added: number): string {
  const lines = Array.from({ length: added }, (_, index) => `+const value${index} = compute(${index});`);
  return [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, '@@ -1,0 +1 @@', ...lines].join(
    '\n',
  );
}

suite('A diff within a budget', () => {
  test('is left as it is when it fits', () => {
    const diff = `${part('a.ts', 3)}\n${part('b.ts', 2)}`;
    assert.deepEqual(boundedDiff(`${diff}\n`, 10_000), { text: diff, omitted: [] });
  });

  test('keeps small files whole, cuts a large one, and says of both what is missing', () => {
    const { text, omitted } = boundedDiff([part('small.ts', 3), part('large.ts', 2000)].join('\n'), 1500);
    assert.ok(text.startsWith(part('small.ts', 3)));
    assert.match(text, /\+const value5 = .*\n[\s\S]*\[More lines of this file were left out here\.\]/);
    assert.deepEqual(omitted, [{ path: 'large.ts', added: 2000, removed: 0, isShownInPart: true }]);
    assert.match(text, /- large\.ts \(\+2000 -0, shown in part\)\n\]$/);
  });

  test('names what tools write and spends nothing on it', () => {
    const names = [
      'package-lock.json',
      'web/pnpm-lock.yaml',
      'go.sum',
      'dist/a.js',
      'x.min.css',
      'Cargo.lock',
      'yarn.lock',
    ];
    const diff = [...names.map((name) => part(name, 300)), part('a.ts', 5)].join('\n');
    const { text, omitted } = boundedDiff(diff, 2000);
    assert.deepEqual(
      omitted.map(({ path }) => path),
      names,
    );
    assert.ok(text.includes(part('a.ts', 5)));
    for (const name of names) assert.match(text, new RegExp(`- ${name.replace('.', '\\.')} \\(\\+300 -0\\)`));
  });

  test('never goes beyond the budget that has room for names, and accounts for each file', () => {
    const file = fc.record({ name: fc.constantFrom('a', 'src/b', '文'), lines: fc.nat(400) });
    fc.assert(
      fc.property(
        fc.array(file, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1500, max: 6000 }),
        (files, budget) => {
          const diff = files.map(({ name, lines }, index) => part(`${name}${index}.ts`, lines)).join('\n');
          const { text, omitted } = boundedDiff(diff, budget);
          assert.ok(estimateTokens(text) <= budget, `${estimateTokens(text)} of ${budget}`);
          for (const [index, { name, lines }] of files.entries()) {
            const path = `${name}${index}.ts`;
            const gone = omitted.find((each) => each.path === path);
            if (!gone) assert.ok(text.includes(part(path, lines)));
            else assert.ok(text.includes(`- ${path} (+${lines} -0`));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is empty for nothing', () => {
    assert.deepEqual(boundedDiff('\n', 100), { text: '', omitted: [] });
  });
});
