import type { DocumentCounts } from '../core/documents/documentRecord.ts';

/** What the documents' worker is started with. */
export interface DocumentWorkerData {
  /** The index's file. */
  readonly indexFile: string;
}

/** Host to worker. Searches are answered one after the other. */
export type ToDocumentWorker =
  | {
      readonly type: 'search';
      readonly id: number;
      readonly question: string;
      /** Paths of the documents, the most wanted first. */
      readonly files: readonly string[];
      /** The folders that they lie in. */
      readonly roots: readonly string[];
      readonly limitBytes: number;
      readonly maxPassages: number;
    }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'cancel'; readonly id: number }
  /** The worker ends when all is answered and written. */
  | { readonly type: 'close' };

/** A passage of a document that answers a question. Lines are from 1. */
export interface FoundText {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly headings: readonly string[];
  readonly text: string;
}

/** Worker to host. */
export type FromDocumentWorker =
  | { readonly type: 'progress'; readonly id: number; readonly done: number }
  | {
      readonly type: 'found';
      readonly id: number;
      readonly passages: readonly FoundText[];
      readonly counts: DocumentCounts;
    }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
  /** The index could not be written; it is made anew the next time. */
  | { readonly type: 'not-saved'; readonly message: string };
