import type { LineRegion } from '../streamedRegion.ts';
import { isAttached, isControl } from './definition.ts';
import { foldedLine, weightOf } from './lineKeys.ts';
import type { OutlineItem } from './outline.ts';
import { Unclear } from './unclear.ts';

/** Items of the code beside those of the document. */
export interface MergeInput {
  readonly items: readonly OutlineItem[];
  readonly there: readonly OutlineItem[];
  /** For each item that is no mark, its partner, or -1. */
  readonly pairs: readonly number[];
  /** The document may have more before the first and behind the last. */
  readonly isOpen: boolean;
  /** The document may have more between them. */
  readonly isLoose: boolean;
}

/** What lies between two matched items. */
export interface Interval {
  /** What the code has between two matched items. */
  readonly interval: readonly OutlineItem[];
  readonly there: readonly OutlineItem[];
  readonly previous: number;
  readonly next: number;
  readonly nextInCode?: OutlineItem;
  readonly isOpen: boolean;
  readonly isLoose: boolean;
}

/** The lines of an item. */
export const regionOfItem = ({ start, end }: OutlineItem): LineRegion => ({ startLine: start, endLine: end });

/** The same line, or one that gives another value to the same name. */
export function isSameStatement(item: OutlineItem, other: OutlineItem): boolean {
  if (item.definition !== undefined) return true;
  if (item.key === other.key) return true;
  const target = (head: string): string | undefined => /^([^=!<>(]*[^=!<>(\s])\s*=[^=>]/.exec(head)?.[1];
  return target(item.head) !== undefined && target(item.head) === target(other.head);
}

/** A block with a name of its own, such as a rule of CSS or a key of YAML. */
const isBlock = ({ head, bodyStart, bodyEnd }: OutlineItem): boolean =>
  bodyEnd > bodyStart && weightOf(head) >= 0.5 && !isControl(head);

/** Of items, the last ones that are comments or decorators right above a line. */
export function attachedAbove(items: readonly OutlineItem[], line: number): readonly OutlineItem[] {
  let next = line;
  const found: OutlineItem[] = [];
  for (const item of items.toReversed()) {
    if (item.end !== next || !isAttached(item.head)) break;
    found.unshift(item);
    next = item.start;
  }
  return found;
}

/** Two statements whose first word is the same. */
export function beginAlike(item: OutlineItem, other: OutlineItem): boolean {
  const firstWord = (text: string): string =>
    /^(?:(?:const|let|var|final)\s+)?[\p{L}\p{N}_$.@#<-]+/u.exec(text)?.[0] ?? '';
  const word = firstWord(item.head);
  return word !== '' && word === firstWord(other.head);
}

/** The lines below an item's first that say something, without blanks. */
export const bodyLines = (lines: readonly string[], { start, end }: OutlineItem): readonly string[] =>
  lines
    .slice(start + 1, end)
    .filter((line) => weightOf(line) >= 0.5)
    .map(foldedLine);

/** An item of several lines that ends with a closing bracket; one of a single line always ends. */
export const isEnded = (lines: readonly string[], { start, end }: OutlineItem): boolean =>
  end === start + 1 || /^\s*[)\]}]/.test(lines[end - 1] ?? '');

/** A part of a file without any definition is about the lines from its first to its last. */
export function requireEnds(
  wanted: readonly OutlineItem[],
  there: readonly OutlineItem[],
  pairs: readonly number[],
): void {
  const equal = wanted.filter(
    ({ head }, at) => pairs[at]! >= 0 && foldedLine(head) === foldedLine(there[pairs[at]!]!.head),
  );
  const weight = equal.reduce((sum, item) => sum + (isBlock(item) ? 1.5 : weightOf(item.head)), 0);
  const [first = -1] = pairs;
  const last = pairs.at(-1) ?? -1;
  if (first < 0 || last < 0 || weight < 1.5 || equal.length < (last - first + 1) / 2)
    throw new Unclear('unanchored');
}
