import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createFreshText } from '../../../../media/chat/freshText.ts';
import { emptySession, reduceSession, type SessionEvent } from '../../../../src/core/chat/session.ts';

const started = (id: string): SessionEvent => ({
  type: 'turn-started',
  turn: {
    id,
    purpose: 'chat',
    question: { text: 'why', references: [] },
    answer: { text: '', reasoning: '', status: 'waiting', modelLabel: 'm' },
  },
});

const event = fc.constantFrom('a', 'b').chain(
  (turnId): fc.Arbitrary<SessionEvent> =>
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          type: fc.constant('text-delta' as const),
          turnId: fc.constant(turnId),
          text: fc.constantFrom('x', 'y', 'xy'),
        }),
      },
      fc.constant<SessionEvent>({ type: 'answer-withdrawn', turnId }),
      fc.constant<SessionEvent>({ type: 'answer-restarted', turnId, modelLabel: 'm' }),
      fc.constant<SessionEvent>({ type: 'answer-seam', turnId }),
      fc.constant<SessionEvent>({ type: 'turn-deleted', turnId }),
      fc.constant<SessionEvent>(started(turnId)),
    ),
);

describe('createFreshText', () => {
  it('knows only what the text before and the added text make together', () => {
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 6 }), { maxLength: 8 }), (frames) => {
        const fresh = createFreshText();
        let state = [started('a'), started('b')].reduce(reduceSession, emptySession('s', 0));
        frames.forEach((events, index) => {
          const textOf = (id: string): string | undefined =>
            state.turns.find((turn) => turn.id === id)?.answer.text;
          const before = new Map(['a', 'b'].map((id) => [id, textOf(id)]));
          fresh.see({ type: 'events', seq: index, events });
          state = events.reduce(reduceSession, state);
          for (const [id, added] of fresh.take()) {
            if (before.get(id) !== undefined) assert.equal(textOf(id), `${before.get(id)}${added}`);
          }
        });
      }),
    );
  });

  it('hands on what has been written since the last frame', () => {
    const fresh = createFreshText();
    fresh.see({
      type: 'events',
      seq: 1,
      events: [
        { type: 'text-delta', turnId: 'a', text: 'one ' },
        { type: 'text-delta', turnId: 'a', text: 'two' },
      ],
    });
    assert.deepEqual([...fresh.take()], [['a', 'one two']]);
    assert.deepEqual([...fresh.take()], []);
  });
});
