import * as z from 'zod/mini';
import type { KnownAnswer } from '../core/model/answerCache.ts';

const answerFile = z.object({
  v: z.literal(1),
  savedAt: z.number(),
  text: z.string(),
  reasoning: z.string(),
  servedModel: z.optional(z.string()),
});

/** An answer of the cache before it is sealed. `savedAt` is in ms since 1970 UTC. */
export interface SavedAnswer {
  readonly answer: KnownAnswer;
  readonly savedAt: number;
}

export function serializeAnswer({ answer, savedAt }: SavedAnswer): string {
  return JSON.stringify({ v: 1, savedAt, ...answer });
}

/** `undefined` for what is not an answer of this version. */
export function parseAnswer(text: string): SavedAnswer | undefined {
  try {
    const parsed = answerFile.safeParse(JSON.parse(text));
    if (!parsed.success) return undefined;
    const { v: _, savedAt, ...answer } = parsed.data;
    return { answer, savedAt };
  } catch {
    return undefined;
  }
}
