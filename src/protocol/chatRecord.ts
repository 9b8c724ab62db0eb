import * as z from 'zod/mini';
import type { JournalRecord, StoredEvent } from '../core/chat/journal.ts';
import type { SessionEvent } from '../core/chat/session.ts';
import {
  claims,
  compaction,
  ENDS,
  figures,
  hidden,
  modelId,
  notice,
  queued,
  session,
  sources,
  turn,
} from './chatFile.ts';
import { count } from './countedUsage.ts';

const turnId = z.string();
const model = { modelLabel: z.string(), modelId: z.optional(modelId) };
const delta = z.object({ turnId, text: z.string() });

/** What each event of a journal holds besides its type. */
const EVENTS: { readonly [Type in SessionEvent['type']]: z.ZodMiniType<object> } = {
  'chat-restored': z.object({ session }),
  'turn-started': z.object({ turn }),
  'turn-shown': z.object({ turnId }),
  'turn-deleted': z.object({ turnId }),
  'turn-compacted': z.object({ turnId, compaction }),
  'question-queued': z.object({ queued }),
  'queued-question-changed': z.object({ queuedId: z.string(), text: z.string() }),
  'queued-question-removed': z.object({ queuedId: z.string() }),
  'chat-renamed': z.object({ title: z.string() }),
  'chat-pinned': z.object({ isPinned: z.boolean() }),
  'chat-model-chosen': z.object({ modelId: z.optional(modelId) }),
  'answer-restarted': z.object({ turnId, ...model }),
  'answer-continued': z.object({ turnId, ...model }),
  'answer-seam': z.object({ turnId }),
  'text-delta': delta,
  'reasoning-delta': delta,
  'answer-taken-over': z.object({ turnId, fallbackFor: z.string(), ...model }),
  'answer-hidden': z.object({ turnId, hidden }),
  'answer-left-out': z.object({ turnId, leftOut: count }),
  'answer-sources': z.object({ turnId, sources }),
  'answer-checked': z.object({ turnId, claims }),
  'answer-waiting': z.object({ turnId, notice }),
  'answer-withdrawn': z.object({ turnId }),
  'answer-finished': z.object({
    turnId,
    status: z.enum(ENDS),
    whole: z.optional(z.string()),
    figures: z.optional(figures),
    notice: z.optional(notice),
  }),
};

const record = z.object({
  writer: z.string(),
  first: count,
  last: count,
  at: count,
  until: count,
  events: z.array(z.unknown()),
});

/** A record as JSON. An event that is not understood stands in it as it was read. */
export function serializeRecord({ events, ...numbers }: JournalRecord): string {
  return JSON.stringify({
    ...numbers,
    events: events.map((event) => (event.type === 'unknown' ? event.raw : event)),
  });
}

/** `undefined` when the text is no record. */
export function parseRecord(text: string): JournalRecord | undefined {
  try {
    const parsed = record.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, events: parsed.data.events.map(eventOf) } : undefined;
  } catch {
    return undefined;
  }
}

/** With the fields that a newer Inkstone has added, so that they stay with it when records are put together. */
function eventOf(raw: unknown): StoredEvent {
  const type = (raw as { readonly type?: unknown } | null)?.type;
  const isKnown = typeof type === 'string' && Object.hasOwn(EVENTS, type);
  return isKnown && EVENTS[type as SessionEvent['type']].safeParse(raw).success
    ? (raw as SessionEvent)
    : { type: 'unknown', raw };
}
