import * as vscode from 'vscode';
import { workspacePath } from './files/workspacePath.ts';

/** Structurally the use cases' `Problem`. Lines from 0. */
interface EditorProblem {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly source: string;
  readonly code: string;
  readonly tags: readonly ('unused' | 'deprecated')[];
  readonly related: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

/** A hundred reports have one cause, mostly: the first of them show it. */
const MOST_PROBLEMS = 50;

/** What the editor's languages report at a place, or in all of a document; hints only where there is nothing else. */
export function problemsAt(
  document: vscode.TextDocument,
  place?: vscode.Range,
  isMeant: (diagnostic: vscode.Diagnostic) => boolean = () => true,
): readonly vscode.Diagnostic[] {
  const here = vscode.languages
    .getDiagnostics(document.uri)
    .filter((each) => isMeant(each) && (!place || each.range.intersection(place) !== undefined));
  const faults = here.filter(({ severity }) => severity < vscode.DiagnosticSeverity.Hint);
  return (faults.length > 0 ? faults : here)
    .toSorted((a, b) => a.range.start.compareTo(b.range.start))
    .slice(0, MOST_PROBLEMS);
}

/** A problem as a model is told of it. */
export function problemOf(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): EditorProblem {
  const { range, severity, message, source = '', code, tags = [], relatedInformation = [] } = diagnostic;
  return {
    startLine: range.start.line,
    endLine: range.end.line,
    text: range.isSingleLine ? document.getText(range).trim() : '',
    severity: SEVERITIES[severity],
    message,
    source,
    code: String((typeof code === 'object' ? code.value : code) ?? ''),
    tags: tags.map((tag) => (tag === vscode.DiagnosticTag.Deprecated ? 'deprecated' : 'unused')),
    related: relatedInformation.map(({ location, message: said }) => ({
      path: workspacePath(location.uri),
      line: location.range.start.line,
      message: said,
    })),
  };
}
