import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  compactRecords,
  eraseDeleted,
  type JournalRecord,
  joinDeltas,
  mergeRecords,
  type StoredEvent,
  sessionOf,
} from '../../../../src/core/chat/journal.ts';
import {
  emptySession,
  newAnswer,
  reduceSession,
  type SessionEvent,
} from '../../../../src/core/chat/session.ts';
import { anyEvent } from './arbitraryEvents.ts';

const CHAT = { id: 'c', createdAt: 5 };

/** Records of up to three windows, which write in turns. */
const anyRecords: fc.Arbitrary<readonly JournalRecord[]> = fc
  .array(
    fc.record({
      writer: fc.constantFrom('one', 'two', 'three'),
      pause: fc.nat(2),
      events: fc.array<StoredEvent>(
        fc.oneof(
          { weight: 12, arbitrary: anyEvent },
          { weight: 1, arbitrary: fc.constant({ type: 'unknown', raw: { type: 'x' } } as const) },
        ),
        { maxLength: 8 },
      ),
    }),
    { maxLength: 30 },
  )
  .map((batches) => {
    const numbers = new Map<string, number>();
    let now = 100;
    return batches.map(({ writer, pause, events }) => {
      const number = (numbers.get(writer) ?? 0) + 1;
      numbers.set(writer, number);
      // Two windows may write in the same millisecond, a window itself never does.
      now += pause + 1;
      return { writer, first: number, last: number, at: now, until: now, events };
    });
  });

const asText = (records: readonly JournalRecord[]): string =>
  JSON.stringify(sessionOf(CHAT, mergeRecords(records)));

suite('the records of a chat', () => {
  test('make the same chat in whatever order, and however often, they are read [F68]', () => {
    fc.assert(
      fc.property(anyRecords, fc.func(fc.integer()), (records, order) => {
        const shuffled = [...records, ...records].toSorted((a, b) => order(a.at) - order(b.at));
        assert.equal(asText(shuffled), asText(records));
      }),
    );
  });

  test('make the same chat when they are put together, also with the ones that they replace', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const compact = compactRecords(mergeRecords(records));
        assert.ok(compact.length <= records.length);
        assert.equal(asText(compact), asText(records));
        assert.equal(asText([...records, ...compact]), asText(records));
        assert.deepEqual(compactRecords(compact), compact);
      }),
    );
  });

  test('make the same chat when those of one time are put together, and the later ones again with them', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(30), (records, cut) => {
        const earlier = compactRecords(mergeRecords(records.slice(0, cut)));
        assert.equal(asText([...earlier, ...records.slice(cut)]), asText(records));
      }),
    );
  });

  test('make the same chat without the words of what was deleted', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const merged = mergeRecords(records);
        const erased = compactRecords(eraseDeleted(CHAT, merged));
        assert.deepEqual(sessionOf(CHAT, erased), sessionOf(CHAT, merged));
      }),
    );
    const turn = { id: 'b', purpose: 'chat', question: { text: 'secret question', references: [] } } as const;
    const events: readonly SessionEvent[] = [
      { type: 'chat-renamed', title: 'Title' },
      { type: 'turn-started', turn: { ...turn, answer: newAnswer('m') } },
      { type: 'text-delta', turnId: 'b', text: 'secret answer' },
      { type: 'turn-deleted', turnId: 'b' },
    ];
    const record = { writer: 'w', first: 1, last: 1, at: 1, until: 1, events };
    assert.doesNotMatch(JSON.stringify(eraseDeleted(CHAT, [record])), /secret/);
  });

  test('keep what a newer Inkstone has added', () => {
    const raw = { type: 'mood-set', mood: '开心' };
    const record = {
      writer: 'w',
      first: 1,
      last: 1,
      at: 1,
      until: 1,
      events: [{ type: 'unknown', raw }],
    } as const;
    assert.deepEqual(compactRecords([record]), [record]);
    assert.deepEqual(sessionOf(CHAT, [record]), emptySession('c', 5));
  });

  test('hold of an answer that was taken back nothing any more', () => {
    const answer = { ...newAnswer('m'), text: 'secret', reasoning: 'secret', whole: 'secret' };
    const turn = { id: 'a', purpose: 'chat', question: { text: 'q', references: [] }, answer } as const;
    const events: readonly SessionEvent[] = [
      { type: 'chat-restored', session: { ...emptySession('c', 5), turns: [turn] } },
      { type: 'turn-deleted', turnId: 'a' },
      { type: 'turn-started', turn },
      { type: 'answer-continued', turnId: 'a', modelLabel: 'm' },
      { type: 'text-delta', turnId: 'a', text: 'secret' },
      { type: 'reasoning-delta', turnId: 'a', text: 'secret' },
      { type: 'answer-finished', turnId: 'a', status: 'stopped', whole: 'secret' },
      { type: 'answer-withdrawn', turnId: 'a' },
    ];
    const [record] = compactRecords([{ writer: 'w', first: 1, last: 1, at: 1, until: 1, events }]);
    assert.doesNotMatch(JSON.stringify(record), /secret/);
  });

  test('of a long answer are few, none of them longer than can be lost', () => {
    const records = Array.from({ length: 400 }, (_, index): JournalRecord => {
      const number = index + 1;
      const event = { type: 'text-delta', turnId: 'a', text: 'x'.repeat(1000) } as const;
      return { writer: 'w', first: number, last: number, at: number, until: number, events: [event] };
    });
    const compact = compactRecords(records);
    assert.ok(compact.length < 20, `${compact.length}`);
    for (const { events } of compact) {
      assert.equal(events.length, 1);
      assert.ok(JSON.stringify(events).length < 33_000);
    }
  });
});

test('Deltas that are put together say the same.', () => {
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      const joined = joinDeltas(events);
      assert.deepEqual(
        joined.reduce(reduceSession, emptySession('c', 5)),
        events.reduce(reduceSession, emptySession('c', 5)),
      );
      for (const [index, { type }] of joined.entries())
        if (type === 'text-delta') {
          const before = joined[index - 1];
          const event = joined[index] as typeof before;
          assert.ok(
            before?.type !== type || before.turnId !== (event as typeof before).turnId,
            'two deltas of one answer follow each other',
          );
        }
    }),
  );
});
