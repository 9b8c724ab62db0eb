/** Something that a language or a linter reports about a document. Lines from 0. */
export interface Problem {
  readonly startLine: number;
  /** The last line of it, included. */
  readonly endLine: number;
  /** The code that it is about, where that is within one line; else empty. */
  readonly text: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** Who reports it, such as `eslint`; empty when that is not said. */
  readonly source: string;
  /** The rule or the number of the error; empty when there is none. */
  readonly code: string;
  readonly tags: readonly ('unused' | 'deprecated')[];
  /** Other places that it points at. */
  readonly related: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}
