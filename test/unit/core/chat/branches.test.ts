import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  activePath,
  type Branch,
  endOfBranch,
  outlineOf,
  pathTo,
  subtreeOf,
} from '../../../../src/core/chat/branches.ts';
import {
  emptySession,
  newAnswer,
  reduceSession,
  type SessionEvent,
  type SessionState,
  type Turn,
} from '../../../../src/core/chat/session.ts';

const turn = (id: string, parentId?: string): Turn => ({
  id,
  ...(parentId !== undefined && { parentId }),
  purpose: 'chat',
  question: { text: `question ${id}`, references: [] },
  answer: newAnswer('glm'),
});
const start = (id: string, parentId?: string): SessionEvent => ({
  type: 'turn-started',
  turn: turn(id, parentId),
});
const play = (...events: readonly SessionEvent[]): SessionState =>
  events.reduce(reduceSession, emptySession('s', 0));
const shown = (state: SessionState): string =>
  activePath(state)
    .map(({ id }) => id)
    .join('');

/** a ─ b ─ c, and d beside b, with e after it. */
const FORKED = [start('a'), start('b', 'a'), start('c', 'b'), start('d', 'a'), start('e', 'd')];

suite('the branches of a chat', () => {
  test('show what was started last', () => {
    assert.equal(shown(play(...FORKED)), 'ade');
    assert.equal(shown(play(...FORKED, start('f', 'b'))), 'abf');
    assert.equal(shown(play(...FORKED, start('f'))), 'f');
  });

  test('are walked through, and each is left where it was', () => {
    const events: SessionEvent[] = [...FORKED, start('f', 'b'), { type: 'turn-shown', turnId: 'c' }];
    assert.equal(shown(play(...events)), 'abc');
    assert.equal(shown(play(...events, { type: 'turn-shown', turnId: 'd' })), 'ade');
    const back = play(...events, { type: 'turn-shown', turnId: 'd' }, { type: 'turn-shown', turnId: 'b' });
    assert.equal(shown(back), 'abc');
    assert.equal(endOfBranch(play(...FORKED), 'b')?.id, 'c');
    assert.equal(endOfBranch(play(...FORKED), 'x'), undefined);
  });

  test('have no way to a turn that is unknown', () => {
    assert.equal(pathTo(play(...FORKED).turns, 'x').length, 0);
  });

  test('lose exactly what is deleted and what follows it', () => {
    const state = play(...FORKED, { type: 'turn-deleted', turnId: 'd' });
    assert.equal(shown(state), 'abc');
    assert.equal(state.turns.length, 3);
    assert.equal(state.title, 'question a');
  });

  test('are outlined by their forks', () => {
    const names = (branches: readonly Branch<Turn>[]): unknown[] =>
      branches.map(({ turns, forks }) => [turns.map(({ id }) => id).join(''), ...names(forks)]);
    assert.deepEqual(names(outlineOf(play(...FORKED).turns)), [['a', ['bc'], ['de']]]);
    assert.deepEqual(names(outlineOf([])), []);
  });

  const id = fc.constantFrom(...'abcdefgh');
  const event: fc.Arbitrary<SessionEvent> = fc.oneof(
    {
      arbitrary: fc.tuple(id, fc.option(id, { nil: undefined })).map(([own, parent]) => start(own, parent)),
      weight: 5,
    },
    id.map((turnId): SessionEvent => ({ type: 'turn-shown', turnId })),
    id.map((turnId): SessionEvent => ({ type: 'turn-deleted', turnId })),
    id.map(
      (own): SessionEvent => ({ type: 'question-queued', queued: { id: own, question: turn(own).question } }),
    ),
    id.map((queuedId): SessionEvent => ({ type: 'queued-question-changed', queuedId, text: 'changed' })),
    id.map((queuedId): SessionEvent => ({ type: 'queued-question-removed', queuedId })),
    id.map((turnId): SessionEvent => ({ type: 'text-delta', turnId, text: 'x' })),
    id.map((turnId): SessionEvent => ({ type: 'answer-finished', turnId, status: 'complete' })),
    fc.constantFrom('', 'A name').map((title): SessionEvent => ({ type: 'chat-renamed', title })),
    fc.boolean().map((isPinned): SessionEvent => ({ type: 'chat-pinned', isPinned })),
  );

  function check(before: SessionState, happened: SessionEvent, state: SessionState): void {
    const ids = state.turns.map((each) => each.id);
    assert.equal(
      new Set([...ids, ...state.queue.map((queued) => queued.id)]).size,
      ids.length + state.queue.length,
    );
    state.turns.forEach(({ parentId }, index) => {
      if (parentId !== undefined)
        assert.ok(ids.slice(0, index).includes(parentId), 'follows a turn before it');
    });
    const path = activePath(state);
    for (const [index, each] of path.entries()) assert.equal(each.parentId, path[index - 1]?.id);
    assert.equal(path.length > 0, ids.length > 0);
    if (path.length > 0)
      assert.ok(!state.turns.some(({ parentId }) => parentId === path.at(-1)?.id), 'ends in a leaf');
    for (const each of ids)
      assert.ok(shown(reduceSession(state, { type: 'turn-shown', turnId: each })).includes(each));
    const flat = (branches: readonly Branch<Turn>[]): string[] =>
      branches.flatMap(({ turns, forks }) => [...turns.map((each) => each.id), ...flat(forks)]);
    assert.deepEqual(flat(outlineOf(state.turns)).toSorted(), ids.toSorted());
    assert.ok(state.preferred.every((each) => ids.includes(each)));
    if (happened.type === 'turn-started')
      assert.ok(before.turns.length === ids.length || shown(state).includes(happened.turn.id));
    const gone = happened.type === 'turn-deleted' ? subtreeOf(before.turns, happened.turnId) : [];
    assert.deepEqual(
      before.turns.filter((each) => !ids.includes(each.id)),
      gone,
    );
  }

  test('keep every turn within reach and one way in sight, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state = emptySession('s', 0);
        for (const happened of events) {
          const next = reduceSession(state, happened);
          check(state, happened, next);
          state = next;
        }
      }),
    );
  });

  test('are the same for who has followed them from the beginning and for who came later', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(event, { maxLength: 30 }), (early, late) => {
        const snapshot = JSON.parse(JSON.stringify(play(...early))) as SessionState;
        assert.deepEqual(late.reduce(reduceSession, snapshot), play(...early, ...late));
      }),
    );
  });
});
