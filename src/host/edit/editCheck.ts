import * as vscode from 'vscode';
import { diffLines } from '../../core/edit/lineDiff.ts';
import { isBeside, newProblems, type Problem } from '../../core/edit/newProblems.ts';
import { documentLines } from '../editorWorkspace.ts';
import { problemsIn } from './problemsIn.ts';
import { type ServerState, serverSettled } from './serverSettled.ts';

export interface CheckedEdit {
  readonly document: vscode.TextDocument;
  /** The document when the edit began. */
  readonly original: readonly string[];
}

/** What language servers make of an edit, for as long as it is undecided. It never holds anybody up. */
export class EditCheck {
  readonly #edit: CheckedEdit;
  readonly #onChange: () => void;
  readonly #over = new AbortController();
  readonly #listener: vscode.Disposable;
  /** Of a look at the document that has not come to its end. */
  #look = new AbortController();
  #earlier: readonly Problem[] = [];
  #isEarlierKnown = false;
  #state: ServerState | 'waiting' | 'checking' = 'waiting';
  #problems: readonly Problem[] = [];
  #areSure = true;

  /** To be made before the document is changed: while the model thinks, the server looks at what is there. */
  constructor(edit: CheckedEdit, onChange: () => void) {
    this.#edit = edit;
    this.#onChange = onChange;
    const uri = edit.document.uri.toString();
    this.#listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!this.isUnderWay && uris.some((each) => each.toString() === uri)) this.#compare();
    });
    this.#earlier = problemsIn(edit.document.uri);
    void this.#settled().then((state) => {
      if (!state) return;
      this.#earlier = problemsIn(edit.document.uri);
      this.#isEarlierKnown = true;
    });
  }

  /** `waiting` until the edit is complete, then `checking` until the server has settled. */
  get state(): ServerState | 'waiting' | 'checking' {
    return this.#state;
  }

  get isUnderWay(): boolean {
    return this.#state === 'waiting' || this.#state === 'checking';
  }

  /** Those that the edit brought, top to bottom; empty while the check goes on. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** If not, some may have been there before: the edit came before the server had looked. */
  get areSure(): boolean {
    return this.#areSure;
  }

  /** The document is about to be changed: what the server says from now on is about the edit. */
  begun(): void {
    if (this.#state === 'waiting') this.#look.abort();
  }

  /** The edit is complete, or is so again. */
  async check(): Promise<void> {
    this.#state = 'checking';
    this.#problems = [];
    this.#onChange();
    const state = await this.#settled();
    if (!state) return;
    this.#state = state;
    this.#compare();
  }

  /** The edit goes on changing. */
  wait(): void {
    this.#look.abort();
    this.#state = 'waiting';
    this.#problems = [];
  }

  dispose(): void {
    this.#over.abort();
    this.#listener.dispose();
  }

  /** `undefined` when the document was changed meanwhile, or nobody asks any more. */
  async #settled(): Promise<ServerState | undefined> {
    this.#look.abort();
    const look = new AbortController();
    this.#look = look;
    try {
      return await serverSettled(this.#edit.document, AbortSignal.any([look.signal, this.#over.signal]));
    } catch {
      return undefined;
    }
  }

  #compare(): void {
    const { document, original } = this.#edit;
    const hunks = diffLines(original, documentLines(document));
    this.#problems = newProblems(this.#earlier, problemsIn(document.uri), hunks);
    this.#areSure = this.#isEarlierKnown || this.#problems.every((problem) => isBeside(problem, hunks));
    this.#onChange();
  }
}
