/** A token bucket. Times are in ms on any clock that does not go back. */
export interface Bucket {
  /** How long until `amount` can be taken, in whole ms. What is more than the bucket holds waits until it is full. */
  waitMs(amount: number, now: number): number;
  /** Takes what is there, at most: the level never falls below zero. */
  take(amount: number, now: number): void;
  level(now: number): number;
}

export interface BucketSize {
  readonly capacity: number;
  readonly refillPerMs: number;
  /** What is in it at first; full when absent. */
  readonly level?: number;
}

/** Less than this is a rounding error, not something to wait for. */
const EPSILON = 1e-6;

export function createBucket({ capacity, refillPerMs, level = capacity }: BucketSize, at: number): Bucket {
  let filled = level;
  let filledAt = at;

  function refill(now: number): void {
    filled = Math.min(capacity, filled + Math.max(0, now - filledAt) * refillPerMs);
    filledAt = now;
  }

  return {
    waitMs(amount, now) {
      refill(now);
      const missing = Math.min(amount, capacity) - filled;
      return missing <= EPSILON ? 0 : Math.ceil(missing / refillPerMs);
    },
    take(amount, now) {
      refill(now);
      filled = Math.max(0, filled - amount);
    },
    level(now) {
      refill(now);
      return filled;
    },
  };
}

const MINUTE_MS = 60_000;

/**
 * For requests: no more than `perMinute` in any minute, bursts included. What may come at once is a sixth of them, and
 * the rest is let in evenly.
 */
export function requestsPerMinute(perMinute: number): BucketSize {
  const capacity = Math.ceil(perMinute / 6);
  return { capacity, refillPerMs: (perMinute - capacity + 1) / MINUTE_MS };
}

/** For tokens, of which one request may need a minute's worth at once. */
export function tokensPerMinute(perMinute: number): BucketSize {
  return { capacity: perMinute, refillPerMs: perMinute / MINUTE_MS };
}
