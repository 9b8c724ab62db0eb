import type { Purpose } from '../model/chatRequest.ts';
import type { Currency, ModelId } from '../model/model.ts';
import { addUsage, NO_USAGE, type Usage } from '../model/usage.ts';
import type { Money, UsageRecord } from './usageRecord.ts';

/** Milliseconds; `undefined` fields are left out where nothing was measured. */
export interface Latency {
  readonly averageMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface UsageTotals {
  /** Those that were sent. */
  readonly requests: number;
  /** Answers that cost no request. */
  readonly fromCache: number;
  /** Requests that completed or that the user stopped. */
  readonly succeeded: number;
  readonly usage: Usage;
  /** One amount a currency, in the order in which the currencies first occur. */
  readonly costs: readonly Money[];
  /** Of requests that completed. */
  readonly duration?: Latency;
  readonly timeToFirstToken?: Latency;
}

export interface UsageBucket {
  /** Start of the hour or day, local time, in ms since 1970 UTC. */
  readonly from: number;
  readonly totals: UsageTotals;
}

export interface UsageReport {
  readonly at: number;
  readonly today: UsageTotals;
  /** The last seven days, today included. */
  readonly week: UsageTotals;
  /** Seven, oldest first; the last is today. */
  readonly days: readonly UsageBucket[];
  /** Twenty-four, oldest first; the last is the current hour. */
  readonly hours: readonly UsageBucket[];
  /** Of the last seven days, most tokens first. */
  readonly byModel: readonly { readonly modelId: ModelId; readonly totals: UsageTotals }[];
  readonly byPurpose: readonly { readonly purpose: Purpose; readonly totals: UsageTotals }[];
}

export function totalsOf(records: readonly UsageRecord[]): UsageTotals {
  const costs = new Map<Currency, number>();
  let usage = NO_USAGE;
  for (const record of records) {
    usage = addUsage(usage, record.usage);
    if (record.cost)
      costs.set(record.cost.currency, (costs.get(record.cost.currency) ?? 0) + record.cost.amount);
  }
  const sent = records.filter((record) => !record.fromCache);
  const completed = sent.filter((record) => record.outcome === 'completed');
  // What the provider answered in its own time has none.
  const duration = latencyOf(completed.map((record) => record.durationMs).filter((ms) => ms > 0));
  const timeToFirstToken = latencyOf(
    completed.map((record) => record.timeToFirstTokenMs).filter((ms) => ms !== undefined),
  );
  return {
    requests: sent.length,
    fromCache: records.length - sent.length,
    succeeded: sent.filter((record) => record.outcome === 'completed' || record.outcome === 'stopped').length,
    usage,
    costs: [...costs].map(([currency, amount]) => ({ currency, amount })),
    ...(duration && { duration }),
    ...(timeToFirstToken && { timeToFirstToken }),
  };
}

/** Read and written together. */
export const tokenCount = ({ usage }: UsageTotals): number => usage.inputTokens + usage.outputTokens;

/** Most tokens first. */
export function totalsByModel(records: readonly UsageRecord[]): UsageReport['byModel'] {
  return grouped(records, (record) => record.modelId)
    .map(([modelId, group]) => ({ modelId, totals: totalsOf(group) }))
    .sort((a, b) => tokenCount(b.totals) - tokenCount(a.totals));
}

/** Nearest-rank percentiles. */
function latencyOf(values: readonly number[]): Latency | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return {
    averageMs: values.reduce((sum, value) => sum + value, 0) / values.length,
    p50Ms: rank(0.5),
    p95Ms: rank(0.95),
  };
}

/** Start of the local day that is `daysAgo` before the day of `at`; days of 23 and 25 hours included. */
export function startOfDay(at: number, daysAgo = 0): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
}

const HOUR_MS = 3_600_000;

export function usageReport(records: readonly UsageRecord[], at: number): UsageReport {
  const between = (from: number, to: number): UsageRecord[] =>
    records.filter((record) => record.at >= from && record.at < to);
  const end = Number.POSITIVE_INFINITY;
  const days = [6, 5, 4, 3, 2, 1, 0].map((daysAgo) => {
    const from = startOfDay(at, daysAgo);
    return { from, totals: totalsOf(between(from, daysAgo === 0 ? end : startOfDay(at, daysAgo - 1))) };
  });
  const thisHour = new Date(at).setMinutes(0, 0, 0);
  const hours = Array.from({ length: 24 }, (_, index) => {
    const from = thisHour - (23 - index) * HOUR_MS;
    return { from, totals: totalsOf(between(from, index === 23 ? end : from + HOUR_MS)) };
  });
  const week = between(startOfDay(at, 6), end);
  return {
    at,
    today: totalsOf(between(startOfDay(at), end)),
    week: totalsOf(week),
    days,
    hours,
    byModel: totalsByModel(week),
    byPurpose: grouped(week, (record) => record.purpose)
      .map(([purpose, group]) => ({ purpose, totals: totalsOf(group) }))
      .sort((a, b) => tokenCount(b.totals) - tokenCount(a.totals)),
  };
}

function grouped<K>(records: readonly UsageRecord[], key: (record: UsageRecord) => K): [K, UsageRecord[]][] {
  const groups = new Map<K, UsageRecord[]>();
  for (const record of records) {
    const group = groups.get(key(record));
    if (group) group.push(record);
    else groups.set(key(record), [record]);
  }
  return [...groups];
}
