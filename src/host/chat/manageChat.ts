import * as vscode from 'vscode';
import { subtreeOf } from '../../core/chat/branches.ts';
import { bringBack } from '../../core/chat/bringBack.ts';
import { t } from '../translate.ts';
import type { Chats } from './chats.ts';
import type { Conversation } from './conversation.ts';

/** A chat as these dialogs name it. */
interface NamedChat {
  readonly id: string;
  readonly title: string;
}

/** So much of a question is shown where it is only to be recognised. */
const SHOWN_CHARACTERS = 60;

/** Asks for another title of a chat, and gives it that. Throws what the file system throws. */
export async function renameChat(chats: Chats, { id, title }: NamedChat): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: t('Rename the Chat'),
    prompt: t('Without a name it is called after its first question.'),
    value: title,
  });
  if (name !== undefined) await chats.change(id, { type: 'chat-renamed', title: name });
}

/**
 * Deletes a chat if the user confirms it, and offers to bring it back; that it could not be is for `onError`. Throws what
 * the file system throws.
 */
export async function deleteChat(
  chats: Chats,
  { id, title }: NamedChat,
  onError: (error: unknown) => void,
): Promise<void> {
  const remove = t('Delete');
  const name = title || t('Chat');
  const answer = await vscode.window.showWarningMessage(
    t('Delete the chat “{0}”?', name),
    { modal: true },
    remove,
  );
  if (answer !== remove) return;
  const undo = await chats.delete(id);
  if (undo) void offerUndo(t('The chat “{0}” was deleted.', name), undo).catch(onError);
}

/** Deletes a turn with all that follow it, and offers to bring them back. Throws where nothing may happen in the chat. */
export async function deleteTurn(chats: Chats, conversation: Conversation, turnId: string): Promise<void> {
  const { state } = conversation;
  const gone = subtreeOf(state.turns, turnId);
  const [first] = gone;
  if (!first) return;
  conversation.dispatch({ type: 'turn-deleted', turnId });
  const { text } = first.question;
  const name = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  const told =
    gone.length === 1
      ? t('The question “{0}” was deleted with its answer.', name)
      : t('The question “{0}” was deleted with all that followed: {1} answers.', name, gone.length);
  await offerUndo(told, () => chats.change(state.id, ...bringBack(state, turnId)));
}

async function offerUndo(what: string, undo: () => Promise<void>): Promise<void> {
  const button = t('Undo');
  if ((await vscode.window.showInformationMessage(what, button)) === button) await undo();
}
