import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { activePath } from '../../../../src/core/chat/branches.ts';
import { bringBack } from '../../../../src/core/chat/bringBack.ts';
import {
  compactRecords,
  eraseDeleted,
  type JournalRecord,
  sessionOf,
} from '../../../../src/core/chat/journal.ts';
import {
  emptySession,
  newAnswer,
  reduceSession,
  type SessionEvent,
  type SessionState,
} from '../../../../src/core/chat/session.ts';

const start = (id: string, parentId?: string): SessionEvent => ({
  type: 'turn-started',
  turn: {
    id,
    ...(parentId !== undefined && { parentId }),
    purpose: 'chat',
    question: { text: `question ${id}`, references: [] },
    answer: { ...newAnswer('glm'), text: `answer ${id}`, status: 'complete' },
  },
});
const play = (state: SessionState, events: readonly SessionEvent[]): SessionState =>
  events.reduce(reduceSession, state);
const session = (...events: readonly SessionEvent[]): SessionState => play(emptySession('s', 0), events);
const shown = (state: SessionState): string =>
  activePath(state)
    .map(({ id }) => id)
    .join('');
const deleted = (state: SessionState, turnId: string): SessionState =>
  reduceSession(state, { type: 'turn-deleted', turnId });

/** What is shown when each turn is shown in turn, by its id. */
const views = (state: SessionState): Readonly<Record<string, string>> =>
  Object.fromEntries(
    state.turns.map(({ id }) => [id, shown(reduceSession(state, { type: 'turn-shown', turnId: id }))]),
  );

suite('a turn that was deleted', () => {
  const id = fc.constantFrom(...'abcdefgh');
  const anyEvent = fc.oneof(
    fc.tuple(id, fc.option(id, { nil: undefined })).map(([own, parent]) => start(own, parent)),
    id.map((turnId) => ({ type: 'turn-shown' as const, turnId })),
  );

  test('comes back with all that followed it, and every branch shows what it showed', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.nat(), (events, choice) => {
        const before = session(...events);
        const path = activePath(before);
        const turnId = path[choice % Math.max(1, path.length)]?.id;
        fc.pre(turnId !== undefined);
        const after = play(deleted(before, turnId), bringBack(before, turnId));
        assert.equal(shown(after), shown(before));
        assert.deepEqual(views(after), views(before));
        const byId = (state: SessionState) => state.turns.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        assert.deepEqual(byId(after), byId(before));
        assert.equal(after.title, before.title);
      }),
    );
  });

  test('comes back in a journal from which its words were erased', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 20 }), fc.nat(), (events, choice) => {
        const before = session(...events);
        const turnId = before.turns[choice % Math.max(1, before.turns.length)]?.id;
        fc.pre(turnId !== undefined);
        const record = (first: number, of: readonly SessionEvent[]): JournalRecord => ({
          writer: 'w',
          ...{ first, last: first, at: first, until: first },
          events: of,
        });
        const erased = eraseDeleted(before, [record(1, [...events, { type: 'turn-deleted', turnId }])]);
        assert.ok(!JSON.stringify(erased).includes(`"answer ${turnId}"`));
        const whole = compactRecords([...erased, record(2, bringBack(before, turnId))]);
        const after = play(deleted(before, turnId), bringBack(before, turnId));
        assert.deepEqual(sessionOf(before, eraseDeleted(before, whole)), after);
      }),
    );
  });

  test('leaves what was asked meanwhile where it is', () => {
    const before = session(start('a'), start('b', 'a'), start('c', 'b'));
    const meanwhile = play(deleted(before, 'b'), [start('d', 'a')]);
    const after = play(meanwhile, bringBack(before, 'b'));
    assert.equal(shown(after), 'abc');
    assert.equal(views(after).d, 'ad');
  });

  test('has its answer as far as it had come, and nothing runs', () => {
    const before = session(
      start('a'),
      { type: 'answer-restarted', turnId: 'a', modelLabel: 'glm' },
      { type: 'text-delta', turnId: 'a', text: 'So far' },
    );
    const [turn] = play(deleted(before, 'a'), bringBack(before, 'a')).turns;
    assert.deepEqual([turn?.answer.status, turn?.answer.text], ['stopped', 'So far']);
  });

  test('is not there when it never was', () => {
    assert.deepEqual(bringBack(session(start('a')), 'x'), []);
  });
});
