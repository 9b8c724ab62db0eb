import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { Chats } from './chats.ts';

/** Offers the earlier chats and opens the chosen one. */
export async function pickChat(chats: Chats): Promise<void> {
  const entries = await chats.list();
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(t('There are no earlier chats.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    entries.map(({ id, title, changedAt }) => ({
      label: title,
      description: new Date(changedAt).toLocaleString(vscode.env.language),
      id,
    })),
    { title: t('Open a Previous Chat'), placeHolder: t('Type to search'), matchOnDescription: true },
  );
  if (picked) await chats.open(picked.id);
}
