import { diffLines } from '../lineDiff.ts';
import type { LineRegion } from '../streamedRegion.ts';
import { foldedLine, weightOf } from './lineKeys.ts';
import { type OutlineInput, type OutlineItem, outline } from './outline.ts';
import { Unclear } from './unclear.ts';

/** The items beside each other that a code block is about: those of the file, or those in the body of an item. */
export interface Siblings {
  readonly items: readonly OutlineItem[];
  readonly isTop: boolean;
}

const MAX_DEPTH = 40;
const MAX_TIED = 8;

/** A list is ahead of another by at least half of a short line. */
const AHEAD = 0.4;

/** Of the code's lines so many must be at a place, and so many more than at another, when its head is at both. */
const ENOUGH_WITHIN = 0.4;
const MORE_WITHIN = 0.25;

/** The one list of a document that has most of the code's items. Throws `Unclear` when none has, or several. */
export function siblingsOf(
  document: OutlineInput,
  code: readonly string[],
  wanted: readonly OutlineItem[],
): Siblings {
  const weights = new Map<string, number>();
  for (const { head, definition, key } of wanted) {
    const weight = definition ? 2 : weightOf(head);
    if (weight >= 0.5) weights.set(key, Math.max(weight, weights.get(key) ?? 0));
  }
  const found: { readonly siblings: Siblings; readonly votes: number }[] = [];
  const visit = (start: number, end: number, depth: number): void => {
    const items = outline(document, start, end);
    const keys = new Set(items.map(({ key }) => key));
    let votes = 0;
    for (const [key, weight] of weights) if (keys.has(key)) votes += weight;
    if (votes > 0) found.push({ siblings: { items, isTop: depth === 0 }, votes });
    if (depth >= MAX_DEPTH) return;
    for (const item of items)
      if (item.bodyEnd > item.bodyStart) visit(item.bodyStart, item.bodyEnd, depth + 1);
  };
  visit(0, document.lines.length, 0);
  const most = found.reduce((votes, one) => Math.max(votes, one.votes), 0);
  const tied = found.filter(({ votes }) => votes > most - AHEAD).map(({ siblings }) => siblings);
  const [only] = tied;
  if (!only) throw new Unclear('unanchored');
  if (tied.length === 1) return only;
  const likest = likestOf(tied, document.lines, code, wanted);
  if (likest) return likest;
  throw new Unclear(
    'ambiguous',
    tied.slice(0, MAX_TIED).flatMap(({ items }) => placeIn(items, weights)),
  );
}

/** Of several lists, the one whose items have most of the code's lines in them, if it is clear which. */
function likestOf(
  tied: readonly Siblings[],
  lines: readonly string[],
  code: readonly string[],
  wanted: readonly OutlineItem[],
): Siblings | undefined {
  if (tied.length > MAX_TIED) return undefined;
  const inner = (all: readonly string[], items: readonly OutlineItem[]): readonly string[] =>
    items
      .flatMap(({ start, end }) => all.slice(start + 1, end))
      .filter((line) => weightOf(line) >= 0.5)
      .map(foldedLine);
  const looked = inner(code, wanted);
  if (looked.length === 0) return undefined;
  const keys = new Set(wanted.map(({ key }) => key));
  const shares = tied
    .map((siblings) => {
      const there = inner(
        lines,
        siblings.items.filter(({ key }) => keys.has(key)),
      );
      const lost = diffLines(looked, there).reduce((sum, { oldStart, oldEnd }) => sum + oldEnd - oldStart, 0);
      return { siblings, share: 1 - lost / looked.length };
    })
    .sort((a, b) => b.share - a.share);
  const [best, second] = shares;
  const isClear = best && second && best.share >= ENOUGH_WITHIN && best.share - second.share >= MORE_WITHIN;
  return isClear ? best.siblings : undefined;
}

function placeIn(items: readonly OutlineItem[], weights: ReadonlyMap<string, number>): readonly LineRegion[] {
  const found = items.find(({ key }) => weights.has(key));
  return found ? [{ startLine: found.start, endLine: found.end }] : [];
}
