import * as vscode from 'vscode';
import { type CodePlace, pathOfCode } from '../../core/chat/pathOfCode.ts';
import type { CodeReference } from '../../core/chat/session.ts';
import { indentationOf, indented, missingIndentation } from '../../core/edit/indentation.ts';
import { type LineRange, placeOfCode } from '../../core/edit/placeOfCode.ts';
import { proposalOf } from '../../core/edit/proposal.ts';
import type { CurrentEditor } from '../currentEditor.ts';
import { documentLines } from '../editorWorkspace.ts';
import { placesOf, workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import { exists, newFile } from './newFile.ts';
import type { PendingEdits } from './pendingEdits.ts';

export interface ApplyDeps {
  readonly edits: PendingEdits;
  readonly editor: CurrentEditor;
}

export interface CodeToApply extends CodePlace {
  readonly language: string;
  /** What the question was about. */
  readonly references: readonly CodeReference[];
}

/**
 * Proposes a code block of an answer as a pending edit of the file that it is for. Which file and which lines is read
 * off the block, then off the question; the user is asked where that is not clear. Throws `UserError` as the pending
 * edits do.
 */
export async function applyCode(deps: ApplyDeps, block: CodeToApply): Promise<void> {
  const uri = await fileFor(deps, block);
  if (!uri) return;
  if (uri === 'new') return newFile(block);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const lines = documentLines(document);
  const code = block.code.split('\n');
  const place = placeOfCode(lines, code) ?? (await askForPlace(editor, block, lines));
  if (!place) return;
  const isWhole = place.startLine === 0 && place.endLine === lines.length;
  const proposal = proposed(lines, place, isWhole ? code : atDepth(lines, place, code));
  if (proposal.join('\n') === lines.join('\n')) {
    void vscode.window.showInformationMessage(t('{0} has this code already.', workspacePath(uri)));
    return;
  }
  const edit = await deps.edits.open({ uri: uri.toString(), lines }, t('Code from the chat'));
  edit.update(() => proposalOf(lines, proposal));
  await edit.end('complete');
}

/** The last line break of the file stays as it is. */
function proposed(lines: readonly string[], place: LineRange, code: readonly string[]): readonly string[] {
  const endsBlank = place.endLine === lines.length && lines.at(-1) === '' && code.at(-1) !== '';
  return lines.toSpliced(
    place.startLine,
    place.endLine - place.startLine,
    ...code,
    ...(endsBlank ? [''] : []),
  );
}

/** Models often leave out the indentation of what they were shown. */
function atDepth(lines: readonly string[], place: LineRange, code: readonly string[]): readonly string[] {
  const wanted = indentationOf(lines.slice(place.startLine, place.endLine));
  const missing = missingIndentation(wanted, code.find((line) => line.trim() !== '') ?? '');
  return code.map((line) => indented(line, missing));
}

async function fileFor({ editor }: ApplyDeps, block: CodeToApply): Promise<vscode.Uri | 'new' | undefined> {
  const path = pathOfCode(block);
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

const MAX_FOUND = 20;

/** The files of that path in the folders of the workspace; else those whose path ends with it. */
async function filesNamed(path: string): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(placesOf(path).map(async (uri) => ((await exists(uri)) ? [uri] : [])));
  const exact = found.flat();
  if (exact.length > 0) return exact;
  const pattern = `**/${path.replace(/[[\]{}*?]/g, '?')}`;
  return vscode.workspace.findFiles(pattern, '**/node_modules/**', MAX_FOUND);
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
): Promise<LineRange | undefined> {
  const { selection, document } = editor;
  const endLine = selection.end.line + (selection.end.character > 0 ? 1 : 0);
  const about = references.find(({ uri }) => uri === document.uri.toString());
  const isInside = about !== undefined && about.endLine <= lines.length;
  const places: readonly (vscode.QuickPickItem & { readonly place: LineRange })[] = [
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
function atEnd(lines: readonly string[]): LineRange {
  const line = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return { startLine: line, endLine: line };
}
