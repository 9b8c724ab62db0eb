import { CodeAnswer } from '../../core/edit/codeAnswer.ts';
import { diffLines } from '../../core/edit/lineDiff.ts';

export interface CommentedLines {
  /** All lines of the file, with those that the model inserted. */
  readonly lines: readonly string[];
  readonly inserted: number;
  /** Places where the model changed or dropped lines that were there; they are as they were. */
  readonly leftOut: number;
}

/**
 * A file with the comments that an answer adds to it. Of the answer only whole inserted lines are taken, so that no line
 * of code can be lost or altered. `undefined` when the answer holds no whole code block.
 */
export function commentedLines(original: readonly string[], answer: string): CommentedLines | undefined {
  const written: string[] = [];
  const reader = new CodeAnswer({ line: (line) => written.push(line), prose: () => {} });
  reader.push(answer);
  reader.end();
  if (!reader.isClosed) return undefined;
  const lines: string[] = [];
  let copied = 0;
  let inserted = 0;
  let leftOut = 0;
  // Models drop the blank lines at a file's end.
  const code = original.slice(0, endOfText(original));
  for (const { oldStart, oldEnd, newStart, newEnd } of diffLines(
    code,
    written.slice(0, endOfText(written)),
  )) {
    lines.push(...original.slice(copied, oldEnd));
    copied = oldEnd;
    if (oldStart < oldEnd) leftOut++;
    else {
      lines.push(...written.slice(newStart, newEnd));
      inserted += newEnd - newStart;
    }
  }
  lines.push(...original.slice(copied));
  return { lines, inserted, leftOut };
}

/** How many lines an answer adds to a file. */
export function addedLines(original: readonly string[], answer: string): number {
  return commentedLines(original, answer)?.inserted ?? 0;
}

const endOfText = (lines: readonly string[]): number => lines.findLastIndex((line) => line.trim() !== '') + 1;
