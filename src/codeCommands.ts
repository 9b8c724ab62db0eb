import * as vscode from 'vscode';
import { documentTask, withCommentAbove } from './assistant/code/documentTask.ts';
import { fixTask } from './assistant/code/fixTask.ts';
import { testTask } from './assistant/code/testTask.ts';
import type { ModelAccess } from './assistant/turn.ts';
import { referenceTo } from './assistant/workspace.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import { UserError } from './core/userError.ts';
import type { Gestures } from './gestures.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import { undoAcceptedEdit } from './host/edit/acceptedEdits.ts';
import type { EditJournal } from './host/edit/editJournal.ts';
import type { PendingEdit } from './host/edit/pendingEdit.ts';
import type { PendingEdits } from './host/edit/pendingEdits.ts';
import {
  documentTarget,
  type EditorTarget,
  requireEditor,
  selectionOrAll,
  targetAround,
  targetOf,
} from './host/editorWorkspace.ts';
import { exists } from './host/files/filesNamed.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { problemOf, problemsAt } from './host/problems.ts';
import { withCancel } from './host/setup/progress.ts';
import { t } from './host/translate.ts';
import { placeOfTests } from './placeOfTests.ts';

export interface CodeDeps {
  readonly gestures: Gestures;
  readonly edits: PendingEdits;
  journal(): EditJournal | Promise<EditJournal>;
  readonly editor: CurrentEditor;
  /** The model for a purpose. Throws `UserError` `no-model`. */
  access(purpose: Purpose): ModelAccess;
}

/** Commands that write into code what the project asks for: cured problems, documentation, tests. Loaded when the first is called. */
export class CodeCommands {
  readonly #deps: CodeDeps;

  constructor(deps: CodeDeps) {
    this.#deps = deps;
  }

