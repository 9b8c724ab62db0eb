import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  type EditEvent,
  type EditProgress,
  type EditState,
  isSettled,
  newEdit,
  type PendingHunk,
  pendingHunks,
  reduceEdit,
} from '../../core/edit/editState.ts';
import type { Proposal } from '../../core/edit/proposal.ts';
import { UserError } from '../../core/userError.ts';
import { documentLines } from '../editorWorkspace.ts';
import { t } from '../translate.ts';
import { changedLines, replacements } from './documentText.ts';

/** A write that races with typing is refused and tried again; as many in a row mean that the document is read-only. */
const MAX_REFUSALS = 5;

/** What two repairs have not cured a third will not, and each is paid for. */
const MAX_AMENDMENTS = 2;

/** The editor draws at most once in this time, so more often would be wasted. */
const FRAME_MS = 33;

/**
 * One undecided edit of one document. The state is the truth; the document is made to follow it. While no editor
 * shows the document nothing is written, since only a visible editor can keep the edit in one undo step.
 */
export class PendingEdit {
  readonly id = randomUUID();
  readonly document: vscode.TextDocument;
  /** The document when the edit began. */
  readonly original: readonly string[];
  readonly title: string;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #abandoned = new AbortController();
  #state: EditState;
  #hunks: readonly PendingHunk[] = [];
  /** What the document holds, as far as its change events have told. */
  #shown: readonly string[];
  /** What our own write in flight will make of the document. */
  #writing: readonly string[] | undefined;
  #writer: Promise<void> | undefined;
  #proposal: (() => Proposal) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #needsUndoStop = true;
  #refusals = 0;
  #isClosed = false;
  #isAmended = false;
  #amendments = 0;

  constructor(document: vscode.TextDocument, title: string) {
    this.document = document;
    this.title = title;
    this.original = documentLines(document);
    this.#shown = this.original;
    this.#state = newEdit(this.original);
  }

  /** Aborted when the user gives the edit up while it streams. */
  get signal(): AbortSignal {
    return this.#abandoned.signal;
  }

  readonly onDidChange = (listener: () => void): vscode.Disposable => this.#changed.event(listener);

  get progress(): EditProgress {
    return this.#state.progress;
  }

  /** The undecided changes, top to bottom. */
  get hunks(): readonly PendingHunk[] {
    return this.#hunks;
  }

  /** The text without the undecided changes, for comparing. */
  get baseline(): readonly string[] {
    return this.#state.baseline;
  }

  /** Nothing is left to decide, or the edit was taken back. */
  get isOver(): boolean {
    return this.#isClosed || isSettled(this.#state);
  }

  /** Takes a proposal of the whole document; it is asked for when the next frame is due. */
  update(proposal: () => Proposal): void {
    this.#proposal = proposal;
    this.#timer ??= setTimeout(() => this.#takeProposal(), FRAME_MS);
  }

  /** The model thinks again about an edit that is complete; the user may decide it meanwhile. */
  get isAmended(): boolean {
    return this.#isAmended;
  }

  /** The model has not had all its tries to repair it. */
  get mayBeAmended(): boolean {
    return this.#state.progress === 'complete' && !this.#isAmended && this.#amendments < MAX_AMENDMENTS;
  }

  /** To be followed by `amended`, whatever comes of it. */
  amend(): void {
    this.#isAmended = true;
    this.#amendments++;
    this.#changed.fire();
  }

  /** `lines` is what became of `base`, a text that the document had; nothing when absent. */
  amended(change?: { readonly base: readonly string[]; readonly lines: readonly string[] }): void {
    this.#isAmended = false;
    if (change) this.dispatch({ type: 'amended', ...change });
    else this.#changed.fire();
  }

  end(progress: Exclude<EditProgress, 'streaming'>): void {
    this.#takeProposal();
    this.dispatch({ type: 'ended', progress });
  }

