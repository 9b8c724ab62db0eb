import { serverTime, spanOf } from '../dialects/retryAfter.ts';
import type { BucketSize } from './bucket.ts';

/** What a provider says is left of one of its limits. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Until all of `limit` is there again; absent when the provider does not say. */
  readonly resetMs?: number;
}

/** What the headers of a reply say of the account's limits. */
export interface Allowances {
  readonly requests?: Allowance;
  readonly tokens?: Allowance;
}

interface Headers {
  get(name: string): string | null;
}

type Unit = keyof Allowances;

/** Providers that send none of these have limits too, but keep them to themselves. */
const SPELLINGS: readonly ((part: 'limit' | 'remaining' | 'reset', unit: Unit) => string)[] = [
  // OpenAI and many after it; Qianfan without the reset.
  (part, unit) => `x-ratelimit-${part}-${unit}`,
  (part, unit) => `anthropic-ratelimit-${unit}-${part}`,
];

/** Reads the limits; `undefined` when the reply names none. `now` is in ms since 1970 UTC. */
export function allowancesIn(headers: Headers, now: number): Allowances | undefined {
  const from = serverTime(headers) ?? now;
  const requests = allowance(headers, 'requests', from);
  const tokens = allowance(headers, 'tokens', from);
  return requests || tokens ? { ...(requests && { requests }), ...(tokens && { tokens }) } : undefined;
}

function allowance(headers: Headers, unit: Unit, now: number): Allowance | undefined {
  for (const name of SPELLINGS) {
    const limit = count(headers.get(name('limit', unit)));
    const remaining = count(headers.get(name('remaining', unit)));
    if (!limit || remaining === undefined) continue;
    const resetMs = spanOf(headers.get(name('reset', unit)) ?? '', now);
    return { limit, remaining: Math.min(limit, remaining), ...(resetMs !== undefined && { resetMs }) };
  }
  return undefined;
}

function count(text: string | null): number | undefined {
  const number = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

const MINUTE_MS = 60_000;

/**
 * The bucket behind an allowance. `unseen` is what was sent and may not be counted in it yet. Without a reset the limit
 * is taken for one a minute.
 */
export function bucketOf({ limit, remaining, resetMs }: Allowance, unseen: number): BucketSize {
  const refillPerMs = resetMs && remaining < limit ? (limit - remaining) / resetMs : limit / MINUTE_MS;
  return { capacity: limit, refillPerMs, level: Math.max(0, remaining - unseen) };
}
