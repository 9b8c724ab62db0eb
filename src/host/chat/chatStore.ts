import * as fs from 'node:fs/promises';
import path from 'node:path';
import {
  compactRecords,
  eraseDeleted,
  type JournalRecord,
  mergeRecords,
  sessionOf,
} from '../../core/chat/journal.ts';
import { isRunning, type SessionEvent, type SessionState } from '../../core/chat/session.ts';
import { parseChatFile } from '../../protocol/chatFile.ts';
import type { IndexedChat } from '../../protocol/chatIndexFile.ts';
import type { SealedFolders } from '../sealedFolders.ts';
import {
  type ChatFile,
  claimFiles,
  findChatFiles,
  missing,
  type ReadFile,
  readChatFile,
  readChatFiles,
  releaseFiles,
  withoutReplaced,
  writeWholeFile,
} from './chatFiles.ts';
import { ChatIndex } from './chatIndex.ts';
import { ChatWriter } from './chatWriter.ts';

/** From so many records on, the files of a chat are put together. */
const MANY_RECORDS = 64;
const MANY_FILES = 4;

/** No chats’ ids. */
const LISTING = '*';
const ARCHIVING = '**';

/** As chats were kept before they had journals. An id and its ending: none of the copies that people make. */
const OLD_CHAT = /^([\w-]{1,64})\.json$/;

export type ChatEntry = Omit<IndexedChat, 'stamp'>;

/** A chat as it is on disk. */
export interface StoredChat {
  readonly session: SessionState;
  /** ms since 1970 UTC. */
  readonly changedAt: number;
  /** A newer Inkstone has written to it: what is understood of it is shown, and nothing is added. */
  readonly isReadOnly: boolean;
}

export interface ChatStoreDeps {
  readonly folder: string;
  readonly keys: SealedFolders;
  /** ms since 1970 UTC. */
  now(): number;
  /** Of all chats that are not archived, as it is now. */
  limitBytes(): number;
  /** Told of each file that was set aside, by its new name. What could be read of it is in the chat. */
  onDamaged(file: string): void;
  /** Told of what did not hinder anything. */
  onError(error: unknown): void;
}

/**
 * Chats as journals of what happened in them: each window appends to files of its own, sealed line by line, and a chat
 * is what the records of all its files make. So windows need no lock, and whatever takes a window away, what it has
 * written is there. Files that have grown are put together into one.
 */
export class ChatStore {
  readonly #deps: ChatStoreDeps;
  readonly #writers = new Map<string, ChatWriter>();
  readonly #index: ChatIndex;
  /** As they were when the chats were last listed. */
  #listed: ReadonlyMap<string, readonly ChatFile[]> = new Map();
  /** What is under way for each chat: one thing after another. */
  readonly #work = new Map<string, Promise<unknown>>();

  constructor(deps: ChatStoreDeps) {
    this.#deps = deps;
    this.#index = new ChatIndex(() => deps.keys.writing());
  }

