import type { SteadyTime } from './steadyTime.ts';

const CAPACITY = 10;
const PER_FAILURE = 1;
const PER_SUCCESS = 0.5;
const REFILL_PER_MS = 1 / 30_000;
/** Retries are made only while more than this is left. */
const FLOOR = CAPACITY / 2;

/**
 * What may be spent on repeating requests to one provider, so that an outage is not made worse by everyone's second
 * attempts: gRPC's retry throttling (A6), refilled by time as well, since one user's traffic is thin.
 */
export interface RetryBudget {
  readonly allowsRetry: boolean;
  /** A request failed in a way that could be retried. */
  failed(): void;
  succeeded(): void;
}

export function createRetryBudget(time: SteadyTime): RetryBudget {
  let left = CAPACITY;
  let at = time();
  function add(amount: number): number {
    const now = time();
    left = Math.min(CAPACITY, left + (now - at) * REFILL_PER_MS);
    left = Math.min(CAPACITY, Math.max(0, left + amount));
    at = now;
    return left;
  }
  return {
    get allowsRetry() {
      return add(0) > FLOOR;
    },
    failed: () => void add(-PER_FAILURE),
    succeeded: () => void add(PER_SUCCESS),
  };
}
