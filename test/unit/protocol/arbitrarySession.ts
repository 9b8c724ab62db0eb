import fc from 'fast-check';
import { PART_KINDS } from '../../../src/core/chat/receipt.ts';
import type {
  Answer,
  Compaction,
  Question,
  QueuedQuestion,
  SessionState,
  Turn,
} from '../../../src/core/chat/session.ts';
import { SECRET_KINDS } from '../../../src/core/guard/secretKind.ts';
import { PURPOSES } from '../../../src/core/model/chatRequest.ts';
import { PICTURE_TYPES } from '../../../src/core/model/picture.ts';
import type { Notice } from '../../../src/core/notice.ts';

/** Halves of characters and control characters among them. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('答案', '```ts\na\n```', '\ud800', '\u2028', '__proto__'),
);
const count = fc.nat();
const modelId = fc.tuple(text, text).map(([provider, name]) => `${provider}/${name}` as const);
const base64 = fc.base64String({ maxLength: 16 });
const list = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 3 });

const references = list(fc.record({ label: text, uri: text, startLine: count, endLine: count }));

const pictures = list(
  fc.record(
    {
      label: text,
      thumbnail: base64,
      picture: fc.record({
        mediaType: fc.constantFrom(...PICTURE_TYPES),
        data: base64,
        width: count,
        height: count,
      }),
    },
    { requiredKeys: ['label', 'thumbnail'] },
  ),
);

const question: fc.Arbitrary<Question> = fc.record(
  {
    text,
    prompt: text,
    about: text,
    rules: text,
    references,
    pictures,
    isAlone: fc.constant(true as const),
    sent: list(
      fc.record(
        { kind: fc.constantFrom(...PART_KINDS), label: text, tokens: count, note: text },
        { requiredKeys: ['kind', 'label'] },
      ),
    ),
  },
  { requiredKeys: ['text', 'references'] },
);

const notice: fc.Arbitrary<Notice> = fc.record({
  severity: fc.constantFrom('error', 'warning', 'information'),
  code: text,
  what: text,
  side: fc.constantFrom('user', 'account', 'network', 'provider', 'inkstone'),
  next: text,
  actions: list(
    fc.record(
      { id: fc.constantFrom('retry', 'add-key'), label: text, argument: text },
      { requiredKeys: ['id', 'label'] },
    ),
  ),
});

const answer: fc.Arbitrary<Answer> = fc.record(
  {
    text,
    seams: list(fc.record({ at: count })),
    whole: text,
    reasoning: text,
    hidden: list(fc.record({ kind: fc.constantFrom(...SECRET_KINDS), count })),
    sources: list(
      fc.record(
        { title: text, url: text, mark: text, site: text, line: count },
        { requiredKeys: ['title', 'url'] },
      ),
    ),
    status: fc.constantFrom('waiting', 'streaming', 'complete', 'length', 'stopped', 'failed'),
    modelLabel: text,
    fallbackFor: text,
    modelId,
    figures: fc.record(
      {
        usage: fc.record({
          inputTokens: count,
          outputTokens: count,
          cachedInputTokens: count,
          reasoningTokens: count,
          estimated: fc.boolean(),
        }),
        cost: fc.record({ amount: count, currency: fc.constantFrom('CNY', 'USD') }),
        timeToFirstTokenMs: count,
        reasoningMs: count,
        durationMs: count,
        requests: count,
        fromCache: fc.constant(true as const),
      },
      { requiredKeys: ['usage', 'durationMs'] },
    ),
    leftOut: count,
    notice,
  },
  { requiredKeys: ['text', 'reasoning', 'status', 'modelLabel'] },
);

const compaction: fc.Arbitrary<Compaction> = fc.record({
  summary: text,
  summarized: count,
  leftOut: count,
  references,
  modelLabel: text,
});

const turnWithoutPlace = fc.record(
  { purpose: fc.constantFrom(...PURPOSES), question, answer, compaction },
  { requiredKeys: ['purpose', 'question', 'answer'] },
);

/** A chat with turns in any tree, and anything that a turn can have. */
export const anySession: fc.Arbitrary<SessionState> = fc
  .record(
    {
      id: text,
      title: text,
      createdAt: count,
      turns: fc.array(fc.tuple(turnWithoutPlace, fc.nat()), { maxLength: 8 }),
      preferred: fc.array(fc.nat(7), { maxLength: 3 }),
      queue: list(question),
      isPinned: fc.constant(true as const),
      modelId,
    },
    { requiredKeys: ['id', 'title', 'createdAt', 'turns', 'preferred', 'queue'] },
  )
  .map(({ turns, preferred, queue, ...session }) => ({
    ...session,
    turns: turns.map(([turn, place], index): Turn => {
      // Each follows one of those before it, or begins a branch of its own.
      const parent = place % (index + 1);
      return { id: `t${index}`, ...(parent < index && { parentId: `t${parent}` }), ...turn };
    }),
    preferred: preferred.map((index) => `t${index}`),
    queue: queue.map((each, index): QueuedQuestion => ({ id: `q${index}`, question: each })),
  }))
  // Plain objects, as they are in a chat.
  .map((session) => structuredClone<SessionState>(session));
