import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { diffLines } from '../../core/edit/lineDiff.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';
import type { ChangeSet, FileChange, UnfitChange } from './changeSet.ts';

const SCHEME = 'inkstone-change';

interface ChangeItem extends vscode.QuickPickItem {
  readonly change?: FileChange;
}

const KINDS = {
  change: 'diff-modified',
  create: 'diff-added',
  delete: 'diff-removed',
  rename: 'diff-renamed',
};

/**
 * Lists the files that would change, each to be looked at and to be left out; `undefined` when the user gives it up. What
 * can do harm unseen is chosen by nobody but the user.
 */
export async function reviewChanges(set: ChangeSet): Promise<readonly FileChange[] | undefined> {
  const compare: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('diff'), tooltip: t('Compare') };
  // A comparison of an earlier answer may still be open.
  const review = randomUUID();
  const items = set.changes.map((change): ChangeItem => ({ ...itemOf(change), change, buttons: [compare] }));
  const picker = vscode.window.createQuickPick<ChangeItem>();
  picker.title = t('Apply to {0} Files', set.changes.length);
  picker.placeholder = t('Choose the files to change; the button at a file shows what would change in it.');
  picker.canSelectMany = true;
  picker.ignoreFocusOut = true;
  picker.items = [...items, ...unfitItems(set.unfit)];
  picker.selectedItems = items.filter(({ change }) => change?.isProtected === false);
  const shown = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => {
      const { index, side } = JSON.parse(query) as {
        readonly index: number;
        readonly side: 'before' | 'after';
      };
      return set.changes[index]?.[side] ?? '';
    },
  });
  try {
    return await new Promise((resolve) => {
      picker.onDidTriggerItemButton(({ item }) => {
        if (item.change) void compareSides({ review, index: set.changes.indexOf(item.change) }, item.change);
      });
      picker.onDidAccept(() => resolve(picker.selectedItems.flatMap(({ change }) => change ?? [])));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
    shown.dispose();
  }
}

function itemOf({ uri, newUri, kind, before, after, isProtected }: FileChange): vscode.QuickPickItem {
  const path = workspacePath(uri);
  const hunks = diffLines(before === '' ? [] : before.split('\n'), after === '' ? [] : after.split('\n'));
  const added = hunks.reduce((sum, hunk) => sum + hunk.newEnd - hunk.newStart, 0);
  const removed = hunks.reduce((sum, hunk) => sum + hunk.oldEnd - hunk.oldStart, 0);
  const what = {
    change: '',
    create: t('new file'),
    delete: t('will be deleted'),
    rename: newUri ? t('becomes {0}', workspacePath(newUri)) : '',
  }[kind];
  return {
    label: `$(${KINDS[kind]}) ${path}`,
    description: [what, `+${added} −${removed}`].filter(Boolean).join(' · '),
    ...(isProtected && {
      detail: t(
        'Protected: a change of this file can run programs or steer assistants. Look at it before you choose it.',
      ),
    }),
  };
}

function unfitItems(unfit: readonly UnfitChange[]): readonly ChangeItem[] {
  if (unfit.length === 0) return [];
  return [
    { label: t('Not to be changed'), kind: vscode.QuickPickItemKind.Separator },
    ...unfit.map(({ path, reason }) => ({ label: `$(circle-slash) ${path}`, detail: reason })),
  ];
}

async function compareSides(
  at: { readonly review: string; readonly index: number },
  { uri, newUri, kind }: FileChange,
): Promise<void> {
  const sideOf = (side: 'before' | 'after'): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: (newUri ?? uri).path, query: JSON.stringify({ ...at, side }) });
  await vscode.commands.executeCommand(
    'vscode.diff',
    kind === 'create' ? sideOf('before') : uri,
    sideOf('after'),
    t('{0} (now ↔ with the answer)', workspacePath(uri)),
    { preserveFocus: true, preview: true },
  );
}
