import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { type IndexedChat, parseChatIndex, serializeChatIndex } from '../../protocol/chatIndexFile.ts';
import { seal, unseal } from '../seal.ts';
import type { SealedFolder } from '../sealedFolders.ts';
import { type ChatFile, missing } from './chatFiles.ts';

const FILE = 'index';

/** So many files are looked at or read at the same time. */
const AT_ONCE = 16;

/**
 * What the list shows of each chat, so that not all of them need to be read. It is a cache: an entry counts while the
 * chat's files are as they were when it was made, and whatever is missing, damaged or out of date is made anew.
 */
export class ChatIndex {
  readonly #writing: () => Promise<SealedFolder>;
  #entries: Map<string, IndexedChat> | undefined;

  constructor(writing: () => Promise<SealedFolder>) {
    this.#writing = writing;
  }

  /**
   * An entry for each of the chats; `summarize` is asked about those that have changed, and may say that one is not to
   * be listed.
   */
  async refresh(
    chats: ReadonlyMap<string, readonly ChatFile[]>,
    summarize: (
      id: string,
      files: readonly ChatFile[],
    ) => Promise<Omit<IndexedChat, 'stamp' | 'bytes' | 'isArchived'> | undefined>,
  ): Promise<readonly IndexedChat[]> {
    if (chats.size === 0) return [];
    this.#entries ??= await this.#load();
    const known = this.#entries;
    const fresh = new Map<string, IndexedChat>();
    let isChanged = false;
    await eachOf([...chats], async ([id, files]) => {
      const sizes = await Promise.all(files.map(({ file }) => sizeOf(file)));
      const stamp = files
        .map(({ fileId, isArchived }, index) => `${fileId}${isArchived ? 'a' : ''}${sizes[index]}`)
        .join();
      const before = known.get(id);
      if (before?.stamp === stamp) return void fresh.set(id, before);
      isChanged = true;
      const summary = await summarize(id, files);
      if (!summary) return;
      const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
      fresh.set(id, { ...summary, stamp, bytes, isArchived: files.every((file) => file.isArchived) });
    });
    this.#entries = fresh;
    if (isChanged || fresh.size !== known.size) await this.#save([...fresh.values()]);
    return [...fresh.values()];
  }

  async #load(): Promise<Map<string, IndexedChat>> {
    const { folder, key } = await this.#writing();
    const sealed = await fs.readFile(path.join(folder, FILE)).catch(missing);
    const text = sealed && unseal(key, FILE, sealed);
    return new Map(parseChatIndex(String(text ?? '')).map((entry) => [entry.id, entry]));
  }

  async #save(entries: readonly IndexedChat[]): Promise<void> {
    const { folder, key } = await this.#writing();
    const fresh = path.join(folder, `${FILE}.${randomUUID()}.new`);
    try {
      await fs.writeFile(fresh, seal(key, FILE, serializeChatIndex(entries)), { mode: 0o600 });
      await fs.rename(fresh, path.join(folder, FILE));
    } catch {
      // It can be made anew at any time; what is wrong with the disk is said where chats are written.
      await fs.rm(fresh, { force: true }).catch(() => undefined);
    }
  }
}

const sizeOf = async (file: string): Promise<number | undefined> =>
  (await fs.stat(file).catch(missing))?.size;

/** Does the work for each item, for some of them at the same time. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
