import { UserError } from '../../core/userError.ts';
import { t } from '../translate.ts';

/** By the new name of its file. */
export function damagedChat(file: string): UserError {
  return new UserError(
    'damaged-file',
    t('A saved chat is damaged. Its file was set aside as {0}.', file),
    t('What could be read is still in the chat. Nothing else is affected.'),
  );
}

/** What is thrown where something is to happen in such a chat. */
export function readOnlyChat(): UserError {
  return new UserError(
    'read-only-chat',
    t('A newer Inkstone has written this chat, so it can only be read here.'),
    t('Update Inkstone, or start a new chat.'),
    [{ id: 'new-chat', label: t('New Chat') }],
  );
}

/** By the folder that the key has sealed. */
export function lostChatKey(folder: string): UserError {
  return new UserError(
    'lost-key',
    t('The key of earlier chats is no longer in the editor’s secret storage, so nobody can read them.'),
    t('They are kept in {0} and open again when the key is back. New chats get a key of their own.', folder),
  );
}
