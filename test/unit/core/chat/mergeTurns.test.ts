import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeTurns } from '../../../../src/core/chat/mergeTurns.ts';
import { newAnswer, type Turn } from '../../../../src/core/chat/session.ts';

const turn = (id: string, text = ''): Turn => ({
  id,
  purpose: 'chat',
  question: { text: id, references: [] },
  answer: { ...newAnswer('m'), text },
});
const shown = (turns: readonly Turn[]): readonly string[] => turns.map(({ id, answer }) => id + answer.text);

const base = [turn('a'), turn('b')];
const [a, b] = base as [Turn, Turn];
/** As another window's file brings it: equal, but not the same object. */
const copy = (turns: readonly Turn[]): readonly Turn[] => structuredClone(turns);

test('turns that both windows have added are all kept, ours last', () => {
  assert.deepEqual(shown(mergeTurns(base, [a, b, turn('x')], copy([a, b, turn('y')]))), ['a', 'b', 'y', 'x']);
});

test('a turn that only they have changed is theirs, one that we have changed is ours', () => {
  const ours = [turn('a', ' ours'), b];
  const theirs = [turn('a', ' theirs'), turn('b', ' theirs')];
  assert.deepEqual(shown(mergeTurns(base, ours, theirs)), ['a ours', 'b theirs']);
});

test('without a common past nothing is lost either', () => {
  assert.deepEqual(shown(mergeTurns([], [turn('x')], [turn('y')])), ['y', 'x']);
  assert.deepEqual(shown(mergeTurns([], [turn('x', ' ours')], [turn('x', ' theirs')])), ['x ours']);
});

test('every turn of either window is there once', () => {
  const turns = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
  fc.assert(
    fc.property(turns, turns, turns, (past, added, theirs) => {
      const common = past.map((id) => turn(id));
      const ours = [...common, ...added.filter((id) => !past.includes(id)).map((id) => turn(id))];
      const merged = mergeTurns(
        common,
        ours,
        theirs.map((id) => turn(id)),
      ).map(({ id }) => id);
      assert.deepEqual(merged.toSorted(), [...new Set([...past, ...added, ...theirs])].toSorted());
    }),
  );
});
