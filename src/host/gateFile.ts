import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { type Gates, parseGates, serializeGates } from '../protocol/gateFile.ts';

/** Entries that no window has touched for this long are dropped. */
const KEPT_MS = 600_000;

type Gate = Gates extends ReadonlyMap<string, infer Value> ? Value : never;

/**
 * The limits that any window has run into, in one small file for all of them. It is written when a limit is met and read
 * when it has changed; what cannot be read or written is left: every window still keeps what it meets itself.
 */
export class GateFile {
  readonly #file: string;
  #seen = '';
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#file = path.join(folder, 'gates.json');
  }

  async changes(): Promise<Gates | undefined> {
    const stamp = await this.#stamp();
    if (stamp === this.#seen) return undefined;
    this.#seen = stamp;
    return this.#read();
  }

  /** One after the other, each on top of what the file holds by then. */
  save(id: string, gate: Gate): Promise<void> {
    this.#work = this.#work.then(() => this.#write(id, gate).catch(() => undefined));
    return this.#work;
  }

  async #write(id: string, gate: Gate): Promise<void> {
    const others = [...(await this.#read())].filter(
      ([other, { savedAt }]) => other !== id && Math.abs(gate.savedAt - savedAt) < KEPT_MS,
    );
    await fs.mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.${randomUUID()}`;
    try {
      await fs.writeFile(draft, serializeGates(new Map([...others, [id, gate]])), { mode: 0o600 });
      await fs.rename(draft, this.#file);
    } catch (error) {
      await fs.rm(draft, { force: true });
      throw error;
    }
  }

  async #read(): Promise<Gates> {
    return parseGates(await fs.readFile(this.#file, 'utf8').catch(() => ''));
  }

  async #stamp(): Promise<string> {
    const stat = await fs.stat(this.#file).catch(() => undefined);
    return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
  }
}
