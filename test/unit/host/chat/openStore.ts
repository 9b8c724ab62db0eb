import assert from 'node:assert/strict';
import { ChatStore, type ChatStoreDeps } from '../../../../src/host/chat/chatStore.ts';
import { SealedFolders } from '../../../../src/host/sealedFolders.ts';

/** Secrets that outlive a store, as the editor's do. */
export class Secrets {
  readonly values: Map<string, string>;

  constructor(values: Iterable<readonly [string, string]> = []) {
    this.values = new Map(values);
  }

  async get(name: string): Promise<string | undefined> {
    return this.values.get(name);
  }

  async store(name: string, value: string): Promise<void> {
    this.values.set(name, value);
  }
}

/** The store of a window; what it is not told to expect is a failure. */
export function openStore(
  folder: string,
  {
    secrets = new Secrets(),
    ...deps
  }: Partial<ChatStoreDeps & { readonly secrets: Secrets; onLost(folder: string): void }> = {},
): ChatStore {
  const keys = new SealedFolders({ what: 'chats', root: folder, secrets, onLost: deps.onLost ?? unexpected });
  return new ChatStore({
    folder,
    keys,
    now: Date.now,
    limitBytes: () => 1e9,
    onDamaged: unexpected,
    onError: unexpected,
    ...deps,
  });
}

const unexpected = (what: unknown): never => assert.fail(String(what));
