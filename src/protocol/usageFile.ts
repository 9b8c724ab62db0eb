import * as z from 'zod/mini';
import type { UsageRecord } from '../core/usage/usageRecord.ts';

const count = z.number().check(z.nonnegative());

const usageLine = z.object({
  v: z.literal(1),
  at: count,
  requestId: z.string(),
  purpose: z.enum(['chat', 'explain', 'generate', 'optimize', 'probe']),
  modelId: z.templateLiteral([z.string(), '/', z.string()]),
  usage: z.object({
    inputTokens: count,
    outputTokens: count,
    cachedInputTokens: count,
    reasoningTokens: count,
    estimated: z.boolean(),
  }),
  cost: z.optional(z.object({ amount: count, currency: z.enum(['CNY', 'USD']) })),
  timeToFirstTokenMs: z.optional(count),
  durationMs: count,
  outcome: z.enum(['completed', 'stopped', 'interrupted', 'failed']),
  errorKind: z.optional(z.string()),
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
