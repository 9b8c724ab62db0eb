import { bandedRuns } from './bandedRuns.ts';
import { LineAligner, type MatchedRun } from './lineAligner.ts';

/** Lines `[oldStart, oldEnd)` became lines `[newStart, newEnd)`. 0-based; at most one side is empty. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Beyond this many bits of alignment rows (64 MiB) the differing middle is one hunk instead of an exact diff. */
const MAX_ROW_BITS = 64 * 1024 * 1024 * 8;

/** The fewest changed lines that turn one text into the other, in order. */
export function diffLines(oldLines: readonly string[], newLines: readonly string[]): Hunk[] {
  if (oldLines === newLines) return [];
  const { prefix, suffix } = commonEnds(oldLines, newLines);
  const oldMiddle = oldLines.slice(prefix, oldLines.length - suffix);
  const newMiddle = newLines.slice(prefix, newLines.length - suffix);
  const runs = matchedRuns(oldMiddle, newMiddle);
  return hunksBetween(runs, oldMiddle.length, newMiddle.length, prefix);
}

/** What is between lines that are the same, of texts of these lengths that begin at line `offset` of both. */
export function hunksBetween(
  runs: readonly MatchedRun[],
  oldLength: number,
  newLength: number,
  offset: number,
): Hunk[] {
  const hunks: Hunk[] = [];
  let oldStart = 0;
  let newStart = 0;
  for (const run of [...runs, { old: oldLength, new: newLength, length: 0 }]) {
    if (run.old > oldStart || run.new > newStart)
      hunks.push({
        oldStart: oldStart + offset,
        oldEnd: run.old + offset,
        newStart: newStart + offset,
        newEnd: run.new + offset,
      });
    oldStart = run.old + run.length;
    newStart = run.new + run.length;
  }
  return hunks;
}

function matchedRuns(oldLines: readonly string[], newLines: readonly string[]): readonly MatchedRun[] {
  if (oldLines.length === 0 || newLines.length === 0) return [];
  const few = bandedRuns(oldLines, newLines);
  if (few) return few;
  if (oldLines.length * newLines.length > MAX_ROW_BITS) return [];
  const aligner = new LineAligner(oldLines);
  for (const line of newLines) aligner.push(line);
  return aligner.runs();
}

/** How many lines at the start and at the end are the same; they never overlap. */
function commonEnds(
  a: readonly string[],
  b: readonly string[],
): { readonly prefix: number; readonly suffix: number } {
  const shorter = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < shorter && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++;
  return { prefix, suffix };
}
