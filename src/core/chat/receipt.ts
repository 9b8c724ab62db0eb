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

/** What the composer offers while something is being written: context behind an `@`, commands behind a `/`. */
export const OFFERED_KINDS = [...CONTEXT_KINDS, 'command'] as const;

/** Something that can be chosen; its id is the host's and says nothing. */
export interface Offer {
  readonly id: string;
  readonly kind: (typeof OFFERED_KINDS)[number];
  readonly label: string;
  readonly detail: string;
}

/** Something that can be chosen to go along. */
export interface ContextCandidate extends Offer {
  readonly kind: ContextKind;
  /** Where it is; empty when the label says all. */
  readonly detail: string;
}

/** What a part of a receipt can be. */
export const PART_KINDS = [...CONTEXT_KINDS, 'picture', 'rules', 'instructions', 'earlier', 'docs'] as const;

/** A part of what leaves with a question. */
export interface ReceiptPart {
  readonly kind: (typeof PART_KINDS)[number];
  readonly label: string;
  /** As they are estimated; absent where nobody says how the model counts. */
  readonly tokens?: number;
  /** What is not as one would expect: files that were left out, a text that was cut. */
  readonly note?: string;
}

/** What will leave with the next question, besides the question itself. */
export interface Receipt {
  readonly parts: readonly (ReceiptPart & {
    /** Names the part where it can be taken out. */
    readonly id?: string;
    /** Of a picture: a small JPEG of it, in Base64. */
    readonly thumbnail?: string;
  })[];
  /** Earlier messages stay behind, as the user wants it. */
  readonly isWithoutEarlier: boolean;
  /** Secrets in the parts and in the question as far as it is known. */
  readonly hidden: readonly HiddenCount[];
  readonly price?: Price;
  /** What the model can read beside its answer. */
  readonly maxTokens: number;
}
