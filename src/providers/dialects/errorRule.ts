import type { ProviderErrorKind, Remedy } from '../../core/model/providerError.ts';

/** What a provider's error code means. */
export interface ErrorRule {
  readonly kind: ProviderErrorKind;
  readonly remedy?: Remedy;
  /** The message names the time at which the limit is lifted. */
  readonly resets?: boolean;
  /** The key may be one of a plan, which has an endpoint of its own, if the message speaks of a plan. */
  readonly plan?: boolean;
}
