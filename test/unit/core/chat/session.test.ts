import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type AnswerStatus,
  canContinue,
  emptySession,
  newAnswer,
  reduceSession,
  type SessionEvent,
  type SessionState,
} from '../../../../src/core/chat/session.ts';
import type { Notice } from '../../../../src/core/notice.ts';

const start = (id: string, text = 'What is this?'): SessionEvent => ({
  type: 'turn-started',
  turn: { id, purpose: 'chat', question: { text, references: [] }, answer: newAnswer('glm') },
});
const notice: Notice = { severity: 'error', code: 'X', what: 'w', side: 'network', next: 'n', actions: [] };
const play = (...events: SessionEvent[]): SessionState => events.reduce(reduceSession, emptySession('s', 0));

suite('a session', () => {
  test('takes its title from the first line of the first question', () => {
    assert.equal(play(start('1', '  Why?\nmore'), start('2', 'And?')).title, 'Why?');
    const long = play(start('1', 'x'.repeat(100))).title;
    assert.equal(long.length, 60);
    assert.ok(long.endsWith('…'));
  });

  test('appends deltas to the turn that they name, also when two run at once', () => {
    const { turns } = play(
      start('1'),
      start('2'),
      { type: 'text-delta', turnId: '1', text: 'a' },
      { type: 'reasoning-delta', turnId: '2', text: 'hm' },
      { type: 'text-delta', turnId: '2', text: 'b' },
      { type: 'text-delta', turnId: '1', text: 'A' },
    );
    assert.deepEqual(
      turns.map(({ answer }) => [answer.text, answer.reasoning, answer.status]),
      [
        ['aA', '', 'streaming'],
        ['b', 'hm', 'streaming'],
      ],
    );
  });

  test('keeps what arrived when an answer is cut, with the reason', () => {
    const [turn] = play(
      start('1'),
      { type: 'text-delta', turnId: '1', text: 'half' },
      { type: 'answer-finished', turnId: '1', status: 'interrupted', notice },
    ).turns;
    assert.equal(turn?.answer.text, 'half');
    assert.equal(turn?.answer.status, 'interrupted');
    assert.equal(turn?.answer.notice, notice);
  });

  test('shows why it waits for a retry only until text comes', () => {
    const waiting = play(start('1'), { type: 'answer-waiting', turnId: '1', notice });
    assert.equal(waiting.turns[0]?.answer.notice, notice);
    const going = reduceSession(waiting, { type: 'text-delta', turnId: '1', text: 'x' });
    assert.equal(going.turns[0]?.answer.notice, undefined);
  });

  test('starts an answer anew with nothing of the old one', () => {
    const { turns } = play(
      start('1'),
      { type: 'text-delta', turnId: '1', text: 'old' },
      { type: 'answer-finished', turnId: '1', status: 'failed', notice },
      { type: 'answer-restarted', turnId: '1', modelLabel: 'other' },
    );
    assert.deepEqual(turns[0]?.answer, newAnswer('other'));
  });

  test('goes on with an answer that broke off, and keeps where the parts may not fit together', () => {
    const [turn] = play(
      start('1'),
      { type: 'reasoning-delta', turnId: '1', text: 'Hm.' },
      { type: 'text-delta', turnId: '1', text: 'half' },
      { type: 'answer-finished', turnId: '1', status: 'interrupted', notice },
      { type: 'answer-continued', turnId: '1', modelLabel: 'other', modelId: 'p/other' },
      { type: 'answer-seam', turnId: '1' },
      { type: 'text-delta', turnId: '1', text: ' and half' },
    ).turns;
    assert.deepEqual(turn?.answer, {
      text: 'half and half',
      reasoning: 'Hm.',
      status: 'streaming',
      modelLabel: 'other',
      modelId: 'p/other',
      seams: [{ at: 4 }],
    });
  });

  test('can be gone on with where a conversation’s answer has a beginning and no end', () => {
    const [turn] = play(start('1'), { type: 'text-delta', turnId: '1', text: 'half' }).turns;
    const ended = (status: Exclude<AnswerStatus, 'waiting' | 'streaming'>, text = 'half') => ({
      ...turn!,
      answer: { ...turn!.answer, text, status },
    });
    for (const status of ['interrupted', 'stopped', 'length'] as const) {
      assert.equal(canContinue(ended(status)), true);
      assert.equal(canContinue(ended(status, ' \n')), false);
      assert.equal(canContinue({ ...ended(status), purpose: 'optimize' }), false);
    }
    for (const status of ['complete', 'filtered', 'failed'] as const)
      assert.equal(canContinue(ended(status)), false);
    assert.equal(canContinue(turn!), false);
  });

  test('is unchanged by an event for a turn that it does not have', () => {
    const state = play(start('1'));
    assert.equal(reduceSession(state, { type: 'text-delta', turnId: '9', text: 'x' }), state);
  });

  test('is never changed in place', () => {
    const before = play(start('1'), { type: 'text-delta', turnId: '1', text: 'a' });
    const copy = structuredClone(before);
    reduceSession(before, { type: 'text-delta', turnId: '1', text: 'b' });
    reduceSession(before, { type: 'answer-finished', turnId: '1', status: 'complete', whole: 'b' });
    assert.deepEqual(before, copy);
  });
});
