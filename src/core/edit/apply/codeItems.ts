import type { LineRegion } from '../streamedRegion.ts';
import { importedFrom, isAttached, isControl, isImport } from './definition.ts';
import { weightOf } from './lineKeys.ts';
import type { OutlineItem } from './outline.ts';

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
export const isBlock = ({ head, bodyStart, bodyEnd }: OutlineItem): boolean =>
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

/** Two statements that begin alike can be one that was changed as well as two. */
export function isLikelyChange(item: OutlineItem, other: OutlineItem): boolean {
  if (item.definition !== undefined || other.definition !== undefined) return false;
  if (isImport(item.head) && importedFrom(item.head) !== importedFrom(other.head)) return false;
  const firstWord = (text: string): string =>
    /^(?:(?:const|let|var|final)\s+)?[\p{L}\p{N}_$.@#<-]+/u.exec(text)?.[0] ?? '';
  const word = firstWord(item.head);
  return word !== '' && word === firstWord(other.head);
}
