import * as vscode from 'vscode';
import { mergeLines } from '../../core/edit/mergeLines.ts';
import { UserError } from '../../core/userError.ts';
import { documentLines } from '../editorWorkspace.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { FileChange } from './changeSet.ts';
import { replacements } from './documentText.ts';

/**
 * Makes the changes at once. What somebody has written into a file since it was read stays, and a file that was to go and
 * is another by now stays whole: these are returned. Throws `UserError` `edit-refused` when the editor does not make them.
 */
export async function applyChanges(changes: readonly FileChange[]): Promise<readonly FileChange[]> {
  const opened = await Promise.all(
    changes.map(async (change) => ({
      change,
      document: change.kind === 'create' ? undefined : await vscode.workspace.openTextDocument(change.uri),
    })),
  );
  // From here on nothing is waited for, so that no place can move before the editor has them all.
  const edit = new vscode.WorkspaceEdit();
  const kept: FileChange[] = [];
  for (const { change, document } of opened)
    if (!document) edit.createFile(change.uri, { contents: change.bytes ?? Buffer.from(change.after) });
    else if (change.kind !== 'delete') addTo(edit, change, document);
    else if (document.getText() === change.before) edit.deleteFile(change.uri);
    else kept.push(change);
  if (edit.size === 0 || (await vscode.workspace.applyEdit(edit))) return kept;
  throw new UserError(
    'edit-refused',
    t(
      'The editor refused to change {0}, or some of them; they are probably read-only.',
      changes.map(({ uri }) => workspacePath(uri)).join(', '),
    ),
    t('Look at the files, and copy from the chat what is missing.'),
  );
}

function addTo(
  edit: vscode.WorkspaceEdit,
  { uri, newUri, before, after }: FileChange,
  document: vscode.TextDocument,
): void {
  const now = documentLines(document);
  const wanted = mergeLines(linesOf(before), now, linesOf(after));
  const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  if (newUri) edit.renameFile(uri, newUri);
  for (const { start, end, text } of replacements(now, wanted, newline))
    edit.replace(newUri ?? uri, new vscode.Range(...start, ...end), text);
}

/** What takes changes back that were made. */
export function inverse(changes: readonly FileChange[]): readonly FileChange[] {
  return changes.toReversed().map((change) => {
    const { uri, newUri, kind, before, after } = change;
    const back = { ...change, uri: newUri ?? uri, before: after, after: before };
    if (kind === 'create') return { ...back, kind: 'delete' };
    if (kind === 'delete') return { ...back, kind: 'create' };
    return newUri ? { ...back, newUri: uri } : back;
  });
}

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\n/);
