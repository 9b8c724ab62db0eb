import fc from 'fast-check';
import { newAnswer, type SessionEvent } from '../../../../src/core/chat/session.ts';

const turnId = fc.constantFrom('a', 'b', 'c');
const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('答案', '\n', '`'));
const model = { modelLabel: fc.constantFrom('GLM', 'Qwen') };
const notice = fc.constant({
  severity: 'warning',
  code: 'INK-NET-007',
  what: 'w',
  side: 'network',
  next: 'n',
  actions: [],
} as const);

/** Anything that may happen in a chat, in any order: about turns that were never begun too. */
export const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.tuple(fc.uuid(), text, fc.option(text)).map(
      ([id, question, said]): SessionEvent => ({
        type: 'turn-started',
        turn: {
          id: id.slice(0, 1) < '8' ? id.slice(0, 1) : (['a', 'b', 'c'] as const)[id.charCodeAt(1) % 3]!,
          purpose: 'chat',
          question: { text: question, references: [] },
          // One that was brought back, or copied from another chat, has an answer already.
          answer: {
            ...newAnswer('GLM'),
            ...(said && { text: said, reasoning: said, whole: said, seams: [{ at: 0 }] }),
          },
        },
      }),
    ),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('text-delta' as const), turnId, text }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('reasoning-delta' as const), turnId, text }) },
  fc.record({ type: fc.constantFrom('turn-shown' as const, 'turn-deleted' as const), turnId }),
  fc.record({ type: fc.constant('chat-renamed' as const), title: text }),
  fc.record({ type: fc.constant('chat-pinned' as const), isPinned: fc.boolean() }),
  fc.record({
    type: fc.constant('answer-hidden' as const),
    turnId,
    hidden: fc.constant([{ kind: 'keys' as const, count: 1 }]),
  }),
  fc.record({ type: fc.constant('answer-restarted' as const), turnId, ...model }),
  fc.record({ type: fc.constant('answer-continued' as const), turnId, ...model }),
  fc.record({ type: fc.constant('answer-seam' as const), turnId }),
  fc.record({
    type: fc.constant('answer-taken-over' as const),
    turnId,
    fallbackFor: fc.constant('x'),
    ...model,
  }),
  fc.record({
    type: fc.constant('answer-sources' as const),
    turnId,
    sources: fc.constant([{ title: 't', url: 'https://example.com/' }]),
  }),
  fc.record({
    type: fc.constant('answer-checked' as const),
    turnId,
    claims: fc.constant([{ text: 'a()', missing: 'name' as const }]),
  }),
  fc.record({ type: fc.constant('answer-waiting' as const), turnId, notice }),
  fc.record({ type: fc.constant('answer-withdrawn' as const), turnId }),
  fc.record(
    {
      type: fc.constant('answer-finished' as const),
      turnId,
      status: fc.constantFrom('complete' as const, 'stopped' as const, 'failed' as const),
      whole: text,
      notice,
    },
    { requiredKeys: ['type', 'turnId', 'status'] },
  ),
);
