import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { diffLines } from '../../../../src/core/edit/lineDiff.ts';
import { isBeside, newProblems, type Problem } from '../../../../src/core/edit/newProblems.ts';

const problem = (line: number, message = 'wrong'): Problem => ({
  severity: 'error',
  message,
  source: 'ts',
  code: '2304',
  startLine: line,
  endLine: line,
});
const before = ['a', 'b', 'c', 'd', 'e'];
const after = ['a', 'new', 'b', 'C', 'd', 'e'];
const hunks = diffLines(before, after);
const found = (earlier: readonly Problem[], now: readonly Problem[]): readonly number[] =>
  newProblems(earlier, now, hunks).map(({ startLine }) => startLine);

suite('The problems that an edit brought', () => {
  test('are those that were not there before, wherever their lines have moved', () => {
    assert.deepEqual(found([problem(3)], [problem(4)]), []);
    assert.deepEqual(found([problem(3)], [problem(1), problem(4)]), [1]);
    assert.deepEqual(found([problem(3)], [problem(4, 'other')]), [4]);
  });

  test('leave out one of changed lines that is there still, and show one more of its kind', () => {
    assert.deepEqual(found([problem(2)], [problem(3)]), []);
    assert.deepEqual(found([problem(2)], [problem(1), problem(3)]).length, 1);
  });

  test('do not take one at a known line for one of changed lines', () => {
    assert.deepEqual(found([problem(2), problem(4)], [problem(5), problem(1)]), []);
    assert.deepEqual(found([problem(4)], [problem(5), problem(1)]), [1]);
  });

  test('stand in or beside what was changed, or elsewhere', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].filter((line) => isBeside(problem(line), hunks)),
      [0, 1, 2, 3, 4],
    );
  });

  test('are none when nothing else is wrong than before, and all when nothing was', () => {
    const text = fc.array(fc.constantFrom('x', 'y', '}', ''), { maxLength: 20 });
    const kinds = fc.array(fc.record({ line: fc.nat(19), kind: fc.constantFrom('p', 'q') }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, kinds, (old, fresh, all) => {
        const changes = diffLines(old, fresh);
        const problems = all.map(({ line, kind }) => problem(line, kind));
        const isKept = (line: number): boolean =>
          !changes.some(({ oldStart, oldEnd }) => line >= oldStart && line < oldEnd);
        const moved = problems
          .filter(({ startLine }) => isKept(startLine))
          .map(({ startLine, message }) => {
            const growth = changes
              .filter(({ oldEnd }) => oldEnd <= startLine)
              .reduce((sum, hunk) => sum + hunk.newEnd - hunk.newStart - hunk.oldEnd + hunk.oldStart, 0);
            return problem(startLine + growth, message);
          });
        assert.deepEqual(newProblems(problems, moved, changes), []);
        assert.equal(newProblems([], problems, changes).length, problems.length);
      }),
    );
  });
});
