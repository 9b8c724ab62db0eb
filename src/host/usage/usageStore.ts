import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { UsageRecord } from '../../core/usage/usageRecord.ts';
import { parseUsageLines, serializeUsage } from '../../protocol/usageFile.ts';

/**
 * Usage records as lines of one file that all windows append to. A line is written with one `write` at the file's
 * end, so that lines of two windows do not mix.
 */
export class UsageStore {
  readonly #file: string;
  readonly #listeners = new Set<() => void>();
  #records: UsageRecord[] = [];
  /** Appended here, but not yet in the file. */
  readonly #unwritten = new Set<UsageRecord>();
  #readBytes = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#file = path.join(folder, 'usage.jsonl');
  }

  /** As far as they have been read, oldest first. */
  get records(): readonly UsageRecord[] {
    return this.#records;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Shows at once and is on disk when the promise resolves; throws what the file system throws. */
  append(record: UsageRecord): Promise<void> {
    this.#records.push(record);
    this.#unwritten.add(record);
    this.#changed();
    return this.#queue(async () => {
      const line = serializeUsage(record);
      await fs.mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      const handle = await fs.open(this.#file, 'a+', 0o600);
      try {
        await handle.appendFile((await endsCut(handle)) ? `\n${line}` : line);
        this.#unwritten.delete(record);
      } finally {
        await handle.close();
      }
    });
  }

  /** Reads the whole file anew, with what other windows have added. */
  refresh(): Promise<void> {
    return this.#queue(async () => {
      const size = (await fs.stat(this.#file).catch(() => undefined))?.size ?? 0;
      if (size === this.#readBytes) return;
      const text = size === 0 ? '' : await fs.readFile(this.#file, 'utf8');
      this.#records = [...parseUsageLines(text), ...this.#unwritten];
      this.#readBytes = Buffer.byteLength(text);
      this.#changed();
    });
  }

  /** Starts from zero. The old file is kept beside the new one. */
  reset(now: number): Promise<void> {
    // They belong to the old file, even those that could not be written.
    const earlier = [...this.#unwritten];
    return this.#queue(async () => {
      await fs.rename(this.#file, `${this.#file}.${now}.old`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      for (const record of earlier) this.#unwritten.delete(record);
      this.#records = [...this.#unwritten];
      this.#readBytes = 0;
      this.#changed();
    });
  }

  /** Resolves when everything appended is in the file. */
  async flush(): Promise<void> {
    await this.#work;
  }

  #queue(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(step);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The last line lacks its end: a crash cut it, and what is appended must not be taken for the rest of it. */
async function endsCut(handle: fs.FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}
