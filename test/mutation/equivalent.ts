/** Mutants that change nothing which could be seen, each with the reason. */
export interface Equivalent {
  readonly file: string;
  /** The line as it is, without its indentation. */
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
