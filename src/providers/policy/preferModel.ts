import type { Model } from '../../core/model/model.ts';

/** About what a dollar is in yuan: enough to put prices in order. */
const CNY_PER_USD = 7;

/** A request reads more than it writes. */
const INPUT_SHARE = 3;

/** What the user would rather have, where a list names several models: `''` is the first. */
export type Preference = '' | 'cheap' | 'fast';

/**
 * The model of a list that suits a preference best; what has no price, or was not measured, comes after what has. In a
 * draw the earlier one. `firstTokenMs` is the usual time to the first token, where it is known.
 */
export function preferModel<Candidate extends { readonly model: Model }>(
  candidates: readonly Candidate[],
  preference: Preference,
  firstTokenMs: (model: Model) => number | undefined,
): Candidate | undefined {
  const rank = (model: Model): number => {
    switch (preference) {
      case '':
        return 0;
      case 'cheap':
        return priceOf(model);
      case 'fast':
        return firstTokenMs(model) ?? Number.POSITIVE_INFINITY;
    }
  };
  const ranks = new Map(candidates.map((candidate) => [candidate, rank(candidate.model)]));
  const best = Math.min(...ranks.values());
  return candidates.find((candidate) => ranks.get(candidate) === best);
}

function priceOf({ price }: Model): number {
  if (!price) return Number.POSITIVE_INFINITY;
  const perMillion = INPUT_SHARE * price.inputPerMillion + price.outputPerMillion;
  return price.currency === 'USD' ? perMillion * CNY_PER_USD : perMillion;
}
