import type { LineRegion } from '../streamedRegion.ts';
import { align, isAlignable } from './alignment.ts';
import type { LineIndex } from './lineIndex.ts';
import { isBlankLine, weightOf } from './lineKeys.ts';
import { comparison, type NearestText } from './refusal.ts';

/** What it costs when the document has a line between those that the model wrote next to each other. */
const BETWEEN = 0.25;

/** A document is looked through as a whole while it and what is looked for are smaller than this, in pairs of lines. */
const SMALL = 400_000;

/** Less like than this is not worth showing. */
const WORTH_SHOWING = 0.3;

/** The place of a document that is most like some lines. */
export interface LikestPlace {
  /** For each of the lines that of the document, or -1; blank ones have none. */
  readonly at: readonly number[];
  /** How much of the lines is there, by weight, from 0 to 1. */
  readonly likeness: number;
  /** How much of them is at another place. */
  readonly elsewhere: number;
  /** Absent where nothing is like them. */
  readonly nearest?: NearestText;
}

/** `undefined` when there is too much to compare. */
export function likestPlace(index: LineIndex, wanted: readonly string[]): LikestPlace | undefined {
  const solid = wanted.flatMap((text, at) => (isBlankLine(text) ? [] : [{ text, at }]));
  const weights = solid.map(({ text }) => weightOf(text));
  const window = windowFor(index, solid);
  if (!isAlignable(solid.length, window.length) || !index.mayLookAt(solid.length * window.length))
    return undefined;
  const shapes = window.map((line) => index.shapeOf(index.lines[line]!));
  const costs = Float64Array.from(window, (line) => BETWEEN * index.weight(line));
  const worths = solid.map(({ text }, number) => {
    const shape = index.shapeOf(text);
    return Float64Array.from(shapes, (other) => weights[number]! * index.likenessOf(shape, other));
  });
  const aligned = align({
    worths,
    costs,
    isFree: (before) => before === 0 || before === solid.length,
  });
  if (!aligned) return undefined;
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const at = new Array<number>(wanted.length).fill(-1);
  for (const [number, partner] of aligned.pairs.entries())
    if (partner >= 0) at[solid[number]!.at] = window[partner]!;
  const likeness = Math.max(0, aligned.score / total);
  const nearest = likeness < WORTH_SHOWING ? undefined : nearestText(index, at, wanted, likeness);
  return { at, likeness, elsewhere: aligned.elsewhere / total, ...(nearest && { nearest }) };
}

/** The stretch of the document that some lines were laid beside, and how it differs from them. */
export function nearestText(
  index: LineIndex,
  at: readonly number[],
  wanted: readonly string[],
  similarity: number,
): NearestText {
  const range = stretchOf(at);
  return { range, similarity, difference: comparison(index.lines, range, wanted) };
}

/** From the first to the last of the document's lines that have a partner. */
export const stretchOf = (at: readonly number[]): LineRegion => ({
  startLine: at.find((line) => line >= 0) ?? 0,
  endLine: (at.findLast((line) => line >= 0) ?? -1) + 1,
});

/** In a large document only what lies around the lines that are nowhere else is looked through. */
function windowFor(index: LineIndex, wanted: readonly { readonly text: string }[]): readonly number[] {
  if (wanted.length * index.solid.length <= SMALL) return index.solid;
  const places = wanted.flatMap(({ text }) => {
    const found = index.onlyPlaceOf(text);
    return found === undefined ? [] : [found];
  });
  if (places.length === 0) return index.solid;
  const slack = wanted.length * 2;
  const ordered = places.toSorted((a, b) => a - b);
  const start = Math.max(0, ordered[0]! - slack);
  return index.solid.slice(start, ordered.at(-1)! + slack);
}
