import type { CodeHighlighter } from './codeHighlighter.ts';
import { type CodeRun, colouredLength, groupLines } from './codeRun.ts';

/** Lines that share an element. */
const LINES_PER_GROUP = 16;

/** Groups from `firstGroup` on, as they are to be shown now, of which the last ends after `length` characters. */
export interface ColouredGroups {
  readonly firstGroup: number;
  readonly groups: readonly (readonly CodeRun[])[];
  readonly length: number;
}

/** Colours code that grows, with the same colours in the end as if it had come at once. */
export interface CodeColouring {
  /** Whether there are enough lines that have not been coloured for good to do so. */
  isDue(code: string): boolean;
  /** Colours the finished lines of `code`, which begins with the code of the call before. */
  grow(code: string): ColouredGroups;
  /** Colours all of the code, to which nothing will be added. */
  finish(code: string): ColouredGroups;
}

/**
 * After so many lines the reader begins anew if nothing is open there, else after twice as many, and so on. Which
 * lines these are depends on the code alone, and no line is read often, however long a comment goes on.
 */
const LINES_PER_STEP = 16;

export function createCodeColouring(highlighter: CodeHighlighter, language: string): CodeColouring {
  /** Where all before is coloured for good, and the runs before it that share a group with it. */
  let settled = 0;
  let settledGroup = 0;
  let before: readonly CodeRun[] = [];
  let stepLines = LINES_PER_STEP;
  let isFull = false;

  /** Settles as much as the first `end` characters allow and gives the groups that have become full. */
  function settle(code: string, end: number): readonly (readonly CodeRun[])[] {
    const full: (readonly CodeRun[])[] = [];
    for (let stepEnd = afterLines(code, settled, stepLines); stepEnd <= end; ) {
      const { runs, endsNeutral } = highlighter.highlight(language, code.slice(settled, stepEnd));
      if (endsNeutral) {
        const groups = groupLines([...before, ...runs], LINES_PER_GROUP);
        before = groups.pop() ?? [];
        full.push(...groups);
        settled = stepEnd;
        stepLines = LINES_PER_STEP;
      } else stepLines *= 2;
      stepEnd = afterLines(code, settled, stepLines);
    }
    return full;
  }

  /** Shows the first `end` characters in colours, and after them `plain`. */
  function colour(code: string, end: number, plain: string): ColouredGroups {
    const firstGroup = settledGroup;
    const full = settle(code, end);
    settledGroup += full.length;
    const { runs } = highlighter.highlight(language, code.slice(settled, end));
    const rest = groupLines([...before, ...runs, { text: plain, scope: undefined }], LINES_PER_GROUP);
    return { firstGroup, groups: [...full, ...rest], length: end + plain.length };
  }

  return {
    isDue: (code) => !isFull && afterLines(code, settled, stepLines) <= code.length,
    grow(code) {
      const linesEnd = code.lastIndexOf('\n') + 1;
      const end = Math.min(linesEnd, colouredLength(code));
      isFull = end < linesEnd;
      return colour(code, end, '');
    },
    finish(code) {
      const end = colouredLength(code);
      return colour(code, end, code.slice(end));
    },
  };
}

/** The offset after so many lines that begin at `start`; infinite when they are not all whole. */
function afterLines(code: string, start: number, count: number): number {
  let end = start;
  for (let line = 0; line < count; line++) {
    end = code.indexOf('\n', end) + 1;
    if (end === 0) return Number.POSITIVE_INFINITY;
  }
  return end;
}
