const BARS = '▁▂▃▄▅▆▇█';

/** One bar a value, the highest value as the full one; the lowest bar is for nothing at all. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values);
  return values
    .map((value) => BARS[value > 0 ? Math.max(1, Math.round((value / highest) * (BARS.length - 1))) : 0])
    .join('');
}
