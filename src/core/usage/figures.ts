import type { Money } from './usageRecord.ts';

/** `950`, `12.4k`, `3.1M`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  const [value, unit] = count < 999_950 ? [count / 1000, 'k'] : [count / 1e6, 'M'];
  return `${value < 100 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)}${unit}`;
}

/** `¥0.08`, `$12.30`; small amounts keep two significant digits, so that nothing real shows as zero. */
export function money({ amount, currency }: Money): string {
  const sign = currency === 'CNY' ? '¥' : '$';
  if (amount === 0) return `${sign}0`;
  const digits = amount >= 0.01 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(amount)));
  return `${sign}${amount.toFixed(digits)}`;
}

/** `340 ms`, `2.4 s`, `1 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
