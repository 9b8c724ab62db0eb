import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { diffLines } from '../../../../src/core/edit/lineDiff.ts';
import { type AcceptedChange, takeBack } from '../../../../src/core/edit/takeBack.ts';

const changed = (before: readonly string[], after: readonly string[]): AcceptedChange => ({
  after,
  hunks: diffLines(before, after).map(({ newStart, newEnd, oldStart, oldEnd }) => ({
    startLine: newStart,
    endLine: newEnd,
    before: before.slice(oldStart, oldEnd),
  })),
});

const BEFORE = ['a', 'b', 'c', 'd', 'e'];
const AFTER = ['a', 'B', 'c', 'd', 'new', 'e'];

suite('A change that was accepted', () => {
  test('is taken back, and what came after it stays', () => {
    const now = ['first', 'a', 'B', 'c', 'mine', 'd', 'new', 'e'];
    assert.deepEqual(takeBack(now, [changed(BEFORE, AFTER)]), {
      lines: ['first', 'a', 'b', 'c', 'mine', 'd', 'e'],
      stayed: 0,
    });
  });

  test('stays where its lines have been changed since, and that is counted', () => {
    assert.deepEqual(takeBack(['a', 'B!', 'c', 'd', 'new', 'e'], [changed(BEFORE, AFTER)]), {
      lines: ['a', 'B!', 'c', 'd', 'e'],
      stayed: 1,
    });
  });

  test('and another after it are taken back together', () => {
    const last = AFTER.with(5, 'E');
    assert.deepEqual(takeBack(last, [changed(AFTER, last), changed(BEFORE, AFTER)]).lines, BEFORE);
  });

  test('is gone exactly when nothing came after it, whatever it was', () => {
    const text = fc.array(fc.constantFrom('', '}', 'x', 'y', 'end'), { maxLength: 14 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.deepEqual(takeBack(after, [changed(before, after)]), { lines: before, stayed: 0 });
      }),
    );
  });

  test('is gone from a file of any length', () => {
    const before = Array.from({ length: 300_000 }, (_, index) => `line ${index}`);
    const after = before.with(299_990, 'changed');
    assert.deepEqual(takeBack(after, [changed(before, after)]), { lines: before, stayed: 0 });
  });

  test('takes no line with it that was written later', () => {
    const text = fc.array(fc.constantFrom('', '}', 'x', 'y', 'end'), { maxLength: 14 });
    fc.assert(
      fc.property(text, text, fc.array(fc.nat(14), { maxLength: 4 }), (before, after, places) => {
        const now = places.reduce<readonly string[]>(
          (lines, at, index) => lines.toSpliced(Math.min(at, lines.length), 0, `later ${index}`),
          after,
        );
        const { lines } = takeBack(now, [changed(before, after)]);
        for (const [index] of places.entries()) assert.ok(lines.includes(`later ${index}`));
      }),
    );
  });
});
