import type { Purpose } from '../model/chatRequest.ts';
import type { Currency, ModelId, Price } from '../model/model.ts';
import type { ProviderErrorKind } from '../model/providerError.ts';
import type { Usage } from '../model/usage.ts';

export interface Money {
  readonly amount: number;
  readonly currency: Currency;
}

/** `stopped` = by the user; `interrupted` = cut after some text; `failed` = nothing usable came. */
export type RequestOutcome = 'completed' | 'stopped' | 'interrupted' | 'failed';

/** One request to a model, whatever its end. */
export interface UsageRecord {
  /** Start, in ms since 1970 UTC. */
  readonly at: number;
  readonly requestId: string;
  readonly purpose: Purpose;
  readonly modelId: ModelId;
  readonly usage: Usage;
  /** Absent when the model's price is unknown. */
  readonly cost?: Money;
  /** From the call to the first visible token; absent when none came. */
  readonly timeToFirstTokenMs?: number;
  readonly durationMs: number;
  readonly outcome: RequestOutcome;
  readonly errorKind?: ProviderErrorKind;
  /** Nothing was sent and nothing was spent: the answer was known. */
  readonly fromCache?: true;
}

/** Cached input is billed at its own price where the provider has one. */
export function costOf(usage: Usage, price: Price): Money {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens);
  const amount =
    (fresh * price.inputPerMillion +
      usage.cachedInputTokens * (price.cachedInputPerMillion ?? price.inputPerMillion) +
      usage.outputTokens * price.outputPerMillion) /
    1e6;
  return { amount, currency: price.currency };
}
