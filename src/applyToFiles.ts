import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { EditsOfFile } from './core/edit/apply/editsOfAnswer.ts';
import { diffLines } from './core/edit/lineDiff.ts';
import { UserError } from './core/userError.ts';
import { applyChanges, inverse } from './host/edit/applyChanges.ts';
import { changeSetOf, type FileChange } from './host/edit/changeSet.ts';
import type { EditJournal } from './host/edit/editJournal.ts';
import { holdsInEncoding } from './host/edit/holdsInEncoding.ts';
import { reviewChanges } from './host/edit/reviewChanges.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { t } from './host/translate.ts';

export interface ApplyToFilesDeps {
  journal(): EditJournal | Promise<EditJournal>;
  onError(error: unknown): void;
}

/**
 * Changes the files that an answer names, those of them that the user wants, all at once. Throws `UserError`
 * `nothing-to-work-on` when it names none or fits none, and what the changes throw.
 */
export async function applyToFiles(deps: ApplyToFilesDeps, files: readonly EditsOfFile[]): Promise<void> {
  if (files.length === 0)
    throw new UserError(
      'nothing-to-work-on',
      t('The code of this answer does not say which files it is for.'),
      t('Apply its code blocks one by one.'),
    );
  const set = await changeSetOf(files);
  const [unfit] = set.unfit;
  if (set.changes.length === 0 && unfit)
    throw new UserError(
      'nothing-to-work-on',
      `${unfit.path}: ${unfit.reason}`,
      t('Apply its code blocks one by one.'),
    );
  const chosen = await reviewChanges(set);
  if (!chosen || chosen.length === 0) return;
  for (const change of chosen) if (!(await canBeSaved(change))) return;
  const kept = await applyChanges(chosen);
  tellKept(kept);
  const made = chosen.filter((change) => !kept.includes(change));
  if (made.length === 0) return;
  void record(deps, made);
  const undo = t('Undo');
  const picked = await vscode.window.showInformationMessage(
    made.length === 1 ? t('1 file was changed.') : t('{0} files were changed.', made.length),
    undo,
  );
  if (picked === undo) tellKept(await applyChanges(inverse(made)));
}

async function canBeSaved({ uri, kind, before, after }: FileChange): Promise<boolean> {
  if (kind !== 'change' && kind !== 'rename') return true;
  const lines = after.split('\n');
  const fresh = diffLines(before.split('\n'), lines).flatMap(({ newStart, newEnd }) =>
    lines.slice(newStart, newEnd),
  );
  return holdsInEncoding(await vscode.workspace.openTextDocument(uri), fresh.join('\n'));
}

function tellKept(kept: readonly FileChange[]): void {
  if (kept.length === 0) return;
  const names = kept.map(({ uri }) => workspacePath(uri)).join(', ');
  void vscode.window.showInformationMessage(t('{0} has been changed since, so it was not deleted.', names));
}

/** Each file by itself, so that it can be taken back by itself. */
async function record({ journal, onError }: ApplyToFilesDeps, changes: readonly FileChange[]): Promise<void> {
  const at = Date.now();
  try {
    const kept = await journal();
    for (const { uri, newUri, kind, before, after } of changes) {
      if (kind !== 'change' && kind !== 'rename') continue;
      const [old, lines] = [before.split(/\r\n|\n/), after.split(/\r\n|\n/)];
      const hunks = diffLines(old, lines).map(({ oldStart, oldEnd, newStart, newEnd }) => ({
        startLine: newStart,
        endLine: newEnd,
        before: old.slice(oldStart, oldEnd),
      }));
      if (hunks.length === 0) continue;
      const title = t('Code from the chat');
      await kept.append({
        version: 1,
        edit: randomUUID(),
        title,
        at,
        uri: String(newUri ?? uri),
        after: lines,
        hunks,
      });
    }
  } catch (error) {
    onError(error);
  }
}
