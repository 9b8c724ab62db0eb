import type { LineRegion } from '../streamedRegion.ts';
import type { EditRefusal, RefusalReason } from './refusal.ts';

/** Ends the fitting of a code block, wherever it is found that it does not fit. */
export class Unclear extends Error {
  readonly refusal: EditRefusal;

  constructor(reason: RefusalReason, places: readonly LineRegion[] = []) {
    super(reason);
    this.refusal = { reason, places };
  }
}
