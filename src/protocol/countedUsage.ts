import * as z from 'zod/mini';

export const count = z.number().check(z.nonnegative());

/** `Usage` and `Money` as they stand in files. */
export const countedUsage = z.object({
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  reasoningTokens: count,
  estimated: z.boolean(),
});

export const money = z.object({ amount: count, currency: z.enum(['CNY', 'USD']) });
