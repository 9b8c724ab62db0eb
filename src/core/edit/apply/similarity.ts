/** A line prepared to be compared with many others. */
export interface LineShape {
  readonly folded: string;
  /** Its pairs of characters, sorted. */
  readonly pairs: Uint32Array;
  /** A bit for each of 32 classes of pairs. */
  readonly signature: number;
  /** How many of those bits are set. */
  readonly bits: number;
}

/** What is beyond this in a line is not compared. */
const MAX_COMPARED = 300;

export function shapeOf(folded: string): LineShape {
  const length = Math.max(0, Math.min(folded.length, MAX_COMPARED) - 1);
  const pairs = new Uint32Array(length);
  let signature = 0;
  for (let index = 0; index < length; index++) {
    const pair = folded.charCodeAt(index) * 65536 + folded.charCodeAt(index + 1);
    pairs[index] = pair;
    signature |= 1 << ((Math.imul(pair, 0x9e3779b1) >>> 27) & 31);
  }
  return { folded, pairs: pairs.sort(), signature: signature >>> 0, bits: bitsOf(signature) };
}

/** How like two lines are, from 0 to 1: the share of the pairs of characters that they have in common (Dice). */
export function similarity(a: LineShape, b: LineShape): number {
  if (a.folded === b.folded) return 1;
  const total = a.pairs.length + b.pairs.length;
  if (total === 0) return 0;
  let common = 0;
  let i = 0;
  let j = 0;
  while (i < a.pairs.length && j < b.pairs.length) {
    const difference = a.pairs[i]! - b.pairs[j]!;
    if (difference === 0) {
      common++;
      i++;
      j++;
    } else if (difference < 0) i++;
    else j++;
  }
  // Lines that differ are never quite the same, whatever order their pairs are in.
  return Math.min(0.99, (2 * common) / total);
}

/** Lines that are at least so like each other can be the same line, changed. */
export const ALIKE = 0.6;

/** A line that is this much shorter than another cannot be alike: 2s / (1 + s) is below `ALIKE`. */
const SHORTEST = 0.42;

/** Whether it is worth while to compare: lines of very different lengths or characters are not alike. */
export function mayBeAlike(a: LineShape, b: LineShape): boolean {
  const [short, long] = [a.pairs.length, b.pairs.length];
  if (short < long * SHORTEST || long < short * SHORTEST) return false;
  return bitsOf(a.signature & b.signature) * 2 >= Math.min(a.bits, b.bits);
}

function bitsOf(value: number): number {
  let rest = value - ((value >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
