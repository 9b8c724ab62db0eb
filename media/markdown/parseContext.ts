import type { Env } from 'markdown-it';

/** Link reference definitions by their normalised label. */
export type References = NonNullable<Env['references']>;

/** What a piece of markdown stands in. */
export interface ParseContext {
  readonly references: References;
  /** Nothing follows: what is not closed by now never will be. */
  readonly isWhole: boolean;
  /** A note's number by its label, `undefined` where there is none. Any may exist while this is not known. */
  readonly noteNumber?: (label: string) => number | undefined;
}
