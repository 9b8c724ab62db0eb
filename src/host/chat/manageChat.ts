import * as vscode from 'vscode';
import { t } from '../translate.ts';
import { askForTitle } from './chatDialogs.ts';
import type { Chats } from './chats.ts';

/** A chat as these dialogs name it. */
interface NamedChat {
  readonly id: string;
  readonly title: string;
}

/** Asks for another title of a chat, and gives it that. Throws what the file system throws. */
export async function renameChat(chats: Chats, { id, title }: NamedChat): Promise<void> {
  const name = await askForTitle(title);
  if (name !== undefined) await chats.change(id, { type: 'chat-renamed', title: name });
}

/** Deletes a chat if the user confirms it. Throws what the file system throws. */
export async function deleteChat(chats: Chats, { id, title }: NamedChat): Promise<void> {
  const remove = t('Delete');
  const answer = await vscode.window.showWarningMessage(
    t('Delete the chat “{0}”?', title),
    { modal: true, detail: t('This cannot be undone.') },
    remove,
  );
  if (answer === remove) await chats.delete(id);
}
