import type * as vscode from 'vscode';

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

/** One replacement that turns `from` into `to`: lines `[startLine, endLine)` become `lines`. */
export interface LineReplacement {
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/**
 * A line replacement as positions and text. At the end of a document there is no following line to stop before, so
 * the line break before the replaced lines goes with them.
 */
export function replacementEdit(
  before: readonly string[],
  { startLine, endLine, lines }: LineReplacement,
  newline: string,
): { readonly start: [number, number]; readonly end: [number, number]; readonly text: string } {
  if (endLine < before.length)
    return {
      start: [startLine, 0],
      end: [endLine, 0],
      text: lines.map((line) => line + newline).join(''),
    };
  const lastLine = before.length - 1;
  const end: [number, number] = [lastLine, before[lastLine]?.length ?? 0];
  if (startLine === 0) return { start: [0, 0], end, text: lines.join(newline) };
  return {
    start: [startLine - 1, before[startLine - 1]?.length ?? 0],
    end,
    text: lines.map((line) => newline + line).join(''),
  };
}
