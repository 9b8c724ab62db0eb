import * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';
import type { CurrentEditor } from './currentEditor.ts';
import { workspacePath } from './files/workspacePath.ts';
import { t } from './translate.ts';

/** A document position to work on, resolved to whole lines. Structurally the use cases' `CodeTarget`. */
export interface EditorTarget {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  readonly lines: readonly string[];
  readonly region: { readonly startLine: number; readonly endLine: number };
  readonly taken:
    | { readonly by: 'selection' | 'cursor' | 'document' }
    | { readonly by: 'symbol'; readonly name: string; readonly kind: string };
  readonly indentation: { readonly unit: 'tab' | 'spaces'; readonly size: number };
}

/** The editor to work in. Throws `UserError` `no-editor` or `binary-file`, which say what to do instead. */
export function requireEditor(current: CurrentEditor): vscode.TextEditor {
  const editor = current.get();
  if (!editor) {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (
      input instanceof vscode.TabInputCustom ||
      (input === undefined && vscode.window.tabGroups.activeTabGroup.activeTab)
    )
      throw binaryFile();
    throw new UserError(
      'no-editor',
      t('No file is open in the editor.'),
      t('Open a file and select some code.'),
    );
  }
  if (editor.document.lineCount > 0 && editor.document.getText().includes('\u0000')) throw binaryFile();
  return editor;
}

function binaryFile(): UserError {
  return new UserError(
    'binary-file',
    t('This is not a text file, so there is no code to work on.'),
    t('Open a text file and select some code.'),
  );
}

/** What a command works on: the selected lines, or the innermost symbol around the cursor, or a block of lines. */
export async function targetOf(editor: vscode.TextEditor): Promise<EditorTarget> {
  return editor.selection.isEmpty ? targetAround(editor, editor.selection) : selectionOrAll(editor);
}

/** The innermost symbol around a range, or the block of lines that it is in. */
export async function targetAround(editor: vscode.TextEditor, range: vscode.Range): Promise<EditorTarget> {
  const { document } = editor;
  const symbol = await innermostSymbol(document, range);
  if (symbol) return requireText(symbolTarget(editor, symbol));
  const above = blockAround(document, range.start.line);
  const below = blockAround(document, range.end.line);
  return requireText(
    makeTarget(editor, { startLine: above.startLine, endLine: below.endLine }, { by: 'document' }),
  );
}

/** The selected lines, or the whole document. */
export function selectionOrAll(editor: vscode.TextEditor): EditorTarget {
  const { document, selection } = editor;
  const last = selection.end.line + (selection.end.character > 0 ? 1 : 0);
  return requireText(
    selection.isEmpty
      ? makeTarget(editor, { startLine: 0, endLine: document.lineCount }, { by: 'document' })
      : makeTarget(editor, { startLine: selection.start.line, endLine: last }, { by: 'selection' }),
  );
}

/** Where new code goes: a blank line is filled, other lines keep and the code comes below. */
export function insertionTarget(editor: vscode.TextEditor): EditorTarget {
  const line = editor.document.lineAt(editor.selection.active.line);
  const region = line.isEmptyOrWhitespace
    ? { startLine: line.lineNumber, endLine: line.lineNumber + 1 }
    : { startLine: line.lineNumber + 1, endLine: line.lineNumber + 1 };
  return makeTarget(editor, region, { by: 'cursor' });
}

/** All of a document. */
export function documentTarget(editor: vscode.TextEditor): EditorTarget {
  return makeTarget(editor, { startLine: 0, endLine: editor.document.lineCount }, { by: 'document' });
}

function symbolTarget(editor: vscode.TextEditor, symbol: vscode.DocumentSymbol): EditorTarget {
  const kind = vscode.SymbolKind[symbol.kind]?.toLowerCase() ?? 'symbol';
  const region = { startLine: symbol.range.start.line, endLine: symbol.range.end.line + 1 };
  return makeTarget(editor, region, { by: 'symbol', name: symbol.name, kind });
}

