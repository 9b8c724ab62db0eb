import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { JournalRecord } from '../../core/chat/journal.ts';
import type { SessionEvent, SessionState } from '../../core/chat/session.ts';
import type { SealedFolder } from '../sealedFolders.ts';
import { missing, newPlace, openName, syncFolder } from './chatFiles.ts';
import { beginJournal, type JournalPlace, recordLine } from './journalFile.ts';

/** A file that this writer appends to. */
interface OwnFile extends SealedFolder {
  readonly place: JournalPlace;
  readonly file: string;
  /** How many lines it has, its first one not counted. */
  lines: number;
}

export interface ChatWriterDeps {
  writing(): Promise<SealedFolder>;
  /** ms since 1970 UTC. */
  now(): number;
}

/**
 * What one window writes to a chat: records in a file of its own, which nobody else appends to. After a failure, and
 * when its file was put together with others, it goes on in a new one.
 */
export class ChatWriter {
  readonly #deps: ChatWriterDeps;
  readonly #chat: Pick<SessionState, 'id' | 'createdAt'>;
  readonly #writer = randomUUID();
  /** Not known to be in a file that counts; they may be. */
  #due: JournalRecord[] = [];
  #file: OwnFile | undefined;
  #number = 0;
  #at = 0;

  constructor(deps: ChatWriterDeps, chat: Pick<SessionState, 'id' | 'createdAt'>) {
    this.#deps = deps;
    this.#chat = chat;
  }

  /** How many records the file has in which it writes. */
  get records(): number {
    return this.#file ? this.#file.lines - 1 : 0;
  }

  /** What is written from now on comes after what was written until then. */
  hasSeen(until: number): void {
    this.#at = Math.max(this.#at, until);
  }

  /**
   * Appends a record, and before it those that could not be written; without events, those alone. Throws what the file
   * system throws.
   */
  async append(events: readonly SessionEvent[]): Promise<void> {
    if (events.length > 0) this.#due.push(this.#record(events));
    if (this.#due.length === 0) return;
    const isLasting = this.#due.some((record) => record.events.some(isLastingEvent));
    try {
      const isInPlace = this.#file && (await this.#extend(this.#file, isLasting));
      if (!isInPlace) await this.#begin(isLasting);
      this.#due = [];
    } catch (error) {
      // What is at its end now is not known.
      this.#file = undefined;
      throw error;
    }
  }

  #record(events: readonly SessionEvent[]): JournalRecord {
    this.#number++;
    this.#at = Math.max(this.#deps.now(), this.#at + 1);
    return {
      writer: this.#writer,
      first: this.#number,
      last: this.#number,
      at: this.#at,
      until: this.#at,
      events,
    };
  }

  async #begin(isLasting: boolean): Promise<void> {
    const { folder, key } = await this.#deps.writing();
    const place = newPlace(this.#chat.id);
    const file = { folder, key, place, file: path.join(folder, openName(place)), lines: 1 };
    const head = beginJournal(key, place, { createdAt: this.#chat.createdAt, replaces: [] });
    const handle = await fs.open(file.file, 'wx', 0o600);
    try {
      await this.#write(handle, file, head, isLasting);
    } finally {
      await handle.close();
    }
    if (isLasting) await syncFolder(folder);
    this.#file = file;
  }

  /** Whether the file was still in its place after the records were in it. */
  async #extend(file: OwnFile, isLasting: boolean): Promise<boolean> {
    const flags = fs.constants.O_WRONLY | fs.constants.O_APPEND;
    const handle = await fs.open(file.file, flags).catch(missing);
    if (!handle) return false;
    try {
      await this.#write(handle, file, '', isLasting);
      const [own, inPlace] = await Promise.all([
        handle.stat({ bigint: true }),
        fs.stat(file.file, { bigint: true }).catch(missing),
      ]);
      return own.ino === inPlace?.ino && own.dev === inPlace.dev;
    } finally {
      await handle.close();
    }
  }

  async #write(handle: fs.FileHandle, file: OwnFile, head: string, isLasting: boolean): Promise<void> {
    const lines = this.#due.map((record, index) =>
      recordLine(file.key, file.place, file.lines + 1 + index, record),
    );
    const text = head + lines.join('');
    await handle.writeFile(text);
    if (isLasting) await handle.datasync();
    file.lines += lines.length;
  }
}

/** A power cut may take a part of an answer, but no question and no end. */
const isLastingEvent = ({ type }: { readonly type: string }): boolean =>
  type !== 'text-delta' && type !== 'reasoning-delta';
