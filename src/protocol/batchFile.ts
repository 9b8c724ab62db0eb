import * as z from 'zod/mini';
import { type BatchEvent, type BatchJob, reduceBatch } from '../core/batch/batchJob.ts';
import { countedUsage } from './countedUsage.ts';

const SKIP_REASONS = [
  'binary',
  'too-large',
  'unreadable',
  'generated',
  'empty',
  'not-code',
  'too-many',
] as const;

const line = z.number().check(z.nonnegative());

const ended = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'),
    answer: z.string(),
    sourceHash: z.string(),
    usage: z.optional(countedUsage),
    fromCache: z.optional(z.boolean()),
    addedLines: z.optional(line),
    isApplied: z.optional(z.boolean()),
  }),
  z.object({ status: z.literal('failed'), code: z.string(), what: z.string() }),
  z.object({ status: z.literal('skipped'), reason: z.enum(SKIP_REASONS) }),
]);

const left = z.object({ provider: z.string(), taskId: z.string(), sourceHash: z.string() });

const item = z.object({
  id: z.string(),
  uri: z.string(),
  path: z.string(),
  region: z.optional(z.object({ startLine: line, endLine: line })),
  state: z.union([z.object({ status: z.literal('waiting') }), ended]),
  left: z.optional(left),
});

const hashes = z.record(z.string(), z.string());

const job = z.object({
  id: z.string(),
  kind: z.enum(['explain', 'document']),
  title: z.string(),
  createdAt: z.number(),
  modelId: z.templateLiteral([z.string(), '/', z.string()]),
  modelLabel: z.string(),
  delivery: z.enum(['live', 'deferred', 'bulk']),
  items: z.array(item),
  bulkId: z.optional(z.string()),
  sourceHashes: z.optional(hashes),
});

const batchEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('created'), v: z.literal(1), job }),
  z.object({ type: z.literal('item-ended'), id: z.string(), state: ended }),
  z.object({ type: z.literal('item-left'), id: z.string(), left }),
  z.object({ type: z.literal('item-applied'), id: z.string() }),
  z.object({ type: z.literal('retried') }),
  z.object({ type: z.literal('handed-over'), bulkId: z.string(), sourceHashes: hashes }),
  z.object({ type: z.literal('taken-back') }),
]);

/** One event as a line of a batch's file, its newline included. */
export function serializeBatchEvent(event: BatchEvent): string {
  return `${JSON.stringify(event.type === 'created' ? { v: 1, ...event } : event)}\n`;
}

/** The batch that a file's events make; a line that is cut or not ours is passed over. `undefined` when there is none. */
export function parseBatch(text: string): BatchJob | undefined {
  let state: BatchJob | undefined;
  for (const written of text.split('\n')) {
    const event = eventIn(written);
    if (event) state = reduceBatch(state, event);
  }
  return state;
}

function eventIn(written: string): BatchEvent | undefined {
  try {
    const parsed = batchEvent.safeParse(JSON.parse(written));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
