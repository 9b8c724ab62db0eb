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

test('what one window has deleted is gone, unless the other has changed it or gone on after it', () => {
  const after = { ...turn('x'), parentId: 'b' };
  assert.deepEqual(shown(mergeTurns(base, [a], copy(base))), ['a']);
  assert.deepEqual(shown(mergeTurns(base, [a, b], copy([a]))), ['a']);
  assert.deepEqual(shown(mergeTurns(base, [a], copy([a, turn('b', ' theirs')]))), ['a', 'b theirs']);
  assert.deepEqual(shown(mergeTurns(base, [a, turn('b', ' ours')], copy([a]))), ['a', 'b ours']);
  assert.deepEqual(shown(mergeTurns(base, [a], copy([a, b, after]))), ['a', 'b', 'x']);
  assert.deepEqual(shown(mergeTurns(base, [a, b, after], copy([a]))), ['a', 'b', 'x']);
});

test('every turn that is new in either window is there once, after the one that it follows', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
  const inLine = (names: readonly string[]): readonly Turn[] =>
    names.map((id, index) => ({ ...turn(id), ...(index > 0 && { parentId: names[index - 1]! }) }));
  fc.assert(
    fc.property(ids, fc.nat(6), fc.nat(6), ids, ids, (past, ourPart, theirPart, added, theirsAdded) => {
      const fresh = (names: readonly string[], prefix: string): readonly string[] =>
        names.map((id) => prefix + id);
      const ours = inLine([...past.slice(0, ourPart), ...fresh(added, 'our ')]);
      const theirs = inLine([...past.slice(0, theirPart), ...fresh(theirsAdded, 'their ')]);
      const common = inLine(past);
      const known = new Map(common.map((each) => [each.id, each]));
      const merged = mergeTurns(
        common,
        ours.map((each) => known.get(each.id) ?? each),
        theirs,
      );
      const names = merged.map(({ id }) => id);
      assert.equal(new Set(names).size, names.length);
      for (const { id } of [...ours, ...theirs]) if (!known.has(id)) assert.ok(names.includes(id), id);
      merged.forEach(({ parentId }, index) => {
        if (parentId !== undefined) assert.ok(names.slice(0, index).includes(parentId), parentId);
      });
    }),
  );
});
