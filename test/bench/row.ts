/** One line of the benchmark. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What Inkstone allows itself; only a figure when absent. */
  readonly budget?: number;
  /** Where the budget comes from, or what the figure is to be held against. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return (lower + upper) / 2;
}

/** The rows under each other, each with its budget and whether it is kept. */
export function formatRows(rows: readonly Row[]): string {
  const number = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
  const widest = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, value, unit, budget, note = '' }) => {
      const verdict = budget === undefined ? '' : value <= budget ? 'pass' : 'OVER';
      const limit = budget === undefined ? '' : `≤ ${number(budget)}`;
      return [
        what.padEnd(widest),
        number(value).padStart(8),
        unit.padEnd(8),
        limit.padEnd(8),
        verdict.padEnd(4),
        note,
      ]
        .join('  ')
        .trimEnd();
    })
    .join('\n');
}
