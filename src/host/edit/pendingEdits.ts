import * as vscode from 'vscode';
import type { EditEvent, PendingHunk } from '../../core/edit/editState.ts';
import { diffLines } from '../../core/edit/lineDiff.ts';
import { mergeLines } from '../../core/edit/mergeLines.ts';
import type { Problem } from '../../core/edit/newProblems.ts';
import { type Proposal, proposalOf } from '../../core/edit/proposal.ts';
import { UserError } from '../../core/userError.ts';
import type { AcceptedFile } from '../../protocol/acceptedFile.ts';
import { documentLines } from '../editorWorkspace.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import { EditCheck } from './editCheck.ts';
import { EditDecorations } from './editDecorations.ts';
import { checkText, EditLenses } from './editLenses.ts';
import { holdsInEncoding } from './holdsInEncoding.ts';
import { PendingEdit } from './pendingEdit.ts';

const ORIGINAL_SCHEME = 'inkstone-original';
const CONTEXT_KEY = 'inkstone.hasPendingEdit';

/** What the use case needs of an edit that it opened. Structurally its `OpenEdit`. */
interface OpenEdit {
  readonly signal: AbortSignal;
  update(proposal: () => Proposal): void;
  end(progress: 'complete' | 'stopped' | 'interrupted'): Promise<void>;
  discard(): Promise<void>;
}

