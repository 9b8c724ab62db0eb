import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { ChatEntry } from './chatStore.ts';
import type { Chats } from './chats.ts';

/** Offers the earlier chats and opens the chosen one; says whether one was opened. */
export async function pickChat(chats: Chats): Promise<boolean> {
  const entries = pinnedFirst(await chats.list());
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(t('There are no earlier chats.'));
    return false;
  }
  const picked = await vscode.window.showQuickPick(
    entries.map(({ id, title, isPinned, changedAt }) => ({
      label: title,
      ...(isPinned && { iconPath: new vscode.ThemeIcon('pinned') }),
      description: new Date(changedAt).toLocaleString(vscode.env.language),
      id,
    })),
    { title: t('Open a Previous Chat'), placeHolder: t('Type to search'), matchOnDescription: true },
  );
  if (!picked) return false;
  const isOpen = await chats.open(picked.id);
  if (!isOpen)
    void vscode.window.showWarningMessage(
      t('The chat “{0}” cannot be opened: it is gone, or a newer Inkstone has written it.', picked.label),
    );
  return isOpen;
}

const pinnedFirst = (entries: readonly ChatEntry[]): readonly ChatEntry[] =>
  entries.toSorted((a, b) => Number(b.isPinned ?? false) - Number(a.isPinned ?? false));
