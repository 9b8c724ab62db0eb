/** Two sequences to be laid beside each other. */
export interface AlignmentInput {
  /** For each element of the first, what it is worth to pair it with each of the second; 0 where they must not be a pair. */
  readonly worths: readonly Float64Array[];
  /** What it costs to pass over an element of the second between pairs. */
  readonly costs: Float64Array;
  /** Before this element of the first, or at its end, those of the second are passed over for nothing. */
  isFree(before: number): boolean;
}

export interface Alignment {
  /** For each element of the first its partner in the second, or -1. */
  readonly pairs: readonly number[];
  readonly score: number;
  /** The score of the best alignment above or below the stretch of the second that this one takes. */
  readonly elsewhere: number;
}

/** As many pairs are compared at most; beyond it nothing is aligned. */
const MAX_CELLS = 2_000_000;

/** Whether sequences of these lengths are short enough to be aligned. */
export const isAlignable = (from: number, to: number): boolean => (from + 1) * (to + 1) <= MAX_CELLS;

/** How a cell was reached. */
const STEP = { skip: 1, pass: 2, pair: 3 } as const;

/** The pairs in order that are worth the most. `undefined` when there is too much to compare. */
export function align(input: AlignmentInput): Alignment | undefined {
  const from = input.worths.length;
  const to = input.costs.length;
  if (!isAlignable(from, to)) return undefined;
  const width = to + 1;
  const steps = new Uint8Array((from + 1) * width);
  const score = fill(input, 0, to, (row, column, step) => {
    steps[row * width + column] = step;
  });
  const pairs = new Array<number>(from).fill(-1);
  let row = from;
  let column = to;
  while (row > 0 || column > 0) {
    const step = steps[row * width + column];
    if (step === STEP.pair) pairs[--row] = --column;
    else if (step === STEP.skip) row--;
    else column--;
  }
  const first = pairs.find((partner) => partner >= 0) ?? to;
  const last = pairs.findLast((partner) => partner >= 0) ?? to;
  const elsewhere = Math.max(fill(input, 0, first), fill(input, Math.min(to, last + 1), to));
  return { pairs, score, elsewhere };
}

/** The best score with the elements `[start, end)` of the second, row by row; tells each step on the way. */
function fill(
  input: AlignmentInput,
  start: number,
  end: number,
  tell?: (row: number, column: number, step: number) => void,
): number {
  const { worths, costs } = input;
  const width = end - start;
  let above = new Float64Array(width + 1);
  let current = new Float64Array(width + 1);
  for (let row = 0; row <= worths.length; row++) {
    const isFree = input.isFree(row);
    const worth = worths[row - 1];
    for (let column = 0; column <= width; column++) {
      if (row === 0 && column === 0) continue;
      let best = row > 0 ? above[column]! : Number.NEGATIVE_INFINITY;
      let step: number = STEP.skip;
      if (column > 0) {
        const passed = current[column - 1]! - (isFree ? 0 : costs[start + column - 1]!);
        if (passed >= best) {
          best = passed;
          step = STEP.pass;
        }
        const paired = worth?.[start + column - 1] ?? 0;
        if (paired > 0 && above[column - 1]! + paired > best) {
          best = above[column - 1]! + paired;
          step = STEP.pair;
        }
      }
      current[column] = best;
      tell?.(row, column, step);
    }
    [above, current] = [current, above];
  }
  return above[width]!;
}
