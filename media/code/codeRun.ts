/** What a piece of code is, as far as colours go. */
export type CodeScope =
  | 'comment'
  | 'keyword'
  | 'string'
  | 'number'
  | 'function'
  | 'type'
  | 'property'
  | 'meta'
  | 'added'
  | 'removed';

export interface CodeRun {
  readonly text: string;
  /** Plain text when absent. */
  readonly scope: CodeScope | undefined;
}

/** Cuts runs after every `lineCount` lines. Each group but the last ends with a line break. */
export function groupLines(runs: readonly CodeRun[], lineCount: number): CodeRun[][] {
  const groups: CodeRun[][] = [[]];
  let left = lineCount;
  for (const { text, scope } of runs) {
    let start = 0;
    for (let end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', end) + 1) {
      if (--left > 0) continue;
      groups.at(-1)?.push({ text: text.slice(start, end), scope });
      groups.push([]);
      start = end;
      left = lineCount;
    }
    if (start < text.length) groups.at(-1)?.push({ text: text.slice(start), scope });
  }
  return groups;
}

/** How many runs at the beginning are the same in both. */
export function countSameRuns(a: readonly CodeRun[], b: readonly CodeRun[]): number {
  const different = a.findIndex((run, at) => run.text !== b[at]?.text || run.scope !== b[at]?.scope);
  return different < 0 ? a.length : different;
}

const MAX_LINES = 2000;
const MAX_LINE_CHARACTERS = 2000;

/** How much of the code is worth colouring: its first lines, up to one that is too long to be read anyway. */
export function colouredLength(code: string): number {
  let start = 0;
  for (let line = 0; line < MAX_LINES; line++) {
    const end = code.indexOf('\n', start);
    if ((end < 0 ? code.length : end) - start > MAX_LINE_CHARACTERS) return start;
    if (end < 0) return code.length;
    start = end + 1;
  }
  return start;
}