  /** Decides or changes something; the document follows. */
  dispatch(event: EditEvent): void {
    if (this.#isClosed) return;
    this.#state = reduceEdit(this.#state, event);
    this.#hunks = pendingHunks(this.#state);
    if (this.isWritten) this.#changed.fire();
    else this.follow();
  }

  /** The document holds what the state says. */
  get isWritten(): boolean {
    return this.#isClosed || sameLines(this.#shown, this.#state.current);
  }

  /** Gives the edit up: the stream stops and every undecided change goes back. */
  abandon(): void {
    this.#abandoned.abort(new Error('the edit was given up'));
    this.#dropProposal();
    if (this.#state.progress === 'streaming') this.dispatch({ type: 'ended', progress: 'stopped' });
    this.dispatch({ type: 'all-rejected' });
  }

  /** The document changed: by us when it is now what we were writing, otherwise by the user or anybody else. */
  documentChanged(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0) return;
    this.#shown = changedLines(this.#shown, event.contentChanges);
    if (this.#writing && sameLines(this.#shown, this.#writing)) {
      // The same array, so that nobody compares them line by line again.
      this.#shown = this.#writing;
      return;
    }
    this.#needsUndoStop = true;
    const isUndo = event.reason === vscode.TextDocumentChangeReason.Undo;
    if (isUndo && this.#state.progress === 'streaming') {
      this.#abandoned.abort(new Error('undone by the user'));
      this.#dropProposal();
      this.#state = reduceEdit(this.#state, { type: 'ended', progress: 'stopped' });
    }
    this.dispatch({ type: 'document-changed', lines: this.#shown });
  }

  /** The document is gone from the editor, and with it what was undecided. */
  documentClosed(): void {
    this.#isClosed = true;
    this.#dropProposal();
    this.#abandoned.abort(new Error('the document was closed'));
    this.#changed.fire();
  }

  /** Makes the document what the state says, as soon as an editor shows it. Also to be called when one does. */
  follow(): void {
    this.#writer ??= this.#write().finally(() => {
      this.#writer = undefined;
      if (!this.isWritten && this.#editor()) this.follow();
    });
  }

  /** Resolves when nothing is left to write, or nothing can be written at the moment. */
  async settled(): Promise<void> {
    while (this.#writer !== undefined) await this.#writer;
  }

  dispose(): void {
    this.#dropProposal();
    this.#changed.dispose();
  }

  /** The editor does not let us write: nothing was changed, and nothing more will be tried. */
  #refused(): void {
    this.#isClosed = true;
    this.#dropProposal();
    this.#abandoned.abort(
      new UserError(
        'edit-refused',
        t('The editor refused to change {0}; it is probably read-only.', this.document.fileName),
        t('Make the file writable, or copy the code from the chat.'),
      ),
    );
    this.#changed.fire();
  }

  #takeProposal(): void {
    const proposal = this.#proposal;
    this.#dropProposal();
    if (proposal && !this.#abandoned.signal.aborted) this.dispatch({ type: 'proposed', ...proposal() });
  }

  #dropProposal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#proposal = undefined;
  }

  #editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find((editor) => editor.document === this.document);
  }

  async #write(): Promise<void> {
    const editor = this.#editor();
    if (!editor || this.isWritten) return;
    const before = this.#shown;
    const after = this.#state.current;
    const newline = this.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const edits = replacements(before, after, newline);
    this.#writing = after;
    const undoStopBefore = this.#needsUndoStop;
    const { version } = this.document;
    try {
      // Refused when the user typed since: their change event comes first, and the next round starts from it.
      const applied = await editor.edit(
        (builder) => {
          for (const { start, end, text } of edits) builder.replace(new vscode.Range(...start, ...end), text);
        },
        { undoStopBefore, undoStopAfter: false },
      );
      // A read-only editor says that it applied the edit, and leaves the document as it was.
      const isUntouched = this.document.version === version;
      this.#refusals = isUntouched ? this.#refusals + 1 : 0;
      if (applied && !isUntouched) {
        this.#needsUndoStop &&= !undoStopBefore;
        this.#changed.fire();
      }
      if (this.#refusals === MAX_REFUSALS) this.#refused();
    } finally {
      this.#writing = undefined;
    }
  }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((line, index) => line === b[index]));
}
