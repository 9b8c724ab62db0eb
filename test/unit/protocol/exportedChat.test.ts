import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { sessionOf } from '../../../src/core/chat/journal.ts';
import type { SessionState } from '../../../src/core/chat/session.ts';
import { parseExportedChat, serializeChat } from '../../../src/protocol/chatFile.ts';
import { parseRecord, serializeRecord } from '../../../src/protocol/chatRecord.ts';
import { anySession } from './arbitrarySession.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const exported = (session: SessionState): Uint8Array => bytesOf(serializeChat(session));

/** The chat without the buttons that its notices had. */
const withoutButtons = (session: SessionState): SessionState => ({
  ...session,
  turns: session.turns.map((turn) => {
    const { notice } = turn.answer;
    return notice ? { ...turn, answer: { ...turn.answer, notice: { ...notice, actions: [] } } } : turn;
  }),
});

suite('a chat that was exported', () => {
  test('comes back with all that it had, whatever it had', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        assert.deepEqual(parseExportedChat(exported(session)), withoutButtons(session));
      }),
    );
  });

  test('is the same chat once it is imported into a journal', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const read = parseExportedChat(exported(session));
        assert.ok(typeof read === 'object');
        const numbers = { writer: 'w', first: 1, last: 1, at: 1, until: 1 };
        const stored = serializeRecord({ ...numbers, events: [{ type: 'chat-restored', session: read }] });
        assert.deepEqual(sessionOf(session, [parseRecord(stored)!]), withoutButtons(session));
      }),
    );
  });

  test('is damaged when its end is missing, wherever it was cut', () => {
    fc.assert(
      fc.property(
        anySession,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (session, share) => {
          const whole = exported(session);
          assert.equal(parseExportedChat(whole.subarray(0, Math.floor(whole.length * share))), 'damaged');
        },
      ),
    );
  });

  test('is read or refused when a byte is another one, and never half read', () => {
    fc.assert(
      fc.property(anySession, fc.nat(), fc.integer({ min: 1, max: 255 }), (session, place, change) => {
        const bytes = exported(session);
        bytes[place % bytes.length]! ^= change;
        const read = parseExportedChat(bytes);
        if (typeof read === 'object')
          assert.deepEqual(
            [read.turns.length, read.queue.length],
            [session.turns.length, session.queue.length],
          );
      }),
    );
  });

  test('is no chat when it is any other file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json().map(bytesOf), fc.uint8Array(), fc.string().map(bytesOf)), (bytes) => {
        assert.ok(['damaged', 'newer'].includes(String(parseExportedChat(bytes))));
      }),
    );
  });

  test('is damaged when two things in it have one id', () => {
    const question = { text: 'q', references: [] };
    const session = { id: 's', title: '', createdAt: 0, turns: [], preferred: [] };
    const twice = {
      ...session,
      queue: [
        { id: 'q', question },
        { id: 'q', question },
      ],
    };
    assert.equal(parseExportedChat(exported(twice)), 'damaged');
  });
});
