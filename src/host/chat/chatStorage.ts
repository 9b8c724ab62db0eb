import * as vscode from 'vscode';
import type { UserSettings } from '../userSettings.ts';
import type { ChatStore } from './chatStore.ts';
import type { ChatStorage } from './chats.ts';

const MEGABYTE = 1024 * 1024;

export interface ChatStorageDeps {
  readonly settings: UserSettings;
  onDamaged(file: string): void;
  onLostKey(folder: string): void;
  onError(error: unknown): void;
}

/** The chats of this user, whose code is loaded when the first one is opened, listed or written. */
export function createChatStorage(
  { secrets, globalStorageUri }: vscode.ExtensionContext,
  { settings, onDamaged, onLostKey, onError }: ChatStorageDeps,
): ChatStorage & { flush(): Promise<void> } {
  let loaded: Promise<ChatStore> | undefined;

  async function load(): Promise<ChatStore> {
    const [{ ChatStore }, { SealedFolders }] = await Promise.all([
      import('./chatStore.ts'),
      import('../sealedFolders.ts'),
    ]);
    const folder = vscode.Uri.joinPath(globalStorageUri, 'chats').fsPath;
    const keys = new SealedFolders({ what: 'chats', root: folder, secrets, onLost: onLostKey });
    return new ChatStore({
      folder,
      keys,
      now: Date.now,
      limitBytes: () => settings.current.historyMegabytes * MEGABYTE,
      onDamaged,
      onError,
    });
  }

  const store = (): Promise<ChatStore> => {
    loaded ??= load();
    return loaded;
  };
  return {
    append: async (chat, events) => (await store()).append(chat, events),
    load: async (id) => (await store()).load(id),
    list: async () => (await store()).list(),
    peek: async (id) => (await store()).peek(id),
    delete: async (id) => (await store()).delete(id),
    flush: async () => (await loaded)?.flush(),
  };
}
