import * as vscode from 'vscode';
import { diffLines } from '../../core/edit/lineDiff.ts';
import { type EarlierProblems, newProblems, type Problem } from '../../core/edit/newProblems.ts';
import { documentLines } from '../editorWorkspace.ts';
import { problemsIn } from './problemsIn.ts';
import { type ServerState, serverSettled } from './serverSettled.ts';

export interface CheckedEdit {
  readonly document: vscode.TextDocument;
  /** The document when the edit began. */
  readonly original: readonly string[];
  /** What was wrong with it then. */
  readonly earlier: EarlierProblems;
}

/** What language servers make of an edit that is complete, for as long as it is undecided. It never holds anybody up. */
export class EditCheck {
  readonly #edit: CheckedEdit;
  readonly #onChange: () => void;
  readonly #over = new AbortController();
  #state: ServerState | 'checking' = 'checking';
  #problems: readonly Problem[] = [];
  readonly #listener: vscode.Disposable;

  constructor(edit: CheckedEdit, onChange: () => void) {
    this.#edit = edit;
    this.#onChange = onChange;
    const uri = edit.document.uri.toString();
    this.#listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (this.#state !== 'checking' && uris.some((each) => each.toString() === uri)) this.#look();
    });
    void this.#wait();
  }

  get state(): ServerState | 'checking' {
    return this.#state;
  }

  /** Those that the edit brought, top to bottom; empty while the check goes on. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  dispose(): void {
    this.#over.abort();
    this.#listener.dispose();
  }

  async #wait(): Promise<void> {
    try {
      this.#state = await serverSettled(this.#edit.document, this.#over.signal);
    } catch {
      // The edit is over, and nobody asks any more.
      return;
    }
    this.#look();
  }

  #look(): void {
    const { document, original, earlier } = this.#edit;
    const hunks = diffLines(original, documentLines(document));
    this.#problems = newProblems(earlier, problemsIn(document.uri), hunks);
    this.#onChange();
  }
}
