import * as z from 'zod/mini';
import { count } from './countedUsage.ts';

const accepted = z.object({
  version: z.literal(1),
  /** Of the edit; what was accepted of it bit by bit has the same. */
  edit: z.string(),
  /** What was asked for. */
  title: z.string(),
  /** Unix time in ms. */
  at: count,
  uri: z.string(),
  after: z.array(z.string()),
  hunks: z.array(z.object({ startLine: count, endLine: count, before: z.array(z.string()) })),
});

/** What was accepted at one time in one document. */
export type AcceptedFile = z.infer<typeof accepted>;

/** `undefined` when the text is no such thing, or of a newer version. */
export function parseAccepted(text: string): AcceptedFile | undefined {
  try {
    return accepted.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
