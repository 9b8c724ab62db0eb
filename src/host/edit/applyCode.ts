import * as vscode from 'vscode';
import type { CodeReference } from '../../core/chat/session.ts';
import { fitEdit } from '../../core/edit/apply/fitEdit.ts';
import type { FileEdit } from '../../core/edit/apply/modelEdit.ts';
import { parseModelEdit, type WrittenEdit } from '../../core/edit/apply/parseModelEdit.ts';
import type { EditRefusal } from '../../core/edit/apply/refusal.ts';
import { indentationOf, indented, missingIndentation } from '../../core/edit/indentation.ts';
import { proposalOf } from '../../core/edit/proposal.ts';
import type { LineRegion } from '../../core/edit/streamedRegion.ts';
import type { CurrentEditor } from '../currentEditor.ts';
import { documentLines } from '../editorWorkspace.ts';
import { filesNamed } from '../files/filesNamed.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import { newFile } from './newFile.ts';
import type { PendingEdits } from './pendingEdits.ts';
import { askAboutRefusal } from './refusedEdit.ts';

export interface ApplyDeps {
  readonly edits: PendingEdits;
  readonly editor: CurrentEditor;
}

export interface CodeToApply extends WrittenEdit {
  readonly language: string;
  /** What the question was about. */
  readonly references: readonly CodeReference[];
  /** The model has repaired it already; it is not asked again. */
  readonly isRepaired?: true;
}

/** An edit that does not fit, which the user wants the model to repair. */
export interface UnfitEdit {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  readonly lines: readonly string[];
  readonly edit: string;
  readonly refusals: readonly EditRefusal[];
}

/**
 * Proposes a code block of an answer, whatever form of an edit it is, as a pending edit of the file that it is for. Which
 * file and which lines is read off the block, then off the question; the user is asked where that is not clear, and told
 * where it does not fit. Returns what the user wants repaired. Throws `UserError` as the pending edits do.
 */
