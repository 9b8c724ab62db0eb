import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { reasonToSkip } from '../../../../src/host/batch/fileKinds.ts';
import { createIgnoredPaths } from '../../../../src/host/files/ignoredPaths.ts';

suite('the paths that .gitignore leaves out', () => {
  const ignored = createIgnoredPaths();
  ignored.add('', 'dist/\n*.log\n/secret.ts\n!keep.log\n');
  ignored.add('packages/web', '*.gen.ts\n!important.log\n');
  ignored.add('dist', '!*\n');

  for (const path of [
    'dist/a.ts',
    'packages/api/dist/deep/a.ts',
    'x.log',
    'packages/x.log',
    'secret.ts',
    'packages/web/src/a.gen.ts',
  ])
    test(`hold ${path}`, () => assert.ok(ignored.has(path)));

  for (const path of [
    'src/a.ts',
    'keep.log',
    'packages/web/important.log',
    'packages/secret.ts',
    'packages/api/a.gen.ts',
    'distance/a.ts',
  ])
    test(`do not hold ${path}`, () => assert.ok(!ignored.has(path)));
});

suite('a file by its name and size', () => {
  test('is left out when a tool has made it, it is too large, or there is nothing in it', () => {
    assert.equal(reasonToSkip('/a/package-lock.json', 10, false), 'generated');
    assert.equal(reasonToSkip('/a/app.min.js', 10, false), 'generated');
    assert.equal(reasonToSkip('/a/big.ts', 10_000_000, false), 'too-large');
    assert.equal(reasonToSkip('/a/empty.ts', 0, false), 'empty');
    assert.equal(reasonToSkip('/a/cart.ts', 10, false), undefined);
  });

  test('of data or prose can be explained, but takes no comments', () => {
    for (const path of ['/a/tsconfig.json', '/a/README.md', '/a/LICENSE', '/a/.gitignore']) {
      assert.equal(reasonToSkip(path, 10, false), undefined);
      assert.equal(reasonToSkip(path, 10, true), 'not-code');
    }
  });
});
