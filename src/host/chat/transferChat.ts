import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { chatMarkdown } from '../../core/chat/chatMarkdown.ts';
import type { SessionState } from '../../core/chat/session.ts';
import { UserError } from '../../core/userError.ts';
import { parseExportedChat, serializeChat } from '../../protocol/chatFile.ts';
import { t } from '../translate.ts';
import type { ChatStorage } from './chats.ts';

const MEGABYTE = 1024 * 1024;

/** A chat with two hundred pictures is smaller; what is larger no text of the engine can hold. */
const MAX_IMPORT_BYTES = 384 * MEGABYTE;

/**
 * Writes a chat to a file, which the user names when `target` does not: JSON by its ending, which can be imported
 * again with all branches, else Markdown of the branch that is shown. Throws `UserError` `nothing-to-work-on` and
 * `storage-failed`.
 */
export async function exportChat(session: SessionState, target?: vscode.Uri): Promise<void> {
  if (session.turns.length === 0)
    throw new UserError(
      'nothing-to-work-on',
      t('Nothing has been said in this chat yet.'),
      t('Open the chat that is to be exported.'),
    );
  const file = target ?? (await askWhere(session.title));
  if (!file) return;
  const isJson = path.posix.extname(file.path).toLowerCase() === '.json';
  const text = isJson ? serializeChat(session) : chatMarkdown(session, t);
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new UserError(
      'storage-failed',
      t('The chat could not be written to {0}: {1}', file.fsPath, error.message),
      t('Choose another file or folder.'),
    );
  }
}

function askWhere(title: string): Thenable<vscode.Uri | undefined> {
  const name = title.replaceAll(/[\p{Cc}"*/:<>?\\|.]+/gu, ' ').trim() || 'chat';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: t('Export Chat'),
    filters: { Markdown: ['md'], JSON: ['json'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${name}.md`) }),
  });
}

/**
 * Adds chats that were exported as JSON, from files that the user names when `sources` does not. They get ids of their
 * own, so no chat is written over. Returns the id of the last one; `undefined` when none was chosen. Throws `UserError`
 * `cannot-import`, and what the storage throws.
 */
export async function importChats(
  storage: Pick<ChatStorage, 'append'>,
  sources?: readonly vscode.Uri[],
): Promise<string | undefined> {
  const files = sources ?? (await askWhich()) ?? [];
  // All are read before the first is added.
  const sessions = await Promise.all(files.map(readExported));
  let id: string | undefined;
  for (const session of sessions) {
    id = randomUUID();
    await storage.append({ id, createdAt: session.createdAt }, [
      { type: 'chat-restored', session: { ...session, id } },
    ]);
  }
  return id;
}

const askWhich = (): Thenable<vscode.Uri[] | undefined> =>
  vscode.window.showOpenDialog({
    title: t('Import Chats'),
    openLabel: t('Import'),
    filters: { JSON: ['json'] },
    canSelectMany: true,
  });

async function readExported(file: vscode.Uri): Promise<SessionState> {
  const name = path.posix.basename(file.path);
  const session = parseExportedChat(await readFile(file));
  if (session === 'newer')
    throw new UserError(
      'cannot-import',
      t('{0} was exported by a newer Inkstone.', name),
      t('Update Inkstone and import it again. Nothing was imported.'),
    );
  if (session === 'damaged')
    throw new UserError(
      'cannot-import',
      t('{0} is no chat that Inkstone has exported as JSON.', name),
      t('Choose another file. Nothing was imported.'),
    );
  return session;
}

async function readFile(file: vscode.Uri): Promise<Uint8Array> {
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size <= MAX_IMPORT_BYTES) return await vscode.workspace.fs.readFile(file);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new UserError(
      'cannot-import',
      t('{0} could not be read: {1}', file.fsPath, error.message),
      t('Choose another file. Nothing was imported.'),
    );
  }
  throw new UserError(
    'cannot-import',
    t('{0} is too large: {1} MB can be imported at most.', file.fsPath, MAX_IMPORT_BYTES / MEGABYTE),
    t('Choose another file. Nothing was imported.'),
  );
}
