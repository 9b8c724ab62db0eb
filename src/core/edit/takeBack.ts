import type { Hunk } from './lineDiff.ts';
import { diffLines } from './lineDiff.ts';
import { collide, mergeLines } from './mergeLines.ts';

/** Changes of a document that were accepted together. */
export interface AcceptedChange {
  /** The whole document with them. */
  readonly after: readonly string[];
  /** Top to bottom; lines from 0, `[startLine, endLine)`. */
  readonly hunks: readonly {
    readonly startLine: number;
    readonly endLine: number;
    /** The lines that were there before. */
    readonly before: readonly string[];
  }[];
}

/** A document without changes that were accepted once. */
export interface TakenBack {
  readonly lines: readonly string[];
  /** So many changes stay, since somebody has changed the same lines after that. */
  readonly stayed: number;
}

/** Takes changes out of a document that has gone on since: what came after them stays. `changes` from the last on. */
export function takeBack(document: readonly string[], changes: readonly AcceptedChange[]): TakenBack {
  let lines = document;
  let stayed = 0;
  for (const { after, hunks } of changes) {
    let before: readonly string[] = [];
    const back: Hunk[] = [];
    let position = 0;
    for (const hunk of hunks) {
      before = before.concat(after.slice(position, hunk.startLine));
      const newStart = before.length;
      before = before.concat(hunk.before);
      back.push({ oldStart: hunk.startLine, oldEnd: hunk.endLine, newStart, newEnd: before.length });
      position = hunk.endLine;
    }
    before = before.concat(after.slice(position));
    const since = diffLines(after, lines);
    stayed += back.filter((hunk) => since.some((later) => collide(later, hunk))).length;
    lines = mergeLines(after, lines, before, back);
  }
  return { lines, stayed };
}
