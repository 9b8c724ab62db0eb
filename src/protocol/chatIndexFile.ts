import * as z from 'zod/mini';
import { count } from './countedUsage.ts';

const entry = z.object({
  id: z.string(),
  title: z.string(),
  changedAt: count,
  turns: count,
  bytes: count,
  isPinned: z.optional(z.literal(true)),
  isArchived: z.boolean(),
  isReadOnly: z.boolean(),
  stamp: z.string(),
});

const indexFile = z.object({ version: z.literal(1), entries: z.array(entry) });

/** What the list of chats needs to know of one. `changedAt` is in ms since 1970 UTC. */
export type IndexedChat = Readonly<z.infer<typeof entry>>;

export function serializeChatIndex(entries: readonly IndexedChat[]): string {
  return JSON.stringify({ version: 1, entries });
}

/** Empty when the text is damaged or of another version: the index is made anew from the chats. */
export function parseChatIndex(text: string): readonly IndexedChat[] {
  try {
    const parsed = indexFile.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.entries : [];
  } catch {
    return [];
  }
}
