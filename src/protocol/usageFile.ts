import * as z from 'zod/mini';
import { PURPOSES } from '../core/model/chatRequest.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';
import { count, countedUsage, money } from './countedUsage.ts';

const usageLine = z.object({
  v: z.literal(1),
  at: count,
  requestId: z.string(),
  purpose: z.enum(PURPOSES),
  modelId: z.templateLiteral([z.string(), '/', z.string()]),
  usage: countedUsage,
  cost: z.optional(money),
  timeToFirstTokenMs: z.optional(count),
  durationMs: count,
  outcome: z.enum(['completed', 'stopped', 'interrupted', 'failed']),
  errorKind: z.optional(z.string()),
  fromCache: z.optional(z.literal(true)),
});

/** One record as a line of the usage file, its newline included. */
export function serializeUsage(record: UsageRecord): string {
  return `${JSON.stringify({ v: 1, ...record })}\n`;
}

/** The records of a usage file; a line that is cut or not ours is passed over. */
export function parseUsageLines(text: string): UsageRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = usageLine.safeParse(JSON.parse(line));
      if (!parsed.success) return [];
      const { v: _, ...record } = parsed.data;
      return [record as UsageRecord];
    } catch {
      return [];
    }
  });
}