  /**
   * Writes in the order of the calls; throws what the file system throws. Events that could not be written are kept,
   * and written before the next ones; without events, only they are.
   */
  append(chat: Pick<SessionState, 'id' | 'createdAt'>, events: readonly SessionEvent[]): Promise<void> {
    return this.#next(chat.id, async () => {
      const writer = this.#writer(chat);
      await writer.append(events);
      const isQuiet = events.some(({ type }) => type === 'answer-finished');
      // What was taken back or deleted is to be on the disk no longer than it must.
      const isLess = events.some(({ type }) => type === 'answer-withdrawn' || type === 'turn-deleted');
      if (isLess || (isQuiet && writer.records >= MANY_RECORDS)) await this.#tidy(chat.id);
    });
  }

  /** Opens a chat; `undefined` when there is none, or nothing of it can be read. Throws what the file system throws. */
  load(id: string): Promise<StoredChat | undefined> {
    return this.#next(id, async () => {
      await this.#migrate(id);
      const files = await readChatFiles(this.#deps.keys, id);
      if (needsTidying(files)) await this.#tidy(id);
      const chat = chatOf(id, files);
      if (!chat) return undefined;
      this.#writer(chat.session).hasSeen(chat.changedAt);
      return { ...chat, session: withoutRunning(chat.session) };
    });
  }

  /**
   * A chat as it was when the chats were last listed, to be looked into; `undefined` when there is none. It costs less
   * than opening it, and need not be its latest state.
   */
  async peek(id: string): Promise<SessionState | undefined> {
    return chatOf(id, await this.#read(id, this.#listed.get(id) ?? []))?.session;
  }

  /** All chats in which something was said, newest first. Throws what the file system throws. */
  list(): Promise<readonly ChatEntry[]> {
    return this.#inTurn(LISTING, async () => {
      await this.#migrateAll();
      this.#listed = await findChatFiles(this.#deps.keys);
      const refreshed = await this.#index.refresh(this.#listed, (id, files) => this.#summary(id, files));
      const entries = refreshed.toSorted((a, b) => b.changedAt - a.changedAt);
      void this.#inTurn(ARCHIVING, () => this.#archive(entries));
      return entries.filter(({ turns }) => turns > 0);
    });
  }

  /** Resolves when everything that is under way has been done. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#work.values());
  }

  /** Moves the oldest chats into the archive, so that the others are within the limit: small, but slower to open. */
  async #archive(newestFirst: readonly ChatEntry[]): Promise<void> {
    let left = this.#deps.limitBytes();
    for (const { id, bytes, isPinned, isReadOnly, isArchived } of newestFirst) {
      if (isArchived) continue;
      left -= bytes;
      if (left < 0 && !isPinned && !isReadOnly)
        await this.#next(id, () => this.#tidy(id, { isArchived: true }));
    }
  }

  /** Removes a chat for good. What another window says in it afterwards stays. Throws what the file system throws. */
  delete(id: string): Promise<void> {
    return this.#next(id, async () => {
      const files = (await findChatFiles(this.#deps.keys)).get(id) ?? [];
      const claimed = await claimFiles(files);
      for (const { file } of [...claimed, ...files]) await fs.rm(file, { force: true });
      await fs.rm(path.join(this.#deps.folder, `${id}.json`), { force: true });
      this.#writers.delete(id);
    });
  }

  async #summary(id: string, files: readonly ChatFile[]) {
    const read = await this.#read(id, files);
    if (read.some(({ state }) => state === 'damaged') && !read.some(isNewer))
      await this.#next(id, () => this.#tidy(id));
    const chat = chatOf(id, read);
    if (!chat) return undefined;
    const { session, changedAt, isReadOnly } = chat;
    const { title, turns, isPinned } = session;
    return { id, title, changedAt, turns: turns.length, isReadOnly, ...(isPinned && { isPinned }) };
  }

  /** Of files that were found before; looks for them anew when they have changed. */
  async #read(id: string, files: readonly ChatFile[]): Promise<readonly ReadFile[]> {
    const read = await readAll(files);
    if (read.length < files.length) return readChatFiles(this.#deps.keys, id);
    return withoutReplaced(read);
  }

  async #migrateAll(): Promise<void> {
    for (const name of (await fs.readdir(this.#deps.folder).catch(missing)) ?? []) {
      const [, id] = OLD_CHAT.exec(name) ?? [];
      if (id !== undefined) await this.#next(id, () => this.#migrate(id));
    }
  }

  #writer({ id, createdAt }: Pick<SessionState, 'id' | 'createdAt'>): ChatWriter {
    const known = this.#writers.get(id);
    if (known) return known;
    const { keys, now } = this.#deps;
    const writer = new ChatWriter({ writing: () => keys.writing(), now }, { id, createdAt });
    this.#writers.set(id, writer);
    return writer;
  }

  /** Puts the files of a chat together; what hinders it leaves them as they are. */
  async #tidy(id: string, { isArchived = false } = {}): Promise<void> {
    await this.#fold(id, isArchived).catch((error: unknown) => this.#deps.onError(error));
  }

  /** Those of other windows too: they go on in new ones. */
  async #fold(id: string, isArchived: boolean): Promise<void> {
    const { keys } = this.#deps;
    const claimed = await claimFiles((await findChatFiles(keys)).get(id) ?? []);
    try {
      const read = await readAll(claimed);
      if (read.some(isNewer)) return await releaseFiles(claimed);
      const all = mergeRecords(read.flatMap((file) => file.records));
      const createdAt = createdAtOf(read, all);
      if (all.length > 0)
        await writeWholeFile(await keys.writing(), {
          chatId: id,
          createdAt,
          replaces: read.map(({ fileId }) => fileId),
          records: compactRecords(eraseDeleted({ id, createdAt }, all)),
          isArchived,
        });
      for (const { file, state } of read) {
        if (state === 'damaged') this.#deps.onDamaged(await setAside(file));
        else await fs.rm(file, { force: true });
      }
    } catch (error) {
      await releaseFiles(claimed);
      throw error;
    }
  }

  /** Gives a chat of the old format a journal. Its old file goes when the new one is safely on the disk. */
  async #migrate(id: string): Promise<void> {
    const old = path.join(this.#deps.folder, `${id}.json`);
    const text = await fs.readFile(old, 'utf8').catch(missing);
    if (text === undefined) return;
    const session = parseChatFile(text);
    if (session === 'newer') return;
    if (session === 'damaged') {
      this.#deps.onDamaged(await setAside(old));
      return;
    }
    const changedAt = Math.floor((await fs.stat(old)).mtimeMs);
    await writeWholeFile(await this.#deps.keys.writing(), {
      chatId: id,
      createdAt: session.createdAt,
      replaces: [],
      records: [recordOfOldChat(session, changedAt)],
      isArchived: false,
    });
    await fs.rm(old, { force: true });
  }

  #next<Result>(id: string, step: () => Promise<Result>): Promise<Result> {
    if (!/^[\w-]{1,64}$/.test(id)) throw new RangeError('not a chat id');
    return this.#inTurn(id, step);
  }

  #inTurn<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
    const before = this.#work.get(name) ?? Promise.resolve();
    const work = before.catch(() => undefined).then(step);
    this.#work.set(name, work);
    return work.finally(() => {
      if (this.#work.get(name) === work) this.#work.delete(name);
    });
  }
}