function makeTarget(
  editor: vscode.TextEditor,
  region: EditorTarget['region'],
  taken: EditorTarget['taken'],
): EditorTarget {
  const { document } = editor;
  const { insertSpaces, tabSize } = editor.options;
  return {
    uri: document.uri.toString(),
    path: workspacePath(document.uri),
    languageId: document.languageId,
    lines: documentLines(document),
    region,
    taken,
    indentation: {
      unit: insertSpaces === false ? 'tab' : 'spaces',
      size: typeof tabSize === 'number' ? tabSize : 4,
    },
  };
}

/** Lines without their ends; joined with the document's end of line they are its text. */
export function documentLines(document: vscode.TextDocument): string[] {
  return document.getText().split(/\r\n|\n/);
}

/** Blank lines at the edges are left out: models drop them, and an edit should not touch them. */
function requireText(target: EditorTarget): EditorTarget {
  let { startLine, endLine } = target.region;
  const isBlank = (line: number): boolean => (target.lines[line] ?? '').trim() === '';
  while (startLine < endLine && isBlank(startLine)) startLine++;
  while (endLine > startLine && isBlank(endLine - 1)) endLine--;
  if (startLine === endLine)
    throw new UserError(
      'nothing-to-work-on',
      t('There is no code here to work on.'),
      t('Select some code, or place the cursor in a function.'),
    );
  return { ...target, region: { startLine, endLine } };
}

/** Longer than this a language server may be starting; the block around the cursor is taken instead. */
const SYMBOLS_TIMEOUT_MS = 2000;

async function innermostSymbol(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.DocumentSymbol | undefined> {
  const symbols = await Promise.race([
    vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    ),
    new Promise<undefined>((resolve) => {
      setTimeout(resolve, SYMBOLS_TIMEOUT_MS, undefined).unref?.();
    }),
  ]);
  let best: vscode.DocumentSymbol | undefined;
  const visit = (candidates: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[]): void => {
    for (const candidate of candidates) {
      const symbol =
        'range' in candidate
          ? candidate
          : new vscode.DocumentSymbol(
              candidate.name,
              '',
              candidate.kind,
              candidate.location.range,
              candidate.location.range,
            );
      if (!symbol.range.contains(range)) continue;
      if (isWorthTaking(symbol)) best = symbol;
      visit(symbol.children);
    }
  };
  visit(symbols ?? []);
  return best;
}

const CALLABLE = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Struct,
  vscode.SymbolKind.Enum,
]);

/** Functions and types, and other symbols that span lines (an arrow function in a constant, a table). */
const isWorthTaking = (symbol: vscode.DocumentSymbol): boolean =>
  CALLABLE.has(symbol.kind) || symbol.range.end.line > symbol.range.start.line;

/** Without symbols: the lines around a line up to blank lines, or the whole of a short document. */
function blockAround(document: vscode.TextDocument, line: number): EditorTarget['region'] {
  const isBlank = (index: number): boolean => document.lineAt(index).isEmptyOrWhitespace;
  if (isBlank(line)) return { startLine: 0, endLine: document.lineCount };
  let startLine = line;
  let endLine = line + 1;
  while (startLine > 0 && !isBlank(startLine - 1)) startLine--;
  while (endLine < document.lineCount && !isBlank(endLine)) endLine++;
  return { startLine, endLine };
}

const COMMENT = /^\s*(?:\/\/+|#+|--|;+|%+|\/\*+|<!--|\*)\s*(.*?)\s*(?:\*\/|-->)?\s*$/;

/** The words of a comment on the cursor's line, for Generate: `// add two numbers` → `add two numbers`. */
export function commentAtCursor(editor: vscode.TextEditor): string {
  const { text } = editor.document.lineAt(editor.selection.active.line);
  const words = COMMENT.exec(text)?.[1] ?? '';
  return words.replace(/^(?:todo|fixme)\b[:：]?\s*/i, '');
}
