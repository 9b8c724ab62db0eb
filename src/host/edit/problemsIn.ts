import * as vscode from 'vscode';
import type { EarlierProblems, Problem } from '../../core/edit/newProblems.ts';

/** What language servers say is wrong in a document, hints left out. */
export function problemsIn(uri: vscode.Uri): readonly Problem[] {
  return vscode.languages.getDiagnostics(uri).flatMap(({ severity, message, code, source, range }) => {
    if (severity > vscode.DiagnosticSeverity.Warning) return [];
    const name = typeof code === 'object' ? code.value : code;
    return {
      severity: severity === vscode.DiagnosticSeverity.Error ? ('error' as const) : ('warning' as const),
      message,
      ...(name !== undefined && { code: String(name) }),
      ...(source && { source }),
      startLine: range.start.line,
      endLine: range.end.line,
    };
  });
}

/** A document that has been open so long, in ms, was looked at. */
const LOOKED_AT_AFTER_MS = 10_000;

/** Which documents are open long enough for a server to have looked at them. */
export class OpenDocuments {
  readonly #openedAt = new Map<string, number>();
  readonly #disposables: readonly vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.workspace.onDidOpenTextDocument(({ uri }) =>
        this.#openedAt.set(uri.toString(), performance.now()),
      ),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#openedAt.delete(uri.toString())),
    ];
  }

  earlierProblems(uri: vscode.Uri): EarlierProblems {
    const problems = problemsIn(uri);
    // Of those that were open before us nothing is noted.
    const openedAt = this.#openedAt.get(uri.toString()) ?? Number.NEGATIVE_INFINITY;
    return {
      problems,
      areKnown: problems.length > 0 || performance.now() - openedAt > LOOKED_AT_AFTER_MS,
    };
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
