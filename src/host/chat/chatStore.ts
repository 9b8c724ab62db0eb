import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { mergeTurns } from '../../core/chat/mergeTurns.ts';
import { isRunning, type SessionState } from '../../core/chat/session.ts';
import { parseChatFile, serializeChat } from '../../protocol/chatFile.ts';

/** As many chats are offered in the list; older ones stay on disk. */
const LISTED = 50;

/** An id and its ending: no path, and none of the copies that people and their tools make. */
const CHAT_FILE = /^[\w-]{1,64}\.json$/;

export interface ChatEntry {
  readonly id: string;
  readonly title: string;
  /** ms since 1970 UTC. */
  readonly changedAt: number;
}

/** A chat as it is in its file. */
interface Stored {
  /** Differs when the file is another one. */
  readonly stamp: string;
  readonly session: SessionState;
}

/** What this window has last read or written. */
interface Known extends Stored {
  /** The chat as this window has it, which may lack turns of other windows. */
  readonly own: SessionState;
}

/**
 * Chats as one JSON file each. A file is replaced whole, so that a crash leaves the old or the new one; a damaged one
 * is set aside as `.damaged` and reported, never deleted. What another window has written to a chat meanwhile is
 * merged into what is saved.
 */
export class ChatStore {
  readonly #folder: string;
  readonly #onDamaged: (file: string) => void;
  readonly #writes = new Map<string, Promise<void>>();
  /** Of the chats that were opened or saved here, by id. */
  readonly #known = new Map<string, Known>();

  constructor(folder: string, onDamaged: (file: string) => void) {
    this.#folder = folder;
    this.#onDamaged = onDamaged;
  }

  /** Newest first. */
  async list(): Promise<readonly ChatEntry[]> {
    const names = await fs.readdir(this.#folder).catch(() => [] as string[]);
    const files = await Promise.all(
      names
        .filter((name) => CHAT_FILE.test(name))
        .map(async (name) => {
          // Gone when another window has set it aside.
          const stats = await fs.stat(path.join(this.#folder, name)).catch(() => undefined);
          return { name, changedAt: stats?.mtimeMs ?? 0 };
        }),
    );
    files.sort((a, b) => b.changedAt - a.changedAt);
    const entries = await Promise.all(
      files.slice(0, LISTED).map(async ({ name, changedAt }) => {
        const session = (await this.#read(name.slice(0, -'.json'.length)))?.session;
        return session && session.turns.length > 0
          ? { id: session.id, title: session.title, changedAt }
          : undefined;
      }),
    );
    return entries.filter((entry) => entry !== undefined);
  }

  /** Opens a chat; `undefined` when there is no such chat, or its file is damaged or of a newer Inkstone. */
  async load(id: string): Promise<SessionState | undefined> {
    const read = await this.#read(id);
    if (!read) return undefined;
    const session = withoutRunning(read.session);
    this.#known.set(id, { ...read, own: session });
    return session;
  }

  /** Writes in the order of the calls; throws what the file system throws. */
  async save(session: SessionState): Promise<void> {
    const before = this.#writes.get(session.id) ?? Promise.resolve();
    const write = before.catch(() => undefined).then(() => this.#replace(session));
    this.#writes.set(session.id, write);
    await write.finally(() => {
      if (this.#writes.get(session.id) === write) this.#writes.delete(session.id);
    });
  }

  async #replace(session: SessionState): Promise<void> {
    await fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(session.id);
    const fresh = `${file}.${randomUUID()}.new`;
    const merged = await this.#merged(session);
    await fs.writeFile(fresh, serializeChat(merged), { mode: 0o600, flush: true });
    // Renaming keeps it; taken afterwards, it might be that of another window's file.
    const stamp = stampOf(await fs.stat(fresh, { bigint: true }));
    await fs.rename(fresh, file);
    this.#known.set(session.id, { stamp, session: merged, own: session });
  }

  /** With what other windows have written to the file. */
  async #merged(session: SessionState): Promise<SessionState> {
    const file = this.#fileOf(session.id);
    const stats = await fs.stat(file, { bigint: true }).catch(() => undefined);
    if (!stats) return session;
    const known = this.#known.get(session.id);
    const stored = stampOf(stats) === known?.stamp ? known : await this.#read(session.id);
    if (!stored) {
      // Of a newer Inkstone: not to be understood here, and not to be written over.
      await fs.rename(file, `${file}.${randomUUID()}.newer`).catch(ignoreMissing);
      return session;
    }
    const base = known?.own.turns ?? [];
    return { ...session, turns: mergeTurns(base, session.turns, stored.session.turns) };
  }

  async #read(id: string): Promise<Stored | undefined> {
    const file = this.#fileOf(id);
    let text: string;
    let stamp: string;
    try {
      // Of the open file, not of one that takes its place meanwhile.
      const handle = await fs.open(file);
      try {
        stamp = stampOf(await handle.stat({ bigint: true }));
        text = await handle.readFile('utf8');
      } finally {
        await handle.close();
      }
    } catch {
      return undefined;
    }
    const session = parseChatFile(text);
    if (session === 'newer') return undefined;
    if (session === 'damaged') {
      await fs.rename(file, `${file}.damaged`).catch(() => undefined);
      this.#onDamaged(`${file}.damaged`);
      return undefined;
    }
    return { stamp, session };
  }

  #fileOf(id: string): string {
    const name = `${id}.json`;
    if (!CHAT_FILE.test(name)) throw new RangeError('not a chat id');
    return path.join(this.#folder, name);
  }
}

/** Differs between any two files that were ever at one place. */
const stampOf = ({ ino, mtimeNs, size }: BigIntStats): string => `${ino} ${mtimeNs} ${size}`;

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
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
