import * as z from 'zod/mini';
import type { DocumentRecord } from '../core/documents/documentRecord.ts';
import type { IndexedPassage } from '../core/documents/passageIndex.ts';

/** Grows with every change of the file's form, or of how documents are read and taken apart into words. */
const VERSION = 1;

const count = z.int().check(z.nonnegative());

const indexFile = z.object({
  version: z.literal(VERSION),
  words: z.array(z.string()),
  documents: z.array(
    z.object({
      name: z.string(),
      mtimeMs: z.number(),
      size: count,
      leftOut: z.optional(z.enum(['too-large', 'binary'])),
      passages: z.array(
        z.object({ line: count, endLine: count, headings: z.array(z.string()), words: z.string() }),
      ),
    }),
  ),
});

export interface StoredIndex {
  readonly words: readonly string[];
  readonly documents: readonly DocumentRecord[];
}

/** The index as it is kept on disk, without the words that no document has any more. */
export function serializeDocumentIndex({ words, documents }: StoredIndex): string {
  const places = new Int32Array(words.length).fill(-1);
  for (const { passages } of documents)
    for (const passage of passages) for (const place of passage.words) places[place] = 0;
  const used = words.filter((_, place) => places[place] === 0);
  let next = 0;
  for (const [place, mark] of places.entries()) if (mark === 0) places[place] = next++;
  return JSON.stringify({
    version: VERSION,
    words: used,
    documents: documents.map((document) => ({
      ...document,
      passages: document.passages.map((passage) => ({ ...passage, words: encoded(passage, places) })),
    })),
  });
}

/** `undefined` for what is damaged, or of another version: an index can always be made anew. */
export function parseDocumentIndex(text: string): StoredIndex | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = indexFile.safeParse(json);
  if (!parsed.success || new Set(parsed.data.words).size !== parsed.data.words.length) return undefined;
  const { words, documents } = parsed.data;
  try {
    return {
      words,
      documents: documents.map(({ leftOut, passages, ...document }) => ({
        ...document,
        ...(leftOut && { leftOut }),
        passages: passages.map((passage) => ({ ...passage, ...decoded(passage.words, words.length) })),
      })),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The distance of each word's place from the one before, `*` and its count where that is not 1: `2f 1 4*3`. */
function encoded({ words, counts }: IndexedPassage, places: Int32Array): string {
  let before = -1;
  let text = '';
  for (let index = 0; index < words.length; index++) {
    const place = places[words[index]!]!;
    const often = counts[index]!;
    if (index > 0) text += ' ';
    text += (place - before).toString(36);
    if (often !== 1) text += `*${often.toString(36)}`;
    before = place;
  }
  return text;
}

/** Read by its characters, of which an index has millions. */
function decoded(text: string, known: number): Pick<IndexedPassage, 'words' | 'counts'> {
  const words: number[] = [];
  const counts: number[] = [];
  let place = -1;
  let distance = 0;
  let often: number | undefined;
  for (let at = 0; text !== '' && at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : SPACE;
    if (code === SPACE) {
      place += distance;
      if (distance === 0 || place >= known || often === 0) throw new RangeError('no such word');
      words.push(place);
      counts.push(often ?? 1);
      distance = 0;
      often = undefined;
    } else if (code === STAR && often === undefined) often = 0;
    else if (often === undefined) distance = distance * 36 + digit(code);
    else often = often * 36 + digit(code);
    if (distance > known || (often ?? 0) > 255) throw new RangeError('no such word');
  }
  return { words: Uint32Array.from(words), counts: Uint8Array.from(counts) };
}

const SPACE = 0x20;
const STAR = 0x2a;

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 10;
  throw new RangeError('no such digit');
}