  /**
   * Cures the problems at a place of a document; without one those of the selection, or of the symbol around the cursor,
   * or of the file if that has none. `wish` is what the user says about it.
   */
  async fix(input: {
    readonly wish: string;
    readonly uri?: vscode.Uri | undefined;
    readonly place?: vscode.Range;
  }): Promise<void> {
    const { wish, uri, place } = input;
    const access = this.#deps.access('fix');
    const editor = uri ? await editorOf(uri) : requireEditor(this.#deps.editor);
    const { target, found } = await problemsMeant(editor, place);
    const problems = found.map((each) => problemOf(editor.document, each));
    await this.#deps.gestures.edit(access, target, fixTask(target, { problems, wish }, t));
  }

  /** Of the selection, or of the symbol around the cursor. `wish` is what the user says about it. */
  async writeDocumentation(wish: string): Promise<void> {
    const access = this.#deps.access('document');
    const target = withCommentAbove(await targetOf(requireEditor(this.#deps.editor)));
    await this.#deps.gestures.edit(access, target, documentTask(target, wish, t));
  }

  /**
   * For the selection, or the symbol around the cursor, as the project writes its tests: added to the file that has those
   * of this one, else in a new one that is not saved. `wish` is what the user says about it.
   */
  async writeTests(wish: string): Promise<void> {
    const access = this.#deps.access('test');
    const editor = requireEditor(this.#deps.editor);
    const { uri, languageId } = editor.document;
    if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell')
      throw new UserError(
        'nothing-to-work-on',
        t('This code has no file yet, so there is no place for its tests.'),
        t('Save it as a file first.'),
      );
    const subject = await targetOf(editor);
    const place = await withCancel(t('Looking at the tests of the project…'), (signal) =>
      placeOfTests(uri, languageId, signal),
    );
    if (!place) return;
    const { framework, example, file } = place;
    const isThere = await exists(file);
    const document = await vscode.workspace.openTextDocument(
      isThere ? file : file.with({ scheme: 'untitled' }),
    );
    const shown = await vscode.window.showTextDocument(document, { preview: false });
    const references = [
      ...(isThere && file.toString() !== uri.toString() ? [referenceTo(documentTarget(shown))] : []),
      ...(example ? [example.reference] : []),
    ];
    // What is not saved has no path in the workspace yet.
    const tests = { ...documentTarget(shown), path: workspacePath(file) };
    const input = { subject, file: tests, framework, references, wish };
    const { target, task } = testTask({ ...input, ...(example && { example }) }, t);
    await this.#deps.gestures.edit(access, target, task);
  }

  /** Takes back an edit of before that the user chooses. */
  async undoAccepted(): Promise<void> {
    const { journal, edits } = this.#deps;
    await undoAcceptedEdit({ journal: await journal(), edits });
  }

  /** Cures the problems that came with an undecided edit, of the active editor by default. */
  async repair(uri: vscode.Uri | undefined): Promise<void> {
    const { edits, gestures } = this.#deps;
    const edit = edits.find(uri);
    const brought = edits.newProblems(uri);
    if (!edit || brought.length === 0)
      throw noProblems(t('The edit has brought no problems.'), t('There is nothing to repair.'));
    if (!edit.mayBeAmended)
      throw noProblems(
        t('The model has tried to repair this edit already.'),
        t(
          'Accept what is good and change the rest yourself, or reject the edit and say more exactly what you want.',
        ),
      );
    const access = this.#deps.access('fix');
    const editor = await editorOf(edit.document.uri);
    const found = problemsAt(edit.document, undefined, ({ message, range }) =>
      brought.some((each) => each.message === message && each.startLine === range.start.line),
    );
    if (found.length === 0)
      throw noProblems(t('The edit has brought no problems.'), t('There is nothing to repair.'));
    const target = await targetAround(editor, around(found, edit.hunks));
    const problems = found.map((each) => problemOf(edit.document, each));
    await gestures.edit(access, target, fixTask(target, { problems, wish: '' }, t));
  }
}

/** From the first to the last line with a problem or a change, whose cause and cure may be in the other. */
function around(problems: readonly vscode.Diagnostic[], changes: PendingEdit['hunks']): vscode.Range {
  const lines = [
    ...problems.flatMap(({ range }) => [range.start.line, range.end.line]),
    ...changes.flatMap(({ newStart, newEnd }) => [newStart, Math.max(newStart, newEnd - 1)]),
  ];
  return new vscode.Range(Math.min(...lines), 0, Math.max(...lines), 0);
}

/** The editor that shows a document, or a new one. */
async function editorOf(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  return shown ?? vscode.window.showTextDocument(uri);
}

interface MeantProblems {
  readonly target: EditorTarget;
  readonly found: readonly vscode.Diagnostic[];
}

/** Throws `UserError` when there are none. */
async function problemsMeant(
  editor: vscode.TextEditor,
  place: vscode.Range | undefined,
): Promise<MeantProblems> {
  const { document, selection } = editor;
  if (!place && !selection.isEmpty) {
    const target = selectionOrAll(editor);
    const found = problemsAt(document, linesOf(target));
    if (found.length > 0) return { target, found };
    throw noProblems(
      t('Nothing is reported for the selected lines.'),
      t('Clear the selection to fix the whole file, or say with Generate what should change.'),
    );
  }
  const near = problemsAt(document, place ?? linesOf(await targetOf(editor)));
  const found = near.length > 0 || place ? near : problemsAt(document);
  const [first, ...others] = found.map(({ range }) => range);
  if (!first)
    throw noProblems(
      place
        ? t('The problem is not there any more.')
        : t('Nothing is reported for {0}.', workspacePath(document.uri)),
      t('Problems come from the extension of the language: it may still be at work, or not be installed.'),
    );
  const all = others.reduce((union, each) => union.union(each), first);
  return { target: await targetAround(editor, all), found };
}

const linesOf = ({ region }: EditorTarget): vscode.Range =>
  new vscode.Range(region.startLine, 0, region.endLine - 1, Number.MAX_SAFE_INTEGER);

const noProblems = (what: string, next: string): UserError => new UserError('nothing-to-work-on', what, next);
