import * as vscode from 'vscode';
import type { EditsOfFile } from '../../core/edit/apply/editsOfAnswer.ts';
import { fitEdit } from '../../core/edit/apply/fitEdit.ts';
import { refusalText } from '../../core/edit/apply/refusalText.ts';
import { isProtectedPath } from '../../core/edit/protectedPath.ts';
import { exists, filesNamed } from '../files/filesNamed.ts';
import { realPlace } from '../files/realPlace.ts';
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
  /** A file that is deleted, or made again, as it is on the disk. */
  readonly bytes?: Uint8Array;
  /** A change of it can do harm that nobody sees. */
  readonly isProtected: boolean;
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
  const found: (FileChange | UnfitChange)[] = [];
  const taken = new Set<string>();
  for (const file of files) {
    // A folder, a binary file, or one that is too large for the editor.
    const change = await changeOf(file).catch(
      (): UnfitChange => ({ path: file.path, reason: t('The editor cannot open it as text.') }),
    );
    // Another spelling of a path that was there before.
    if ('kind' in change && taken.has(String(change.uri)))
      found.push({ path: file.path, reason: t('This answer names the file in several ways.') });
    else found.push(change);
    if ('kind' in change) taken.add(String(change.uri));
  }
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
  const place = await realPlace(uri);
  if (place === undefined) return leadsOut(path);
  const document = await vscode.workspace.openTextDocument(uri);
  const before = document.getText();
  const last = edits.at(-1);
  let after = before;
  for (const edit of edits) {
    const fit = fitEdit(after, edit, document.fileName);
    if (fit.fits) after = fit.text;
    else if (
      fit.refusals.some(
        ({ reason }) => reason !== 'already-applied' && !(reason === 'no-change' && edit.newPath),
      )
    )
      return { path, reason: refusalText(fit.refusals, workspacePath(uri), t) };
  }
  const isProtected = isProtectedPath(workspacePath(uri)) || isProtectedPath(place);
  if (last?.action === 'delete') {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return { uri, kind: 'delete', before, after: '', bytes, isProtected };
  }
  if (last?.newPath !== undefined) {
    const newUri = renamed(uri, path, last.newPath);
    const newPlace = newUri && (await realPlace(newUri));
    if (!newUri || newPlace === undefined) return leadsOut(last.newPath);
    if (await exists(newUri)) return { path, reason: t('{0} is there already.', workspacePath(newUri)) };
    return {
      uri,
      kind: 'rename',
      newUri,
      before,
      after,
      isProtected: isProtected || isProtectedPath(newPlace),
    };
  }
  if (after === before) return { path, reason: t('{0} has this code already.', workspacePath(uri)) };
  return { uri, kind: 'change', before, after, isProtected };
}

/** In the folder in which the file was found, which may be below the one that the answer has in mind. */
function renamed(uri: vscode.Uri, path: string, newPath: string): vscode.Uri | undefined {
  if (!uri.path.endsWith(`/${path}`)) return placesOf(newPath)[0];
  const root = uri.with({ path: uri.path.slice(0, -path.length) });
  const place = vscode.Uri.joinPath(root, newPath);
  return place.path.startsWith(root.path) && !newPath.includes('\\') ? place : undefined;
}

async function newFileOf({ path, edits }: EditsOfFile): Promise<FileChange | UnfitChange> {
  const [uri] = placesOf(path);
  const place = uri && (await realPlace(uri));
  if (!uri || place === undefined) return leadsOut(path);
  let after = '';
  for (const edit of edits) {
    const fit = fitEdit(after, edit, path);
    if (!fit.fits || edit.action === 'delete')
      return { path, reason: t('There is no such file, and this is only a part of one.') };
    after = fit.text;
  }
  return { uri, kind: 'create', before: '', after, isProtected: isProtectedPath(place) };
}

const leadsOut = (path: string): UnfitChange => ({
  path,
  reason: t('This path is in no folder of the workspace.'),
});
