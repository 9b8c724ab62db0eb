import type { PromptShares } from './promptShares.ts';

/**
 * What has been learnt of how a model counts: how many of its tokens an estimated token of each share is, then how much
 * it counts beside what it was sent, and how far all of that is in doubt (their covariance). Plain data.
 */
export interface Calibration {
  readonly factors: readonly number[];
  readonly doubt: readonly (readonly number[])[];
  /** How many answers it was learnt from. */
  readonly answers: number;
}

/** The unit of what a model counts beside what it was sent: words of the provider's own, the frame of a template. */
const BESIDE_TOKENS = 50;

/**
 * Models mostly differ from the estimate by the same factor for all shares, and in what they make of ideographs and
 * other letters, which are half a token to one and three to another.
 */
const COMMON_DOUBT = 0.3;
const OWN_DOUBT = [0.5, 0.2, 0.2, 0.3, 0.6, 0.8, 1];

/** How far texts of the same shares differ: it limits how much a single answer teaches. */
const SPREAD = 0.02;

/** What a model's server does may change; so doubt comes back, by this share of the first one an answer. */
const FORGETTING = 0.01;

/** Counts beyond these times the estimate are of something else than the text, such as what was not in a cache. */
const FEWEST = 0.4;
const MOST = 6;

/** More text is never fewer tokens, whatever a few answers seem to say. */
const LEAST_FACTOR = 0.05;

/** Before the first answer. */
export const UNCALIBRATED: Calibration = {
  factors: [1, 1, 1, 1, 1, 1, 0],
  doubt: OWN_DOUBT.map((own, row) =>
    OWN_DOUBT.map((_, column) => {
      const isShared = row > 0 && column > 0 && row < 6 && column < 6;
      return (row === column ? own ** 2 : 0) + (isShared ? COMMON_DOUBT ** 2 : 0);
    }),
  ),
  answers: 0,
};

/** About how many of a model's tokens a part of a prompt is. A fraction; negative for what is taken out of one. */
export function calibratedTokens({ factors }: Calibration, shares: PromptShares): number {
  return shares.reduce((sum, share, index) => sum + share * Math.max(LEAST_FACTOR, factors[index] ?? 1), 0);
}

/** What the model counts beside what it is sent. */
export function besideTokens({ factors }: Calibration): number {
  return BESIDE_TOKENS * Math.max(0, factors.at(-1) ?? 0);
}

/** Reads what was remembered; `undefined` for what is no calibration. */
export function readCalibration(kept: unknown): Calibration | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { factors, doubt, answers } = kept as Partial<Record<keyof Calibration, unknown>>;
  const isRow = (row: unknown): row is readonly number[] =>
    Array.isArray(row) && row.length === UNCALIBRATED.factors.length && row.every(Number.isFinite);
  const isSquare = Array.isArray(doubt) && doubt.length === UNCALIBRATED.factors.length && doubt.every(isRow);
  return isRow(factors) && isSquare && typeof answers === 'number' ? { factors, doubt, answers } : undefined;
}

/**
 * What is known after an answer to a prompt that the provider counted. Recursive least squares of relative errors, with
 * what is usual among models as the beginning; so an English chat teaches nothing about ideographs.
 */
export function learn(before: Calibration, shares: PromptShares, countedTokens: number): Calibration {
  const estimate = sumOf(shares);
  if (!isPlausible(countedTokens, estimate)) return before;
  const { factors, doubt } = before;
  const input = [...shares, BESIDE_TOKENS].map((share) => share / estimate);
  const doubtOfInput = doubt.map((row) => dot(row, input));
  const error = countedTokens / estimate - dot(factors, input);
  const total = dot(doubtOfInput, input) + SPREAD ** 2;
  const at = (numbers: readonly number[] | undefined, index: number): number => numbers?.[index] ?? 0;
  return {
    factors: factors.map((factor, row) => factor + (at(doubtOfInput, row) / total) * error),
    doubt: doubt.map((values, row) =>
      values.map(
        (value, column) =>
          value -
          (at(doubtOfInput, row) * at(doubtOfInput, column)) / total +
          FORGETTING * at(UNCALIBRATED.doubt[row], column),
      ),
    ),
    answers: before.answers + 1,
  };
}

/** Whether a count can be one of a text with this estimate. */
export function isPlausible(countedTokens: number, estimate: number): boolean {
  return countedTokens > estimate * FEWEST && countedTokens < estimate * MOST;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
