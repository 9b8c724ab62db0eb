import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  type EditState,
  isSettled,
  newEdit,
  pendingHunks,
  reduceEdit,
} from '../../../../src/core/edit/editState.ts';
import { proposalOf } from '../../../../src/core/edit/proposal.ts';
import { StreamedRegion } from '../../../../src/core/edit/streamedRegion.ts';

const edit = (baseline: string[], proposed: string[], current = proposed): EditState =>
  reduceEdit(
    reduceEdit(reduceEdit(newEdit(baseline), { type: 'proposed', ...proposalOf(baseline, proposed) }), {
      type: 'document-changed',
      lines: current,
    }),
    { type: 'ended', progress: 'complete' },
  );

suite('a pending edit', () => {
  const baseline = ['a', 'b', 'c', 'd', 'e', 'f'];
  const proposed = ['a', 'B', 'c', 'd', 'E', 'E2', 'f'];
  const word = fc.constantFrom('', '}', 'x', 'y', 'return', 'if', 'z', 'end');
  const text = fc.array(word, { maxLength: 14 });

  test('shows each change as a hunk in the lines of the document', () => {
    assert.deepEqual(
      pendingHunks(edit(baseline, proposed)).map(({ newStart, newEnd, edited }) => ({
        newStart,
        newEnd,
        edited,
      })),
      [
        { newStart: 1, newEnd: 2, edited: false },
        { newStart: 4, newEnd: 6, edited: false },
      ],
    );
  });

  test('rejects one hunk and keeps the other pending', () => {
    const state = reduceEdit(edit(baseline, proposed), { type: 'hunk-rejected', index: 0 });
    assert.deepEqual(state.current, ['a', 'b', 'c', 'd', 'E', 'E2', 'f']);
    assert.equal(pendingHunks(state).length, 1);
    const settled = reduceEdit(state, { type: 'all-accepted' });
    assert.deepEqual(settled.current, ['a', 'b', 'c', 'd', 'E', 'E2', 'f']);
    assert.ok(isSettled(settled));
  });

  test('moves its hunks when the user types above them, and rejecting keeps what was typed', () => {
    const state = edit(baseline, proposed, ['mine', ...proposed]);
    assert.deepEqual(
      pendingHunks(state).map((hunk) => hunk.newStart),
      [2, 5],
    );
    assert.deepEqual(reduceEdit(state, { type: 'all-rejected' }).current, ['mine', ...baseline]);
  });

  test('keeps the text of a hunk that the user edited, whatever is decided', () => {
    const typed = ['a', 'B', 'c', 'd', 'E', 'mine', 'f'];
    const state = edit(baseline, proposed, typed);
    assert.deepEqual(
      pendingHunks(state).map((hunk) => hunk.edited),
      [false, true],
    );
    assert.ok(reduceEdit(state, { type: 'all-rejected' }).current.includes('mine'));
    assert.deepEqual(reduceEdit(state, { type: 'all-accepted' }).current, typed);
    assert.deepEqual(reduceEdit(state, { type: 'hunk-restored', index: 1 }).current, proposed);
  });

  test('takes the model’s second thoughts, and keeps what the user has typed meanwhile', () => {
    const shown = edit(baseline, proposed);
    const typing = reduceEdit(shown, { type: 'document-changed', lines: [...proposed, 'mine'] });
    const better = proposed.with(1, 'BETTER');
    const state = reduceEdit(typing, { type: 'amended', base: proposed, lines: better });
    assert.deepEqual(state.current, [...better, 'mine']);
    assert.equal(pendingHunks(state).length, 2);
    assert.deepEqual(reduceEdit(state, { type: 'all-rejected' }).current, [...baseline, 'mine']);
    assert.deepEqual(reduceEdit(state, { type: 'all-accepted' }).current, [...better, 'mine']);
  });

  test('never loses a line that the user typed when the model thinks again, before or after', () => {
    const typing = fc.record({ at: fc.nat(20), isLate: fc.boolean() });
    const end = fc.constantFrom('all-rejected', 'hunk-rejected', 'hunk-accepted');
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.array(typing, { maxLength: 4 }),
        end,
        fc.boolean(),
        (old, first, second, typings, type, isKept) => {
          let state = edit(old, first);
          const typeLines = (isLate: boolean): string[] =>
            typings.flatMap(({ at, isLate: late }, index) => {
              if (late !== isLate) return [];
              const line = `typed ${index}`;
              const lines = state.current.toSpliced(Math.min(at, state.current.length), 0, line);
              state = reduceEdit(state, { type: 'document-changed', lines });
              return [line];
            });
          const early = typeLines(false);
          const base = state.current;
          // It may move what was typed before, or leave it out: then the user decides on that.
          const lines = [...second, ...(isKept ? base.filter((line) => line.startsWith('typed')) : [])];
          const late = typeLines(true);
          state = reduceEdit(state, { type: 'amended', base, lines });
          for (const line of late) assert.ok(state.current.includes(line), `${line} was lost`);
          for (let guard = 0; guard < 100 && !isSettled(state); guard++)
            state = reduceEdit(state, type === 'all-rejected' ? { type } : { type, index: 0 });
          assert.ok(isSettled(state));
          const mine = type === 'hunk-accepted' ? late : [...early, ...late];
          for (const line of mine) assert.ok(state.current.includes(line), `${line} was lost`);
        },
      ),
    );
  });

  test('is settled when an undo brings the original back', () => {
    const state = reduceEdit(edit(baseline, proposed), { type: 'document-changed', lines: baseline });
    assert.ok(isSettled(state));
    assert.deepEqual(state.current, baseline);
  });

  test('gives back lines that were deleted next to a line which the user changed', () => {
    const state = edit(['a', 'b', 'c'], ['a', 'c'], ['a', 'C!']);
    assert.deepEqual(reduceEdit(state, { type: 'all-rejected' }).current, ['a', 'b', 'C!']);
  });

  test('restores the original exactly when all is rejected', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.deepEqual(reduceEdit(edit(before, after), { type: 'all-rejected' }).current, before);
        assert.deepEqual(reduceEdit(edit(before, after), { type: 'all-accepted' }).current, after);
      }),
    );
  });

  test('ends with the chosen hunks and nothing else, in any order of deciding', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.infiniteStream(fc.boolean()),
        fc.infiniteStream(fc.nat()),
        (before, after, accepts, picks) => {
          let state = edit(before, after);
          for (;;) {
            const hunks = pendingHunks(state);
            if (hunks.length === 0) break;
            const index = picks.next().value % hunks.length;
            const hunk = hunks[index]!;
            const accept = accepts.next().value;
            const expected = accept
              ? state.current
              : state.current.toSpliced(
                  hunk.newStart,
                  hunk.newEnd - hunk.newStart,
                  ...state.baseline.slice(hunk.oldStart, hunk.oldEnd),
                );
            state = reduceEdit(state, { type: accept ? 'hunk-accepted' : 'hunk-rejected', index });
            assert.deepEqual(state.current, expected);
            assert.ok(pendingHunks(state).length < hunks.length);
          }
          assert.ok(isSettled(state));
        },
      ),
    );
  });

  test('never loses a line that the user typed, at any step of a streamed edit [F77]', () => {
    const typing = fc.record({ step: fc.nat(20), at: fc.nat(30), remove: fc.nat(2) });
    const end = fc.constantFrom('all-rejected', 'all-accepted', 'hunk-rejected', 'hunk-accepted');
    fc.assert(
      fc.property(text, text, fc.array(typing, { maxLength: 6 }), end, (before, after, typings, decision) => {
        const region = new StreamedRegion(before, { startLine: 0, endLine: before.length });
        let state = newEdit(before);
        const typed: string[] = [];
        const type = (step: number): void => {
          for (const { at, remove } of typings.filter((typing) => typing.step === step)) {
            const line = `typed ${typed.length}`;
            typed.push(line);
            const position = Math.min(at, state.current.length);
            const removed = state.current
              .slice(position, position + remove)
              .some((l) => l.startsWith('typed'))
              ? 0
              : remove;
            state = reduceEdit(state, {
              type: 'document-changed',
              lines: state.current.toSpliced(position, removed, line),
            });
          }
        };
        after.forEach((line, step) => {
          region.push(line);
          state = reduceEdit(state, { type: 'proposed', ...region.proposal() });
          type(step);
        });
        state = reduceEdit(state, { type: 'proposed', ...region.complete() });
        state = reduceEdit(state, { type: 'ended', progress: 'complete' });
        for (let step = after.length; step <= 20; step++) type(step);
        for (let guard = 0; guard < 100 && !isSettled(state); guard++)
          state = reduceEdit(
            state,
            decision.startsWith('hunk')
              ? { type: decision as 'hunk-rejected', index: 0 }
              : { type: decision as 'all-rejected' },
          );
        assert.ok(isSettled(state));
        for (const line of typed) assert.ok(state.current.includes(line), `${line} was lost`);
      }),
      {
        numRuns: 1000,
        // Lines that repeat: a new diff of the texts would pair others than the ones that the user left alone.
        examples: [
          [
            ['return', 'y'],
            ['', '', 'y', 'return'],
            [
              { step: 0, at: 0, remove: 1 },
              { step: 0, at: 0, remove: 0 },
              { step: 3, at: 4, remove: 1 },
            ],
            'all-rejected',
          ],
          [
            ['x', '', 'y'],
            ['}', 'if', 'end', 'end', '', 'y', 'x', 'z'],
            [
              { step: 8, at: 5, remove: 2 },
              { step: 4, at: 4, remove: 2 },
            ],
            'all-rejected',
          ],
        ],
      },
    );
  });
});
