import { randomBytes, randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { JournalRecord } from '../../core/chat/journal.ts';
import { groupBy } from '../../core/groupBy.ts';
import type { SealedFolder, SealedFolders } from '../sealedFolders.ts';
import {
  beginJournal,
  compressedLine,
  type JournalContent,
  type JournalPlace,
  readJournal,
  recordLine,
} from './journalFile.ts';

/** `open` files may be appended to by the window that made them; `claimed` ones are being put together. */
const CHAT_FILE = /^([\w-]{1,64})\.([0-9a-f]{16})\.(open|claimed)$/;

const ARCHIVE = 'archive';

/** One of the files that a chat is made of. */
export interface ChatFile extends JournalPlace {
  readonly file: string;
  readonly key: Uint8Array;
  readonly isClaimed: boolean;
  readonly isArchived: boolean;
}

/** A file with what is in it. */
export type ReadFile = ChatFile & JournalContent & { readonly bytes: number };

/** Every chat's files, by its id. */
export async function findChatFiles(keys: SealedFolders): Promise<ReadonlyMap<string, readonly ChatFile[]>> {
  const found = await Promise.all(
    (await keys.folders()).flatMap(({ folder, key }) =>
      [false, true].map(async (isArchived) => {
        const place = isArchived ? path.join(folder, ARCHIVE) : folder;
        const names = (await fs.readdir(place).catch(missing)) ?? [];
        return names.flatMap((name): ChatFile[] => {
          const [, chatId, fileId, state] = CHAT_FILE.exec(name) ?? [];
          if (chatId === undefined || fileId === undefined) return [];
          const file = path.join(place, name);
          return [{ chatId, fileId, file, key, isArchived, isClaimed: state === 'claimed' }];
        });
      }),
    ),
  );
  return groupBy(found.flat(), ({ chatId }) => chatId);
}

/** So often a chat is read again when its files change meanwhile. */
const READS = 10;

/**
 * All files of a chat as they were at one moment, without those whose records another one has. Throws what the file
 * system throws.
 */
export async function readChatFiles(keys: SealedFolders, chatId: string): Promise<readonly ReadFile[]> {
  let files = await filesOf(keys, chatId);
  for (let reads = 1; ; reads++) {
    const read = await Promise.all(files.map(readChatFile));
    const after = await filesOf(keys, chatId);
    // While files are put together a listing may show neither the old ones nor the new one.
    const isSame = after.map(({ file }) => file).join() === files.map(({ file }) => file).join();
    if ((isSame && !read.includes(undefined)) || reads === READS) {
      return withoutReplaced(read.filter((file) => file !== undefined));
    }
    files = after;
  }
}

/** Without those whose records another one has. */
export function withoutReplaced(files: readonly ReadFile[]): readonly ReadFile[] {
  const replaced = new Set(files.flatMap(({ head }) => head?.replaces ?? []));
  return files.filter(({ fileId }) => !replaced.has(fileId));
}

async function filesOf(keys: SealedFolders, chatId: string): Promise<readonly ChatFile[]> {
  const files = (await findChatFiles(keys)).get(chatId) ?? [];
  return files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** `undefined` when it is gone. */
export async function readChatFile(file: ChatFile): Promise<ReadFile | undefined> {
  const bytes = await fs.readFile(file.file).catch(missing);
  return bytes && { ...file, ...readJournal(file.key, file, bytes), bytes: bytes.length };
}

/**
 * Puts the files out of their writers' reach: an atomic renaming, in which one of many succeeds. A writer that
 * appended before it has its records in the file; one that appended after it finds its file gone, and writes them anew.
 */
export async function claimFiles(files: readonly ChatFile[]): Promise<readonly ChatFile[]> {
  const claimed: ChatFile[] = [];
  for (const file of files.filter(({ isClaimed }) => !isClaimed)) {
    const name = file.file.replace(/open$/, 'claimed');
    const isOurs = await fs.rename(file.file, name).then(() => true, missing);
    if (isOurs) claimed.push({ ...file, file: name, isClaimed: true });
  }
  return claimed;
}

/** Lets claimed files be claimed again; their writers have gone on elsewhere. */
export async function releaseFiles(claimed: readonly ChatFile[]): Promise<void> {
  for (const { file } of claimed) await fs.rename(file, file.replace(/claimed$/, 'open')).catch(missing);
}

export interface WholeFile {
  readonly chatId: string;
  readonly createdAt: number;
  readonly replaces: readonly string[];
  readonly records: readonly JournalRecord[];
  readonly isArchived: boolean;
}

/** Writes a file that is there whole or not at all, safely on the disk. */
export async function writeWholeFile({ folder, key }: SealedFolder, whole: WholeFile): Promise<void> {
  const place = newPlace(whole.chatId);
  const into = whole.isArchived ? path.join(folder, ARCHIVE) : folder;
  await fs.mkdir(into, { recursive: true, mode: 0o700 });
  const file = path.join(into, openName(place));
  const fresh = `${file}.${randomUUID()}.new`;
  const line = whole.isArchived ? compressedLine : recordLine;
  const lines = whole.records.map((record, index) => line(key, place, index + 2, record));
  try {
    await fs.writeFile(fresh, beginJournal(key, place, whole) + lines.join(''), { mode: 0o600, flush: true });
    await fs.rename(fresh, file);
  } catch (error) {
    await fs.rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(into);
}

export const newPlace = (chatId: string): JournalPlace => ({
  chatId,
  fileId: randomBytes(8).toString('hex'),
});

/** The name of a file that its writer appends to. */
export const openName = ({ chatId, fileId }: JournalPlace): string => `${chatId}.${fileId}.open`;

/** That a file was made or renamed in it outlasts a power cut; Windows sees to it by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** For files that another window may have taken away. */
export function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
