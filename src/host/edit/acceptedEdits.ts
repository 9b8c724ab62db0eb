import * as vscode from 'vscode';
import { proposalOf } from '../../core/edit/proposal.ts';
import { takeBack } from '../../core/edit/takeBack.ts';
import { UserError } from '../../core/userError.ts';
import type { AcceptedFile } from '../../protocol/acceptedFile.ts';
import { documentLines } from '../editorWorkspace.ts';
import { SealedFolders } from '../sealedFolders.ts';
import { t } from '../translate.ts';
import { EditJournal } from './editJournal.ts';
import type { PendingEdits } from './pendingEdits.ts';

const LIMIT_BYTES = 20 * 1024 * 1024;

/** The journal of this workspace, or of windows without one. */
export function openEditJournal(
  { storageUri, globalStorageUri, secrets }: vscode.ExtensionContext,
  onError: (error: unknown) => void,
): EditJournal {
  const root = vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'edits').fsPath;
  const onLost = (folder: string): void => onError(new Error(`the key of ${folder} is lost`));
  return new EditJournal({
    folders: new SealedFolders({ what: 'accepted edits', root, secrets, onLost }),
    limitBytes: LIMIT_BYTES,
  });
}

export interface AcceptedEditsDeps {
  readonly journal: EditJournal;
  readonly edits: PendingEdits;
}

/** What of one edit was accepted, the newest first. */
type Group = readonly [AcceptedFile, ...AcceptedFile[]];

/**
 * Offers the edits that were accepted in this workspace, and takes one of them back as an edit to be reviewed: whatever
 * came after it stays. Throws `UserError` as the pending edits do, and `nothing-to-work-on`.
 */
export async function undoAcceptedEdit({ journal, edits }: AcceptedEditsDeps): Promise<void> {
  const groups = grouped(await journal.read());
  if (groups.length === 0)
    throw new UserError(
      'nothing-to-work-on',
      t('No edit has been accepted in this workspace yet.'),
      t('Edits that you accept can be taken back here later.'),
    );
  const picked = await vscode.window.showQuickPick(
    groups.map((group) => ({ ...itemOf(group), group })),
    { title: t('Undo an Accepted Edit'), matchOnDescription: true, matchOnDetail: true },
  );
  if (!picked) return;
  const { group } = picked;
  const uri = vscode.Uri.parse(group[0].uri);
  const document = await open(uri);
  await vscode.window.showTextDocument(document);
  const lines = documentLines(document);
  const { lines: left, stayed } = takeBack(lines, group);
  const { hunks } = proposalOf(lines, left);
  const name = vscode.workspace.asRelativePath(uri);
  if (hunks.length === 0) {
    void vscode.window.showInformationMessage(
      stayed > 0
        ? t('{0} has been changed in these lines since, so nothing was taken back.', name)
        : t('{0} does not have this edit any more.', name),
    );
    return;
  }
  const edit = await edits.open({ uri: group[0].uri, lines }, t('Undo: {0}', group[0].title));
  edit.update(() => ({ lines: left, hunks }));
  await edit.end('complete');
  if (stayed > 0)
    void vscode.window.showInformationMessage(
      t('In {0} places of {1} the lines have been changed since; these stay as they are.', stayed, name),
    );
}

function grouped(accepted: readonly AcceptedFile[]): readonly Group[] {
  const groups = new Map<string, [AcceptedFile, ...AcceptedFile[]]>();
  for (const each of accepted) {
    const group = groups.get(each.edit);
    if (group) group.push(each);
    else groups.set(each.edit, [each]);
  }
  return [...groups.values()];
}

function itemOf(group: Group): vscode.QuickPickItem {
  const [{ title, uri, at }] = group;
  const hunks = group.flatMap((each) => each.hunks);
  const added = hunks.reduce((sum, hunk) => sum + hunk.endLine - hunk.startLine, 0);
  const removed = hunks.reduce((sum, hunk) => sum + hunk.before.length, 0);
  const when = new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    label: title,
    description: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)),
    detail: `${when} · +${added} −${removed}`,
  };
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new UserError(
      'document-closed',
      t('{0} cannot be opened any more.', vscode.workspace.asRelativePath(uri)),
      t('It may have been moved or deleted.'),
    );
  }
}
