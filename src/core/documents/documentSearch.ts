import type { DocumentCounts } from './documentRecord.ts';

/** A passage of a document that is about a question. */
export interface FoundPassage {
  /** As people read it: `docs/architecture.md`. */
  readonly path: string;
  readonly uri: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  /** The headings above it, the outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
}

export interface DocumentsFound {
  /** The best first; none when nothing is about the question. */
  readonly passages: readonly FoundPassage[];
  readonly counts: DocumentCounts;
  /** What is left out has not been told yet. */
  readonly isNews: boolean;
}

/** The documents of the workspace, and those of the folders that the user has chosen. */
export interface DocumentSearch {
  /** Reads what has changed, which may take a while, and tells of it. Throws `UserError`, and `signal.reason`. */
  search(
    question: string,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<DocumentsFound>;
}
