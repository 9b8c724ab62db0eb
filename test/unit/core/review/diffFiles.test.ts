import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type DiffedFile, diffFiles, numberedDiff } from '../../../../src/core/review/diffFiles.ts';
import { placeComment } from '../../../../src/core/review/placeComment.ts';
import type { ReviewComment } from '../../../../src/core/review/reviewAnswer.ts';

const DIFF = `diff --git a/src/cart.ts b/src/cart.ts
index 1..2 100644
--- a/src/cart.ts
+++ b/src/cart.ts
@@ -1,3 +1,4 @@ class Cart
 one
--- two
+++ TWO
+and a half
 three
@@ -20 +21,2 @@
 twenty
+more
\\ No newline at end of file
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-a
-b
`;

const comment = (startLine: number, more: Partial<ReviewComment> = {}): ReviewComment => ({
  path: 'src/cart.ts',
  startLine,
  endLine: startLine,
  severity: 'error',
  text: 'Wrong.',
  ...more,
});

describe('the files of a diff', () => {
  it('have the lines that it shows, with their numbers after the change', () => {
    const [cart, gone] = diffFiles(DIFF) as readonly [DiffedFile, DiffedFile];
    assert.equal(cart.path, 'src/cart.ts');
    assert.deepEqual(
      cart.lines.map(({ number, text, isAdded }) => `${isAdded ? '+' : ' '}${number} ${text}`),
      [' 1 one', '+2 ++ TWO', '+3 and a half', ' 4 three', ' 21 twenty', '+22 more'],
    );
    assert.deepEqual(gone, { path: 'gone.ts', lines: [] });
    assert.deepEqual(diffFiles(''), []);
  });

  it('are shown with these numbers, and heads stay as they are', () => {
    const numbered = numberedDiff(DIFF);
    assert.match(
      numbered,
      /\n--- a\/src\/cart\.ts\n\+\+\+ b\/src\/cart\.ts\n@@ -1,3 \+1,4 @@ class Cart\n 1\|one\n-\|-- two\n\+2\|\+\+ TWO\n/,
    );
    assert.match(numbered, /\n 21\|twenty\n\+22\|more\n\\ No newline/);
  });

  it('have in any diff the lines of the file after the change', () => {
    const lines = fc.array(fc.constantFrom('a', '', '--- x', '+++ y', '@@ -1 +1 @@', 'diff'), {
      minLength: 1,
    });
    void fc.assert(
      fc.property(
        lines,
        fc.array(fc.boolean()),
        fc.array(fc.constantFrom('gone', '-- old')),
        (after, added, removed) => {
          const isAdded = (index: number): boolean => added[index] ?? false;
          const kept = after.filter((_, index) => !isAdded(index)).length;
          const body = after.map((line, index) => `${isAdded(index) ? '+' : ' '}${line}`);
          const head = `@@ -7,${kept + removed.length} +5,${after.length} @@`;
          const diff = [
            'diff --git a/f b/f',
            '--- a/f',
            '+++ b/f',
            head,
            ...removed.map((line) => `-${line}`),
            ...body,
          ];
          assert.deepEqual(
            diffFiles(`${diff.join('\n')}\n`)[0]?.lines,
            after.map((text, index) => ({ number: 5 + index, text, isAdded: isAdded(index) })),
          );
        },
      ),
    );
  });
});

describe('a comment', () => {
  const files = diffFiles(DIFF);

  it('stands where it was meant to, with what the diff shows there', () => {
    const meant = comment(2, { endLine: 3, path: './src/cart.ts', replacement: ['x'] });
    assert.deepEqual(placeComment(meant, files), {
      ...meant,
      path: 'src/cart.ts',
      lines: ['++ TWO', 'and a half'],
    });
    assert.equal(placeComment(comment(1), files)?.meantLine, undefined);
  });

  it('goes to the nearest changed line where the diff does not show its own, says so, and replaces nothing', () => {
    for (const [line, at] of [
      [9, 3],
      [17, 22],
      [500, 22],
    ] as const) {
      const placed = placeComment(comment(line, { replacement: ['x'] }), files);
      assert.deepEqual([placed?.startLine, placed?.endLine, placed?.meantLine], [at, at, line]);
      assert.equal(placed?.replacement, undefined);
    }
    const tooLong = placeComment(comment(3, { endLine: 12, replacement: ['x'] }), files);
    assert.deepEqual(
      [tooLong?.startLine, tooLong?.meantLine, tooLong?.replacement],
      [3, undefined, undefined],
    );
  });

  it('has no place in a file that the diff does not show, or that is gone', () => {
    for (const path of ['other.ts', 'cart.ts', 'gone.ts', '../src/cart.ts'])
      assert.equal(placeComment(comment(2, { path }), files), undefined);
  });
});