async function readAll(files: readonly ChatFile[]): Promise<readonly ReadFile[]> {
  const read = await Promise.all(files.map(readChatFile));
  return read.filter((file) => file !== undefined);
}

/** A newer Inkstone has written it. */
const isNewer = ({ state }: ReadFile): boolean => state === 'newer';

function needsTidying(files: readonly ReadFile[]): boolean {
  if (files.some(isNewer)) return false;
  const free = files.filter(({ isClaimed }) => !isClaimed);
  const records = free.reduce((sum, file) => sum + file.records.length, 0);
  const isGrown = free.length > 1 && (records >= MANY_RECORDS || free.length >= MANY_FILES);
  return isGrown || free.some(({ state }) => state === 'damaged');
}

function chatOf(id: string, files: readonly ReadFile[]): StoredChat | undefined {
  const records = mergeRecords(files.flatMap((file) => file.records));
  if (records.length === 0) return undefined;
  return {
    session: sessionOf({ id, createdAt: createdAtOf(files, records) }, records),
    changedAt: Math.max(...records.map(({ until }) => until)),
    isReadOnly: files.some(isNewer),
  };
}

function createdAtOf(files: readonly ReadFile[], records: readonly JournalRecord[]): number {
  const heads = files.flatMap(({ head }) => head?.createdAt ?? []);
  return Math.min(...(heads.length > 0 ? heads : records.map(({ at }) => at)));
}

/** The same for all windows that find the old file, so that it counts once. */
function recordOfOldChat(session: SessionState, changedAt: number): JournalRecord {
  const { turns, preferred, queue, title, isPinned, modelId } = session;
  return {
    writer: `old ${changedAt}`,
    first: 1,
    last: 1,
    at: changedAt,
    until: changedAt,
    events: [
      ...turns.map((turn) => ({ type: 'turn-started', turn }) as const),
      ...preferred.map((turnId) => ({ type: 'turn-shown', turnId }) as const),
      ...queue.map((queued) => ({ type: 'question-queued', queued }) as const),
      { type: 'chat-renamed', title },
      { type: 'chat-pinned', isPinned: isPinned === true },
      ...(modelId ? [{ type: 'chat-model-chosen', modelId } as const] : []),
    ],
  };
}

/** The new name. */
async function setAside(file: string): Promise<string> {
  const aside = `${file}.damaged`;
  await fs.rename(file, aside).catch(missing);
  return aside;
}

/** An answer that was still running when the window went away was cut. */
function withoutRunning(session: SessionState): SessionState {
  return {
    ...session,
    turns: session.turns.map((turn) => {
      if (!isRunning(turn.answer.status)) return turn;
      // What it waited for then is of no interest now.
      const { notice: _, ...answer } = turn.answer;
      return { ...turn, answer: { ...answer, status: 'interrupted' as const } };
    }),
  };
}