export async function applyCode(deps: ApplyDeps, block: CodeToApply): Promise<UnfitEdit | undefined> {
  const [edit] = parseModelEdit(block).files;
  if (!edit) return undefined;
  const uri = await fileFor(deps, block, edit.path);
  if (!uri) return undefined;
  if (uri === 'new') {
    await newFile({ ...block, code: freshText(edit, block) });
    return undefined;
  }
  if (edit.action === 'delete') {
    void vscode.window.showInformationMessage(
      t('This edit deletes {0}. If you want that, delete the file in the explorer.', workspacePath(uri)),
    );
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  return fitted(deps, { block, edit, editor });
}

interface OpenEdit {
  readonly block: CodeToApply;
  readonly edit: FileEdit;
  readonly editor: vscode.TextEditor;
}

async function fitted(deps: ApplyDeps, { block, edit, editor }: OpenEdit): Promise<UnfitEdit | undefined> {
  const { document } = editor;
  const path = workspacePath(document.uri);
  const lines = documentLines(document);
  const text = document.getText();
  const fit = fitEdit(text, edit, document.fileName);
  if (fit.fits) {
    await propose(deps, document.uri, lines, asDocumentLines(fit.text));
    return undefined;
  }
  if (fit.refusals.every(({ reason }) => reason === 'already-applied')) {
    void vscode.window.showInformationMessage(t('{0} has this code already.', path));
    return undefined;
  }
  const isCode = edit.content.form === 'code';
  const isNew = fit.refusals.every(({ reason, nearest }) => reason === 'unanchored' && !nearest);
  const choice =
    isCode && isNew
      ? 'choose'
      : await askAboutRefusal(editor, path, {
          fit,
          canChoose: isCode,
          canRepair: block.isRepaired !== true,
        });
  if (choice === 'choose') await applyWhereChosen(deps, editor, block, edit);
  else if (choice === 'confirm' && fit.ifConfirmed !== undefined)
    await propose(deps, document.uri, lines, asDocumentLines(fit.ifConfirmed));
  else if (choice === 'repair')
    return {
      uri: document.uri.toString(),
      path,
      languageId: document.languageId,
      lines: documentLines(document),
      edit: block.code,
      refusals: fit.refusals,
    };
  return undefined;
}

/** As the editor counts them: behind the last line break there is one more line, which is empty. */
const asDocumentLines = (text: string): readonly string[] => text.split(/\r\n|\n/);

async function propose(
  { edits }: ApplyDeps,
  uri: vscode.Uri,
  lines: readonly string[],
  proposal: readonly string[],
): Promise<void> {
  const edit = await edits.open({ uri: uri.toString(), lines }, t('Code from the chat'));
  edit.update(() => proposalOf(lines, proposal));
  await edit.end('complete');
}

/** What a file that is not there yet becomes. */
function freshText({ content }: FileEdit, block: CodeToApply): string {
  if (content.form === 'code') return block.code;
  return content.hunks
    .flatMap(({ lines }) => lines.filter(({ kind }) => kind !== 'old').map(({ text }) => text))
    .join('\n');
}

/** The lines that the user chooses are replaced as they are. */
async function applyWhereChosen(
  deps: ApplyDeps,
  editor: vscode.TextEditor,
  block: CodeToApply,
  { content }: FileEdit,
): Promise<void> {
  const lines = documentLines(editor.document);
  const place = await askForPlace(editor, block, lines);
  if (!place || content.form !== 'code') return;
  const isWhole = place.startLine === 0 && place.endLine === lines.length;
  const code = isWhole ? content.lines : atDepth(lines, place, content.lines);
  await propose(deps, editor.document.uri, lines, proposed(lines, place, code));
}

/** The last line break of the file stays as it is. */
function proposed(lines: readonly string[], place: LineRegion, code: readonly string[]): readonly string[] {
  const endsBlank = place.endLine === lines.length && lines.at(-1) === '' && code.at(-1) !== '';
  return lines.toSpliced(
    place.startLine,
    place.endLine - place.startLine,
    ...code,
    ...(endsBlank ? [''] : []),
  );
}

/** Models often leave out the indentation of what they were shown. */
function atDepth(lines: readonly string[], place: LineRegion, code: readonly string[]): readonly string[] {
  const wanted = indentationOf(lines.slice(place.startLine, place.endLine));
  const missing = missingIndentation(wanted, code.find((line) => line.trim() !== '') ?? '');
  return code.map((line) => indented(line, missing));
}

async function fileFor(
  { editor }: ApplyDeps,
  block: CodeToApply,
  path: string | undefined,
): Promise<vscode.Uri | 'new' | undefined> {
  if (path !== undefined) {
    const named = await filesNamed(path);
    if (named.length === 0) return 'new';
    return named.length === 1 ? named[0] : pickFile(named);
  }
  const referred = [...new Set(block.references.map(({ uri }) => uri))].map((uri) => vscode.Uri.parse(uri));
  if (referred.length === 1) return referred[0];
  if (referred.length > 1) return pickFile(referred);
  const active = editor.get()?.document.uri;
  if (active) return active;
  const open = vscode.window.visibleTextEditors.map(({ document }) => document.uri);
  return pickFile(open);
}

/** Asks which of the files is meant, or for a new one. */
async function pickFile(uris: readonly vscode.Uri[]): Promise<vscode.Uri | 'new' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      ...uris.map((uri) => ({ label: workspacePath(uri), uri })),
      { label: `$(new-file) ${t('New File')}`, uri: 'new' as const },
    ],
    { title: t('Apply to File'), placeHolder: t('Which file is this code for?') },
  );
  return picked?.uri;
}

/** Asks which lines the code is to replace. */
async function askForPlace(
  editor: vscode.TextEditor,
  { references }: CodeToApply,
  lines: readonly string[],
): Promise<LineRegion | undefined> {
  const { selection, document } = editor;
  const endLine = selection.end.line + (selection.end.character > 0 ? 1 : 0);
  const about = references.find(({ uri }) => uri === document.uri.toString());
  const isInside = about !== undefined && about.endLine <= lines.length;
  const places: readonly (vscode.QuickPickItem & { readonly place: LineRegion })[] = [
    ...(selection.isEmpty
      ? []
      : [{ label: t('Replace the selected lines'), place: { startLine: selection.start.line, endLine } }]),
    ...(isInside
      ? [
          {
            label: t(
              'Replace lines {0} to {1}, which the question was about',
              about.startLine,
              about.endLine,
            ),
            place: { startLine: about.startLine - 1, endLine: about.endLine },
          },
        ]
      : []),
    {
      label: t('Insert above line {0}', selection.active.line + 1),
      place: { startLine: selection.active.line, endLine: selection.active.line },
    },
    { label: t('Add at the end of the file'), place: atEnd(lines) },
    { label: t('Replace the whole file'), place: { startLine: 0, endLine: lines.length } },
  ];
  const picked = await vscode.window.showQuickPick(places, {
    title: t('Apply to File'),
    placeHolder: t('Where in {0} does this code go?', workspacePath(document.uri)),
  });
  return picked?.place;
}

/** Before the empty line that stands for the last line break. */
function atEnd(lines: readonly string[]): LineRegion {
  const line = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return { startLine: line, endLine: line };
}
