import { diffLines } from '../lineDiff.ts';
import type { LineRegion } from '../streamedRegion.ts';

/** Why an edit was not fitted to a document. */
export type RefusalReason =
  /** Nothing in the document is like it. */
  | 'not-found'
  /** It fits in several places. */
  | 'ambiguous'
  /** The place is clear, but what is to be replaced is not what the model saw. */
  | 'changed-since'
  | 'already-applied'
  /** It does not say where it goes: new lines without any that the document has. */
  | 'unanchored'
  /** Where the lines that were left out begin and end is not clear. */
  | 'elision-unclear'
  /** How deep the new lines belong is not clear. */
  | 'indentation-unclear'
  /** Its end is missing. */
  | 'truncated'
  /** It would leave brackets open that are closed now. */
  | 'unbalanced'
  /** It would take away much and put nothing in its place. */
  | 'drops-much'
  | 'would-empty-file'
  /** Two of its changes want the same lines. */
  | 'overlapping'
  /** A file that is to be created is there, with another text. */
  | 'file-exists'
  /** It is too large to be compared. */
  | 'too-large'
  /** It does not change anything. */
  | 'no-change';

/** A line that the document, the edit or both have. */
export interface ComparedLine {
  readonly in: 'both' | 'document' | 'edit';
  readonly text: string;
}

/** The text of the document that is most like what the edit looks for. */
export interface NearestText {
  readonly range: LineRegion;
  /** From 0 to 1. */
  readonly similarity: number;
  readonly difference: readonly ComparedLine[];
}

export interface EditRefusal {
  readonly reason: RefusalReason;
  /** Which of the edit's hunks, from 0; absent when it is about all of it. */
  readonly hunk?: number;
  /** Where it would fit, when that is in several places; or what it would take away. */
  readonly places: readonly LineRegion[];
  readonly nearest?: NearestText;
}

/** What the model looked for beside what is there. */
export function comparison(
  lines: readonly string[],
  range: LineRegion,
  wanted: readonly string[],
): readonly ComparedLine[] {
  const there = lines.slice(range.startLine, range.endLine);
  const compared: ComparedLine[] = [];
  let position = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of diffLines(there, wanted)) {
    for (const text of there.slice(position, oldStart)) compared.push({ in: 'both', text });
    for (const text of there.slice(oldStart, oldEnd)) compared.push({ in: 'document', text });
    for (const text of wanted.slice(newStart, newEnd)) compared.push({ in: 'edit', text });
    position = oldEnd;
  }
  for (const text of there.slice(position)) compared.push({ in: 'both', text });
  return compared;
}
