import type { Hunk } from './lineDiff.ts';

/** What a language server says is wrong. Lines from 0; `code` and `source` as the server names them. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly code?: string;
  readonly source?: string;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * The problems that an edit brought, top to bottom. One that was there before stays what it is when its line has moved,
 * and when it stood in lines that were changed and there are no more of its kind than before. `hunks` are the edit.
 */
export function newProblems(
  earlier: readonly Problem[],
  now: readonly Problem[],
  hunks: readonly Hunk[],
): readonly Problem[] {
  /** Lines of the problems of before, as they are now, by kind; `undefined` for those in lines that were changed. */
  const left = new Map<string, (number | undefined)[]>();
  for (const problem of earlier) {
    const kind = kindOf(problem);
    left.set(kind, [...(left.get(kind) ?? []), lineNow(problem.startLine, hunks)]);
  }
  const take = (problem: Problem, line: number | undefined): boolean => {
    const lines = left.get(kindOf(problem)) ?? [];
    const at = lines.indexOf(line);
    if (at < 0) return false;
    lines.splice(at, 1);
    return true;
  };
  // First those whose line is known, so that none of them is taken for one that was changed.
  const moved = now.filter((problem) => !take(problem, problem.startLine));
  return moved.filter((problem) => !take(problem, undefined)).sort((a, b) => a.startLine - b.startLine);
}

const kindOf = ({ source = '', code = '', message }: Problem): string =>
  JSON.stringify([source, code, message]);

/** Where a line of the old text is in the new one; `undefined` when it was changed. */
function lineNow(line: number, hunks: readonly Hunk[]): number | undefined {
  let growth = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of hunks) {
    if (line < oldStart) break;
    if (line < oldEnd) return undefined;
    growth += newEnd - newStart - (oldEnd - oldStart);
  }
  return line + growth;
}

/** In the new lines, or beside lines that were taken out. */
export const isBeside = ({ startLine, endLine }: Problem, hunks: readonly Hunk[]): boolean =>
  hunks.some(({ newStart, newEnd }) => startLine <= newEnd && endLine >= newStart - 1);
