import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { type Gate, parseGate, serializeGate } from '../protocol/gateFile.ts';

/** `<the gate's id>.<a name of its own>.json` */
const GATE_FILE = /^([0-9a-f]{32})\.[0-9a-f-]{36}\.json$/;
const DRAFT = '.draft';

/** What has passed is kept this long, in ms, and what a window that is gone has left half-written. */
const KEPT_MS = 600_000;
/** The longest that anything is kept, whatever it says. */
const LONGEST_MS = 86_400_000;

/**
 * The limits that any window has run into, in a folder for all of them. A window writes a file for each that it meets,
 * under a new name each time, and removes its last one: no two ever write the same file, so that nothing is lost without
 * a lock. Whoever reads takes the longest wait of all. What cannot be read or written is left: every window still keeps
 * what it meets itself.
 */
export class GateFiles {
  readonly #folder: string;
  readonly #now: () => number;
  /** The names of this window's own, by the gate's id. */
  readonly #own = new Map<string, string>();
  #seen = '';
  #work: Promise<void> = Promise.resolve();

  /** `now` gives ms since 1970 UTC. */
  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  async changes(): Promise<ReadonlyMap<string, Gate> | undefined> {
    const names = (await this.#names()).filter((name) => GATE_FILE.test(name)).sort();
    // No name is ever used for a second text.
    const seen = names.join();
    if (seen === this.#seen) return undefined;
    this.#seen = seen;
    const gates = new Map<string, Gate>();
    const read = await Promise.all(
      names.map(async (name) => [name.slice(0, 32), await this.#read(name)] as const),
    );
    for (const [id, gate] of read) {
      const other = gates.get(id);
      if (gate && this.#counts(gate)) gates.set(id, other ? longer(gate, other) : gate);
    }
    return gates;
  }

  save(id: string, gate: Gate): Promise<void> {
    this.#work = this.#work.then(() => this.#write(id, gate).catch(() => undefined));
    return this.#work;
  }

  async #write(id: string, gate: Gate): Promise<void> {
    await fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = `${id}.${randomUUID()}.json`;
    const draft = path.join(this.#folder, name + DRAFT);
    try {
      await fs.writeFile(draft, serializeGate(gate), { mode: 0o600 });
      await fs.rename(draft, path.join(this.#folder, name));
    } catch (error) {
      await fs.rm(draft, { force: true });
      throw error;
    }
    const last = this.#own.get(id);
    this.#own.set(id, name);
    if (last !== undefined) await this.#remove(last);
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    for (const name of await this.#names()) {
      const gate = GATE_FILE.test(name) ? await this.#read(name) : undefined;
      if (gate ? !this.#counts(gate) : await this.#isLeft(name)) await this.#remove(name);
    }
  }

  #counts({ savedAt, notBefore, openUntil }: Gate): boolean {
    const now = this.#now();
    const until = Math.min(Math.max(savedAt + KEPT_MS, notBefore, openUntil), savedAt + LONGEST_MS);
    return now < until && savedAt < now + KEPT_MS;
  }

  async #isLeft(name: string): Promise<boolean> {
    const stat = await fs.stat(path.join(this.#folder, name)).catch(() => undefined);
    return stat !== undefined && stat.mtimeMs + KEPT_MS < this.#now();
  }

  async #names(): Promise<readonly string[]> {
    const names = await fs.readdir(this.#folder).catch(() => [] as string[]);
    return names.filter((name) => GATE_FILE.test(name.endsWith(DRAFT) ? name.slice(0, -DRAFT.length) : name));
  }

  async #read(name: string): Promise<Gate | undefined> {
    return parseGate(await fs.readFile(path.join(this.#folder, name), 'utf8').catch(() => ''));
  }

  #remove(name: string): Promise<void> {
    return fs.rm(path.join(this.#folder, name), { force: true });
  }
}

function longer(a: Gate, b: Gate): Gate {
  const { openUntil, pauseMs } = a.openUntil > b.openUntil ? a : b;
  return {
    notBefore: Math.max(a.notBefore, b.notBefore),
    openUntil,
    pauseMs,
    savedAt: Math.max(a.savedAt, b.savedAt),
  };
}
