import type { CodeHighlighter } from './codeHighlighter.ts';
import { type CodeRun, colouredLength, groupLines } from './codeRun.ts';

/** Lines that share an element: the browser lays out one group for an added line, not the whole block. */
export const LINES_PER_GROUP = 32;

/** Groups from `firstGroup` on, as they are to be shown now. */
export interface ColouredGroups {
  readonly firstGroup: number;
  readonly groups: readonly (readonly CodeRun[])[];
}

/** Colours code that grows, reading again only from the last line at which nothing was open. */
export interface CodeColouring {
  /** Colours the finished lines of `code`, which begins with the code of the call before; what follows them is plain. */
  grow(code: string): ColouredGroups;
}

/** Colours whole code. */
export function colourCode(highlighter: CodeHighlighter, language: string, code: string): ColouredGroups {
  const coloured = colouredLength(code);
  const { runs } = highlighter.highlight(language, code.slice(0, coloured));
  return { firstGroup: 0, groups: groupLines([...runs, plain(code.slice(coloured))], LINES_PER_GROUP) };
}

export function createCodeColouring(highlighter: CodeHighlighter, language: string): CodeColouring {
  /** Where all before is coloured for good, and the runs before it that share a group with it. */
  let settled = 0;
  let settledGroup = 0;
  let before: readonly CodeRun[] = [];
  return {
    grow(code) {
      const finished = Math.min(code.lastIndexOf('\n') + 1, colouredLength(code));
      const { runs, endsNeutral } = highlighter.highlight(language, code.slice(settled, finished));
      const coloured = groupLines([...before, ...runs], LINES_PER_GROUP);
      const groups = groupLines([...before, ...runs, plain(code.slice(finished))], LINES_PER_GROUP);
      const result = { firstGroup: settledGroup, groups };
      if (endsNeutral) {
        settled = finished;
        settledGroup += coloured.length - 1;
        before = coloured.at(-1) ?? [];
      }
      return result;
    },
  };
}

const plain = (text: string): CodeRun => ({ text, scope: undefined });
