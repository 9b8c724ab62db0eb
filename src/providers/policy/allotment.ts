import { type Allowances, bucketOf } from './allowance.ts';
import { type Bucket, type BucketSize, createBucket, requestsPerMinute, tokensPerMinute } from './bucket.ts';
import { LONGEST_REQUESTED_MS } from './retryRules.ts';

/** The user's own limits for a provider. */
export interface LaneLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  /** Between the starts of two requests. */
  readonly minIntervalMs?: number | undefined;
  readonly concurrency?: number | undefined;
}

/**
 * How soon the next request may be sent, by the user's own limits and by those that the provider told. Times are in ms on
 * any clock that does not go back; `tokens` is asked only where tokens are limited.
 */
export interface Allotment {
  limit(limits: LaneLimits, now: number): void;
  /** `unseen` requests were sent that the provider may not have counted yet. */
  heard(allowances: Allowances, unseen: number, now: number): void;
  waitMs(tokens: () => number, now: number): number;
  /** As far as the user's own limits ask for it. */
  ownWaitMs(tokens: () => number, now: number): number;
  take(tokens: () => number, now: number): void;
}

type Unit = keyof Allowances;
type UnitBucket = readonly [Unit, Bucket];

export function createAllotment(): Allotment {
  let intervalMs = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let own: readonly UnitBucket[] = [];
  let learnt: readonly UnitBucket[] = [];

  const amountOf = (unit: Unit, tokens: () => number): number => (unit === 'tokens' ? tokens() : 1);
  const longest = (buckets: readonly UnitBucket[], tokens: () => number, now: number): number =>
    Math.max(0, ...buckets.map(([unit, bucket]) => bucket.waitMs(amountOf(unit, tokens), now)));

  const ownWaitMs = (tokens: () => number, now: number): number =>
    Math.max(Math.ceil(lastAt + intervalMs - now), longest(own, tokens, now));

  return {
    ownWaitMs,
    limit({ requestsPerMinute: requests, tokensPerMinute: tokens, minIntervalMs = 0 }, now) {
      intervalMs = minIntervalMs;
      own = bucketsOf(
        { requests: requests && requestsPerMinute(requests), tokens: tokens && tokensPerMinute(tokens) },
        now,
      );
    },
    heard({ requests, tokens }, unseen, now) {
      learnt = bucketsOf(
        { requests: requests && bucketOf(requests, unseen), tokens: tokens && bucketOf(tokens, 0) },
        now,
      );
    },
    waitMs(tokens, now) {
      const learntMs = longest(learnt, tokens, now);
      return Math.max(
        ownWaitMs(tokens, now),
        // What was only learnt is a guess, and locks nobody out.
        learntMs > LONGEST_REQUESTED_MS ? 0 : learntMs,
      );
    },
    take(tokens, now) {
      lastAt = now;
      for (const [unit, bucket] of [...own, ...learnt]) bucket.take(amountOf(unit, tokens), now);
    },
  };
}

function bucketsOf(
  sizes: Readonly<Record<Unit, BucketSize | 0 | undefined>>,
  now: number,
): readonly UnitBucket[] {
  return (['requests', 'tokens'] as const).flatMap((unit) => {
    const size = sizes[unit];
    return size ? [[unit, createBucket(size, now)] as const] : [];
  });
}
