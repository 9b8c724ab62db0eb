import type { HiddenCount } from '../guard/secretKind.ts';
import type { Price } from '../model/model.ts';

/** What can go along with a question. */
export const CONTEXT_KINDS = [
  'file',
  'folder',
  'selection',
  'symbol',
  'problems',
  'terminal',
  'git',
] as const;

export type ContextKind = (typeof CONTEXT_KINDS)[number];

/** Something that can be chosen to go along; its id is the host's and says nothing. */
export interface ContextCandidate {
  readonly id: string;
  readonly kind: ContextKind;
  readonly label: string;
  /** Where it is; empty when the label says all. */
  readonly detail: string;
}

/** A part of what leaves with a question, with its estimated tokens. */
export interface ReceiptPart {
  readonly kind: ContextKind | 'instructions' | 'earlier' | 'docs';
  readonly label: string;
  readonly tokens: number;
  /** What is not as one would expect: files that were left out, a text that was cut. */
  readonly note?: string;
}

/** What will leave with the next question, besides the question itself. */
export interface Receipt {
  readonly parts: readonly (ReceiptPart & {
    /** Names the part where it can be taken out. */
    readonly id?: string;
  })[];
  /** Earlier messages stay behind, as the user wants it. */
  readonly isWithoutEarlier: boolean;
  /** Secrets in the parts and in the question as far as it is known. */
  readonly hidden: readonly HiddenCount[];
  readonly price?: Price;
  /** What the model can read beside its answer. */
  readonly maxTokens: number;
}
