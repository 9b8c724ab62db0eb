import { diffLines, type Hunk } from './lineDiff.ts';

/** A whole document as a model wants it, and what that changes in the document as the model saw it. */
export interface Proposal {
  readonly lines: readonly string[];
  readonly hunks: readonly Hunk[];
}

/** A proposal of which only the text is known. */
export function proposalOf(document: readonly string[], lines: readonly string[]): Proposal {
  return { lines, hunks: diffLines(document, lines) };
}
