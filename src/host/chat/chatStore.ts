import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
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

/**
 * Chats as one JSON file each. A file is replaced whole, so that a crash leaves the old or the new one; a damaged one
 * is set aside as `.damaged` and reported, never deleted.
 */
export class ChatStore {
  readonly #folder: string;
  readonly #onDamaged: (file: string) => void;
  readonly #writes = new Map<string, Promise<void>>();

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
        const session = await this.load(name.slice(0, -'.json'.length));
        return session && session.turns.length > 0
          ? { id: session.id, title: session.title, changedAt }
          : undefined;
      }),
    );
    return entries.filter((entry) => entry !== undefined);
  }

  /** `undefined` when there is no such chat, or its file is damaged or of a newer Inkstone. */
  async load(id: string): Promise<SessionState | undefined> {
    const file = this.#fileOf(id);
    let text: string;
    try {
      text = await fs.readFile(file, 'utf8');
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
    return withoutRunning(session);
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
    await fs.writeFile(fresh, serializeChat(session), { mode: 0o600, flush: true });
    await fs.rename(fresh, file);
  }

  #fileOf(id: string): string {
    const name = `${id}.json`;
    if (!CHAT_FILE.test(name)) throw new RangeError('not a chat id');
    return path.join(this.#folder, name);
  }
}

/** An answer that was still running when the window went away was cut. */
function withoutRunning(session: SessionState): SessionState {
  return {
    ...session,
    turns: session.turns.map((turn) =>
      isRunning(turn.answer.status)
        ? { ...turn, answer: { ...turn.answer, status: 'interrupted' as const } }
        : turn,
    ),
  };
}
