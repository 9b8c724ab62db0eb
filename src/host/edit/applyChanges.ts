import * as vscode from 'vscode';
import { mergeLines } from '../../core/edit/mergeLines.ts';
import { UserError } from '../../core/userError.ts';
import { documentLines } from '../editorWorkspace.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { FileChange } from './changeSet.ts';
import { replacements } from './documentText.ts';

/**
 * Makes all of the changes at once, which the editor can undo at once. What somebody has written into a file since it was
 * read stays. Throws `UserError` `edit-refused` when the editor makes none of them.
 */
export async function applyChanges(changes: readonly FileChange[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const change of changes) await addTo(edit, change);
  if (await vscode.workspace.applyEdit(edit)) return;
  throw new UserError(
    'edit-refused',
    t(
      'The editor refused to change {0}; it is probably read-only.',
      changes.map(({ uri }) => workspacePath(uri)).join(', '),
    ),
    t('Make the file writable, or copy the code from the chat.'),
  );
}

async function addTo(
  edit: vscode.WorkspaceEdit,
  { uri, newUri, kind, before, after }: FileChange,
): Promise<void> {
  if (kind === 'create') return edit.createFile(uri, { contents: Buffer.from(after) });
  if (kind === 'delete') return edit.deleteFile(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const now = documentLines(document);
  const wanted = mergeLines(linesOf(before), now, linesOf(after));
  const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  if (newUri) edit.renameFile(uri, newUri);
  for (const { start, end, text } of replacements(now, wanted, newline))
    edit.replace(newUri ?? uri, new vscode.Range(...start, ...end), text);
}

/** What takes changes back that were made. */
export function inverse(changes: readonly FileChange[]): readonly FileChange[] {
  return changes.toReversed().map(({ uri, newUri, kind, before, after }) => {
    const back = { uri: newUri ?? uri, before: after, after: before };
    if (kind === 'create') return { ...back, kind: 'delete' };
    if (kind === 'delete') return { ...back, kind: 'create' };
    return newUri ? { ...back, kind, newUri: uri } : { ...back, kind };
  });
}

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\n/);