/** All undecided edits, at most one a document, and what the user can do with them. */
export class PendingEdits {
  readonly #edits = new Map<string, PendingEdit>();
  readonly #checks = new Map<PendingEdit, EditCheck>();
  readonly #decorations = new EditDecorations();
  readonly #lenses = new EditLenses((document) => {
    const edit = this.#edits.get(document.uri.toString());
    const check = edit && this.#checks.get(edit);
    return check && { edit, check };
  });
  readonly #originalChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];
  readonly #onAccepted: (accepted: AcceptedFile) => void;

  /** Called with what the user accepts, before it is done. */
  constructor(onAccepted: (accepted: AcceptedFile) => void) {
    this.#onAccepted = onAccepted;
    this.#disposables = [
      this.#decorations,
      this.#lenses,
      this.#originalChanged,
      vscode.languages.registerCodeLensProvider({ pattern: '**' }, this.#lenses),
      vscode.workspace.registerTextDocumentContentProvider(ORIGINAL_SCHEME, {
        onDidChange: this.#originalChanged.event,
        provideTextDocumentContent: (uri) => this.#edits.get(uri.query)?.baseline.join('\n') ?? '',
      }),
      vscode.workspace.onDidChangeTextDocument((event) =>
        this.#edits.get(event.document.uri.toString())?.documentChanged(event),
      ),
      vscode.workspace.onDidCloseTextDocument((document) =>
        this.#edits.get(document.uri.toString())?.documentClosed(),
      ),
      // A document outlives its last tab by minutes, but for the user it is gone.
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length === 0) return;
        for (const edit of this.#edits.values()) if (!hasTab(edit.document)) edit.documentClosed();
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) {
          const edit = this.#edits.get(editor.document.uri.toString());
          edit?.follow();
          if (edit) this.#decorations.show(edit);
        }
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#updateContext()),
    ];
  }

  /**
   * Begins an edit. Throws `UserError` `edit-pending` when the document has an undecided one, `read-only-file`, or
   * `document-closed` when the text is no longer what the target was taken from.
   */
  async open(
    target: { readonly uri: string; readonly lines: readonly string[] },
    title: string,
  ): Promise<OpenEdit> {
    const uri = vscode.Uri.parse(target.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    if (this.#edits.has(target.uri))
      throw new UserError(
        'edit-pending',
        t('This file has an edit that is not decided yet.'),
        t('Accept or reject it first.'),
      );
    if (await isReadOnly(uri))
      throw new UserError(
        'read-only-file',
        t('{0} is read-only.', workspacePath(uri)),
        t('Make the file writable, or ask in the chat instead.'),
      );
    const lines = documentLines(document);
    if (lines.length !== target.lines.length || lines.some((line, index) => line !== target.lines[index]))
      throw new UserError(
        'document-closed',
        t('The file changed before the request was sent, so nothing was sent.'),
        t('Run the command again.'),
      );
    // A selection would hide the marks of the changes.
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document === document)
        editor.selection = new vscode.Selection(editor.selection.start, editor.selection.start);
    const edit = new PendingEdit(document, title);
    const check = new EditCheck(edit, () => this.#lenses.refresh());
    this.#edits.set(target.uri, edit);
    this.#checks.set(edit, check);
    edit.onDidChange(() => this.#changed(edit));
    this.#updateContext();
    return {
      signal: edit.signal,
      update(proposal) {
        check.begun();
        edit.update(proposal);
      },
      end(progress) {
        edit.end(progress);
        return edit.settled();
      },
      discard() {
        edit.abandon();
        return edit.settled();
      },
    };
  }

  /**
   * Begins a change of an undecided edit that is complete; it shows when it is whole. An edit that was decided meanwhile
   * gets another one after it. Throws `UserError` as `open` does where there is nothing that may be changed.
   */
  async amend(
    target: { readonly uri: string; readonly lines: readonly string[] },
    title: string,
  ): Promise<OpenEdit> {
    const edit = this.#edits.get(target.uri);
    if (!edit?.mayBeAmended) return this.open(target, title);
    this.#checks.get(edit)?.wait();
    edit.amend();
    let proposal: (() => Proposal) | undefined;
    return {
      signal: edit.signal,
      update(next) {
        proposal = next;
      },
      end: async (progress) => {
        const base = target.lines;
        const lines = progress === 'complete' ? proposal?.().lines : undefined;
        if (this.#edits.get(target.uri) === edit) {
          edit.amended(lines && { base, lines });
          await edit.settled();
        } else if (lines) await this.#addTo(edit.document, base, lines, title);
      },
      async discard() {
        edit.amended();
      },
    };
  }

  /** What a text of before became, as an edit of the document as it is now. */
  async #addTo(
    document: vscode.TextDocument,
    base: readonly string[],
    lines: readonly string[],
    title: string,
  ): Promise<void> {
    const now = documentLines(document);
    const merged = mergeLines(base, now, lines);
    if (document.isClosed || diffLines(now, merged).length === 0) return;
    const edit = await this.open({ uri: document.uri.toString(), lines: now }, title);
    edit.update(() => proposalOf(now, merged));
    await edit.end('complete');
  }

  /** The problems that came with an edit, of the active editor by default; none while they are not known. */
  newProblems(uri?: vscode.Uri): readonly Problem[] {
    const edit = this.find(uri);
    return (edit && this.#checks.get(edit)?.problems) ?? [];
  }

  /** The edit that a command means: of the given document, or of the active editor's. */
  find(uri?: vscode.Uri): PendingEdit | undefined {
    const wanted = uri ?? vscode.window.activeTextEditor?.document.uri;
    return wanted && this.#edits.get(wanted.toString());
  }

  /** Decides one change, by default the one at the cursor, or all. An edit that still streams is left alone. */
  async decide(
    decision: 'accepted' | 'rejected' | 'restored',
    uri: vscode.Uri | undefined,
    which: 'all' | number | undefined,
  ): Promise<void> {
    const edit = this.find(uri);
    if (!edit) return;
    if (which === 'all' && decision === 'rejected') edit.abandon();
    else if (edit.progress === 'streaming')
      void vscode.window.showInformationMessage(
        t('The edit is still being written. It can be accepted when it is complete.'),
      );
    else {
      const event =
        which === 'all' ? allEvent(decision) : hunkEvent(decision, which ?? this.#hunkMeant(edit));
      if (event && decision === 'accepted') await this.#accept(edit, event);
      else if (event) edit.dispatch(event);
    }
    await edit.settled();
  }

  async #accept(edit: PendingEdit, event: EditEvent): Promise<void> {
    const hunks = (): readonly PendingHunk[] =>
      event.type === 'hunk-accepted' ? edit.hunks.slice(event.index, event.index + 1) : edit.hunks;
    const shown = edit.hunks;
    // While the user was asked, the changes may have become others.
    if (!(await mayBeSaved(edit, hunks())) || edit.isOver || edit.hunks !== shown) return;
    const accepted = acceptedOf(edit, hunks());
    if (accepted.hunks.length > 0 && edit.document.uri.scheme !== 'untitled') this.#onAccepted(accepted);
    edit.dispatch(event);
  }

  /** Puts the cursor on the next or previous change of the active editor, round the end. */
  reveal(step: 1 | -1): void {
    const editor = vscode.window.activeTextEditor;
    const edit = editor && this.#edits.get(editor.document.uri.toString());
    const starts = edit?.hunks.map((hunk) => hunk.newStart) ?? [];
    if (!editor || starts.length === 0) return;
    const line = editor.selection.active.line;
    const next =
      step === 1
        ? (starts.find((start) => start > line) ?? starts[0]!)
        : (starts.findLast((start) => start < line) ?? starts.at(-1)!);
    goTo(editor, next);
  }

  /** The change at the cursor. One that is out of sight is shown instead of decided. */
  #hunkMeant(edit: PendingEdit): number {
    const editor = vscode.window.activeTextEditor;
    const index = hunkAtCursor(edit);
    const hunk = edit.hunks[index];
    if (!hunk || editor?.document !== edit.document) return index;
    const isInSight = editor.visibleRanges.some(
      ({ start, end }) => hunk.newStart <= end.line && hunk.newEnd >= start.line,
    );
    if (isInSight) return index;
    goTo(editor, hunk.newStart);
    return -1;
  }

  /** The editor's own diff of the original and the document. */
  async compare(uri?: vscode.Uri): Promise<void> {
    const edit = this.find(uri);
    if (!edit) return;
    const name = workspacePath(edit.document.uri);
    await vscode.commands.executeCommand(
      'vscode.diff',
      originalUri(edit.document.uri),
      edit.document.uri,
      t('{0} (original ↔ edit)', name),
    );
  }

  /** Offers the problems that came with an edit, to go to; of the active editor by default. */
  async showNewProblems(uri?: vscode.Uri): Promise<void> {
    const edit = this.find(uri);
    const check = edit && this.#checks.get(edit);
    if (!check || check.problems.length === 0) {
      void vscode.window.showInformationMessage(check ? checkText(check) : t('Nothing was checked here.'));
      return;
    }
    const picked = await vscode.window.showQuickPick(
      check.problems.map(({ severity, message, source = '', code = '', startLine }) => ({
        label: `$(${severity}) ${message}`,
        description: [source, code].filter(Boolean).join(' '),
        detail: t('Line {0}', startLine + 1),
        startLine,
      })),
      { title: t('New Problems of the Edit'), matchOnDescription: true },
    );
    if (!picked) return;
    goTo(await vscode.window.showTextDocument(edit.document), picked.startLine);
  }

  /** Resolves when nothing is left to write into any visible document. */
  async settled(): Promise<void> {
    await Promise.all([...this.#edits.values()].map((edit) => edit.settled()));
  }

  dispose(): void {
    for (const check of this.#checks.values()) check.dispose();
    for (const edit of this.#edits.values()) edit.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #changed(edit: PendingEdit): void {
    this.#decorations.show(edit);
    this.#lenses.refresh();
    this.#originalChanged.fire(originalUri(edit.document.uri));
    if (!edit.isWritten) return;
    if (!edit.isOver) {
      const check = this.#checks.get(edit);
      if (edit.progress === 'complete' && !edit.isAmended && check?.state === 'waiting') void check.check();
      return;
    }
    this.#edits.delete(edit.document.uri.toString());
    this.#checks.get(edit)?.dispose();
    this.#checks.delete(edit);
    edit.dispose();
    this.#updateContext();
  }

  #updateContext(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, this.find() !== undefined);
  }
}

function goTo(editor: vscode.TextEditor, line: number): void {
  const position = new vscode.Position(Math.min(line, editor.document.lineCount - 1), 0);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(
    new vscode.Range(position, position),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

function hasTab(document: vscode.TextDocument): boolean {
  const shown = (
    document.uri.scheme === 'vscode-notebook-cell' ? notebookOf(document) : document
  )?.uri.toString();
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some(({ input }) => {
      if (input instanceof vscode.TabInputTextDiff) return input.modified.toString() === shown;
      return (
        (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) &&
        input.uri.toString() === shown
      );
    });
}

function notebookOf(cell: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some(({ document }) => document === cell),
  );
}

function originalUri(document: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme: ORIGINAL_SCHEME, path: document.path, query: document.toString() });
}

function allEvent(decision: 'accepted' | 'rejected' | 'restored'): EditEvent | undefined {
  return decision === 'accepted' ? { type: 'all-accepted' } : undefined;
}

function hunkEvent(decision: 'accepted' | 'rejected' | 'restored', index: number): EditEvent | undefined {
  return index < 0 ? undefined : { type: `hunk-${decision}`, index };
}

/** What the user has changed themselves is not the model's, and not to be taken back. */
function acceptedOf(
  { id, title, document, baseline }: PendingEdit,
  hunks: readonly PendingHunk[],
): AcceptedFile {
  return {
    version: 1,
    edit: id,
    title,
    at: Date.now(),
    uri: document.uri.toString(),
    after: documentLines(document),
    hunks: hunks
      .filter((hunk) => !hunk.edited)
      .map(({ newStart, newEnd, oldStart, oldEnd }) => ({
        startLine: newStart,
        endLine: newEnd,
        before: baseline.slice(oldStart, oldEnd),
      })),
  };
}

/** Whether the encoding of the file holds what is to be accepted, or the user takes that upon them. */
function mayBeSaved({ document }: PendingEdit, accepted: readonly PendingHunk[]): Promise<boolean> {
  const lines = documentLines(document);
  const text = accepted.map(({ newStart, newEnd }) => lines.slice(newStart, newEnd).join('\n')).join('\n');
  return holdsInEncoding(document, text);
}

/** The change under the cursor, else the nearest one above, else the first. */
function hunkAtCursor(edit: PendingEdit): number {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document !== edit.document) return edit.hunks.length > 0 ? 0 : -1;
  const line = editor.selection.active.line;
  const above = edit.hunks.findLastIndex((hunk) => hunk.newStart <= line);
  return above >= 0 ? above : edit.hunks.length > 0 ? 0 : -1;
}

async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return false;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    return false;
  }
}
