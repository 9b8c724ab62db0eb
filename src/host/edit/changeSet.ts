import * as vscode from 'vscode';
import type { EditsOfFile } from '../../core/edit/apply/editsOfAnswer.ts';
import { fitEdit } from '../../core/edit/apply/fitEdit.ts';
import { refusalText } from '../../core/edit/apply/refusalText.ts';
import { filesNamed } from '../files/filesNamed.ts';
import { placesOf, workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';

/** What an answer makes of one file. Texts are those of the editor, with its line breaks. */
export interface FileChange {
  readonly uri: vscode.Uri;
  readonly kind: 'change' | 'create' | 'delete' | 'rename';
  /** Where a file goes that is renamed. */
  readonly newUri?: vscode.Uri;
  readonly before: string;
  readonly after: string;
}

/** Edits of a file that do not fit, and why, in words. */
export interface UnfitChange {
  readonly path: string;
  readonly reason: string;
}

export interface ChangeSet {
  readonly changes: readonly FileChange[];
  readonly unfit: readonly UnfitChange[];
}

/** Fits all edits of an answer to their files as they are now; what fits no file, or several, is said to. */
export async function changeSetOf(files: readonly EditsOfFile[]): Promise<ChangeSet> {
  const found = await Promise.all(files.map(changeOf));
  return {
    changes: found.flatMap((each) => ('kind' in each ? each : [])),
    unfit: found.flatMap((each) => ('reason' in each ? each : [])),
  };
}

async function changeOf({ path, edits }: EditsOfFile): Promise<FileChange | UnfitChange> {
  const named = await filesNamed(path);
  const [uri] = named;
  if (named.length > 1) return { path, reason: t('Several files of the workspace have this name.') };
  if (!uri) return newFileOf({ path, edits });
  const document = await vscode.workspace.openTextDocument(uri);
  const before = document.getText();
  let after = before;
  for (const edit of edits) {
    const fit = fitEdit(after, edit, document.fileName);
    if (fit.fits) after = fit.text;
    else if (fit.refusals.some(({ reason }) => reason !== 'already-applied'))
      return { path, reason: refusalText(fit.refusals, workspacePath(uri), t) };
  }
  const last = edits.at(-1);
  if (last?.action === 'delete') return { uri, kind: 'delete', before, after: '' };
  const [newUri] = last?.newPath === undefined ? [] : placesOf(last.newPath);
  if (newUri) return { uri, kind: 'rename', newUri, before, after };
  if (after === before) return { path, reason: t('{0} has this code already.', workspacePath(uri)) };
  return { uri, kind: 'change', before, after };
}

function newFileOf({ path, edits }: EditsOfFile): FileChange | UnfitChange {
  const [uri] = placesOf(path);
  if (!uri) return { path, reason: t('No folder is open in which it could be made.') };
  let after = '';
  for (const edit of edits) {
    const fit = fitEdit(after, edit, path);
    if (!fit.fits) return { path, reason: t('There is no such file, and this is only a part of one.') };
    after = fit.text;
  }
  return { uri, kind: 'create', before: '', after };
}
