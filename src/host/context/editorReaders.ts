import * as vscode from 'vscode';
import { isIgnored } from '../files/ignoreRules.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';
import { languageOf, readFileText, refused, requireAllowed } from './fileReader.ts';

/** So many problems go along, the errors first. */
const MOST_PROBLEMS = 200;

/** The selected text as it is now. Throws `UserError` when nothing is selected. */
export async function attachSelection({ document, selection }: vscode.TextEditor): Promise<Attachment> {
  await requireAllowed(document.uri);
  const text = document.getText(selection);
  if (text.trim() === '') throw refused(t('Nothing is selected in the editor.'));
  return linesOf(document.uri, selection, text);
}

export async function attachSymbol(symbol: vscode.SymbolInformation): Promise<Attachment> {
  const { uri } = symbol.location;
  const lines = (await readFileText(uri)).split(/\r?\n/);
  const { start, end } = await wholeRange(symbol);
  const text = lines.slice(start.line, end.line + 1).join('\n');
  return linesOf(uri, new vscode.Range(start.line, 0, end.line, Number.MAX_SAFE_INTEGER), text);
}

function linesOf(uri: vscode.Uri, { start, end }: vscode.Range, text: string): Attachment {
  const startLine = start.line + 1;
  const endLine = Math.max(startLine, end.line + (end.character > 0 ? 1 : 0));
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
  const name = uri.path.split('/').at(-1) ?? uri.path;
  return {
    title: `\`${workspacePath(uri)}\`, lines ${lines}`,
    language: languageOf(uri),
    text,
    references: [{ label: `${name}:${lines}`, uri: uri.toString(), startLine, endLine }],
  };
}

/** Providers give the range of a symbol's name only; its document knows all of it. */
async function wholeRange({ name, location }: vscode.SymbolInformation): Promise<vscode.Range> {
  const symbols = await vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[]>(
    'vscode.executeDocumentSymbolProvider',
    location.uri,
  );
  const inner = (
    candidates: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  ): vscode.Range | undefined => {
    for (const symbol of candidates) {
      if (!('range' in symbol) || !symbol.range.contains(location.range.start)) continue;
      const deeper = inner(symbol.children);
      if (deeper) return deeper;
      if (symbol.name === name || symbol.selectionRange.contains(location.range.start)) return symbol.range;
    }
    return undefined;
  };
  return inner(symbols ?? []) ?? location.range;
}

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

/** What the editor's languages find wrong, in one file or everywhere. Throws `UserError` when there is nothing. */
export async function attachProblems(of: vscode.Uri | undefined): Promise<Attachment> {
  const all = of
    ? [[of, vscode.languages.getDiagnostics(of)] as const]
    : vscode.languages.getDiagnostics().filter(([uri]) => vscode.workspace.getWorkspaceFolder(uri));
  const lines: { readonly severity: number; readonly text: string }[] = [];
  for (const [uri, problems] of all) {
    if (problems.length === 0 || (await isIgnored(uri))) continue;
    for (const { message, severity, range, source, code } of problems) {
      const origin = [source, typeof code === 'object' ? code.value : code].filter(Boolean).join(' ');
      const place = `${workspacePath(uri)}:${range.start.line + 1}:${range.start.character + 1}`;
      const text = `${place} ${SEVERITIES[severity]}: ${message}${origin && ` [${origin}]`}`;
      lines.push({ severity, text });
    }
  }
  if (lines.length === 0) throw refused(t('There are no problems.'));
  lines.sort((a, b) => a.severity - b.severity);
  const shown = lines.slice(0, MOST_PROBLEMS);
  return {
    title: of ? `Problems in \`${workspacePath(of)}\`` : 'Problems of the workspace',
    language: '',
    text: shown.map(({ text }) => text).join('\n'),
    references: [],
    ...(shown.length < lines.length && {
      note: t('{0} of {1} problems go along.', shown.length, lines.length),
    }),
  };
}
