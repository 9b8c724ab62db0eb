import type { WrittenEdit } from '../../../src/core/edit/apply/parseModelEdit.ts';

/** A document, what a model wrote about it, and how that is to end. */
export interface CorpusCase {
  /** What the model, or the time since, got wrong. */
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly document: string;
  readonly edit: WrittenEdit;
  /** The text that is wanted, which a refusal does not harm; or that only a refusal is right. */
  readonly wanted: string | 'refusal';
}
