import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createShownPath } from '../../../../media/chat/shownPath.ts';
import { activePath } from '../../../../src/core/chat/branches.ts';
import {
  emptySession,
  newAnswer,
  reduceSession,
  type SessionEvent,
} from '../../../../src/core/chat/session.ts';

test('what is shown follows every change of a chat and of its answers', () => {
  const id = fc.constantFrom(...'abcdef');
  const started = fc.tuple(id, fc.option(id, { nil: undefined })).map(
    ([own, parentId]): SessionEvent => ({
      type: 'turn-started',
      turn: {
        id: own,
        ...(parentId !== undefined && { parentId }),
        purpose: 'chat',
        question: { text: own, references: [] },
        answer: newAnswer('glm'),
      },
    }),
  );
  const event = fc.oneof(
    started,
    id.map((turnId): SessionEvent => ({ type: 'turn-shown', turnId })),
    id.map((turnId): SessionEvent => ({ type: 'turn-deleted', turnId })),
    id.map((turnId): SessionEvent => ({ type: 'text-delta', turnId, text: 'x' })),
  );
  // Several events may come between two looks.
  fc.assert(
    fc.property(fc.array(fc.array(event, { maxLength: 4 }), { maxLength: 20 }), (looks) => {
      const shownPath = createShownPath();
      let session = emptySession('s', 0);
      for (const events of looks) {
        session = events.reduce(reduceSession, session);
        assert.deepEqual(shownPath(session), activePath(session));
      }
    }),
  );
});
