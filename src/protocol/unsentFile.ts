import * as z from 'zod/mini';
import { CONTEXT_KINDS } from '../core/chat/receipt.ts';
import { pictures, references } from './chatFile.ts';
import { count } from './countedUsage.ts';

const place = z.object({ line: count, character: count });

const source = z.object({
  kind: z.enum(CONTEXT_KINDS),
  key: z.string(),
  label: z.string(),
  detail: z.string(),
  uri: z.optional(z.string()),
  /** Of a symbol. */
  range: z.optional(z.object({ start: place, end: place })),
  /** Of a selection, which may be another one by then. */
  attachment: z.optional(
    z.object({
      title: z.string(),
      language: z.string(),
      text: z.string(),
      references,
      note: z.optional(z.string()),
    }),
  ),
});

const unsent = z.object({
  sources: z.array(source),
  pictures,
  isWithoutEarlier: z.boolean(),
});

/** What it takes to find again what was chosen to go along. */
export type KeptSource = z.infer<typeof source>;

/** What is to go along with a question that has not been sent. */
export type Unsent = z.infer<typeof unsent>;

/** `undefined` when the text is no such thing. */
export function parseUnsent(text: string): Unsent | undefined {
  try {
    return unsent.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
