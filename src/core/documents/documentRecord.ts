import type { IndexedPassage } from './passageIndex.ts';

/** Why the passages of a document cannot be found. */
export type LeftOut = 'too-large' | 'index-full' | 'unreadable' | 'binary' | 'outside';

/** A document as it was read; it is read again when its file has another time or size. */
export interface DocumentRecord {
  /** The path of its file. */
  readonly name: string;
  readonly mtimeMs: number;
  /** In bytes. */
  readonly size: number;
  /** Nothing of it is in the index. */
  readonly leftOut?: 'too-large' | 'binary';
  readonly passages: readonly IndexedPassage[];
}

/** How many documents are in an index, and how many are not. */
export interface DocumentCounts {
  readonly searched: number;
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
}

/** A word of a passage takes so many bytes at most, itself included, whatever the documents hold. */
const BYTES_PER_WORD = 12;

/** What names and headings take besides, in UTF-16 units, is longer in UTF-8. */
const BYTES_PER_UNIT = 3;

const BYTES_PER_PASSAGE = 60;

/** An upper bound of what a document takes of the index on disk, in bytes; the same whatever else is in the index. */
export function indexedBytes({ name, passages }: Pick<DocumentRecord, 'name' | 'passages'>): number {
  return passages.reduce(
    (bytes, { words, headings }) =>
      bytes +
      BYTES_PER_PASSAGE +
      words.length * BYTES_PER_WORD +
      headings.reduce((sum, heading) => sum + heading.length * BYTES_PER_UNIT, 0),
    100 + name.length * BYTES_PER_UNIT,
  );
}
