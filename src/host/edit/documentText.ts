import type * as vscode from 'vscode';
import { diffLines, type Hunk } from '../../core/edit/lineDiff.ts';

interface ContentChange {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly text: string;
}

/** The lines after the editor's change event; its changes are ordered from the end, so positions stay right. */
export function changedLines(
  lines: readonly string[],
  changes: readonly (ContentChange | vscode.TextDocumentContentChangeEvent)[],
): readonly string[] {
  let result = lines;
  for (const { range, text } of changes) {
    const { start, end } = range;
    const head = (result[start.line] ?? '').slice(0, start.character);
    const tail = (result[end.line] ?? '').slice(end.character);
    const fresh = (head + text + tail).split(/\r\n|\r|\n/);
    result = result.toSpliced(start.line, end.line - start.line + 1, ...fresh);
  }
  return result;
}

/** A replacement as places, each a line and a character, and a text. */
export interface TextReplacement {
  readonly start: readonly [number, number];
  readonly end: readonly [number, number];
  readonly text: string;
}

/** What turns a document into another and touches no line that stays; top to bottom, in the places of `before`. */
export function replacements(
  before: readonly string[],
  after: readonly string[],
  newline: string,
): readonly TextReplacement[] {
  return diffLines(before, after).map((hunk) =>
    replacement(before, hunk, after.slice(hunk.newStart, hunk.newEnd), newline),
  );
}

/**
 * At the end of a document there is no following line to stop before, so the line break before the replaced lines goes
 * with them.
 */
function replacement(
  before: readonly string[],
  { oldStart, oldEnd }: Hunk,
  lines: readonly string[],
  newline: string,
): TextReplacement {
  if (oldEnd < before.length)
    return {
      start: [oldStart, 0],
      end: [oldEnd, 0],
      text: lines.map((line) => line + newline).join(''),
    };
  const lastLine = before.length - 1;
  const end: [number, number] = [lastLine, before[lastLine]?.length ?? 0];
  if (oldStart === 0) return { start: [0, 0], end, text: lines.join(newline) };
  return {
    start: [oldStart - 1, before[oldStart - 1]?.length ?? 0],
    end,
    text: lines.map((line) => newline + line).join(''),
  };
}
