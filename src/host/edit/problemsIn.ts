import * as vscode from 'vscode';
import type { Problem } from '../../core/edit/newProblems.ts';

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
