import * as vscode from 'vscode';
import type { CodeReference } from '../../core/chat/session.ts';
import { isIgnored } from '../files/ignoreRules.ts';
import { askProvider } from './askProvider.ts';

/** A document that a question was about, with what its language server says is in it. */
export interface OpenedCode {
  readonly document: vscode.TextDocument;
  /** The lines that the question was about, from 0. */
  readonly range: vscode.Range;
  readonly symbols: readonly NamedSymbol[];
}

/** A symbol of a document, by whatever interface its provider has. */
export interface NamedSymbol {
  readonly name: string;
  /** The name of the symbol that it is in; empty at the top. */
  readonly owner: string;
  /** Where its name is. */
  readonly range: vscode.Range;
  /** All of it. */
  readonly whole: vscode.Range;
}

/** So many of a question's documents are asked. */
const MOST_DOCUMENTS = 4;

/** Opens what a question was about, without showing it; what is kept from models is not opened. */
export async function openCode(
  references: readonly CodeReference[],
  signal: AbortSignal,
): Promise<readonly OpenedCode[]> {
  const opened = await Promise.all(
    references.slice(0, MOST_DOCUMENTS).map(async ({ uri: text, startLine, endLine }) => {
      const uri = vscode.Uri.parse(text);
      if (await isIgnored(uri)) return [];
      try {
        const document = await vscode.workspace.openTextDocument(uri);
        const range = document.validateRange(new vscode.Range(startLine - 1, 0, endLine, 0));
        return [{ document, range, symbols: await symbolsOf(uri, signal) }];
      } catch {
        // It is gone since.
        return [];
      }
    }),
  );
  return opened.flat();
}

/** What is in a document, the outer before the inner. */
export async function symbolsOf(uri: vscode.Uri, signal: AbortSignal): Promise<readonly NamedSymbol[]> {
  const found = await askProvider<readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[]>(
    ['vscode.executeDocumentSymbolProvider', uri],
    signal,
  );
  const named = (
    symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
    owner: string,
  ): readonly NamedSymbol[] =>
    symbols.flatMap((symbol) => {
      const name = bareName(symbol.name);
      if (!('range' in symbol)) {
        const { range } = symbol.location;
        return [{ name, owner: symbol.containerName, range, whole: range }];
      }
      const { selectionRange: range, range: whole, children } = symbol;
      return [{ name, owner, range, whole }, ...named(children, name)];
    });
  return named(found ?? [], '');
}

/** Some servers write parameters behind a name, or types before it. */
const bareName = (name: string): string =>
  /[\p{L}_$][\p{L}\p{N}_$]*(?=\s*(?:[(<:]|$))/u.exec(name)?.[0] ?? name;
