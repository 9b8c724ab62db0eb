import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import {
  type AuditFile,
  type AuditRecord,
  type AuditVerdict,
  chainLine,
  fileNameOf,
  type Head,
  headAfter,
  headOf,
  isAuditFile,
  type NamedHead,
  NO_LINE,
  type RequestRecord,
  sha256,
  verifyAudit,
} from './auditChain.ts';

/** What the editor remembers of the log's ends, where whoever changes files does not get at it. */
export interface AuditMemory {
  read(): Promise<readonly NamedHead[]>;
  write(heads: readonly NamedHead[]): Promise<void>;
}

export interface AuditLimits {
  /** A file that has reached this is followed by another, in bytes. */
  readonly fileBytes: number;
  /** All files together: beyond it, the oldest are removed. */
  readonly totalBytes: number;
}

export interface AuditLogDeps {
  readonly folder: string;
  readonly memory: AuditMemory;
  readonly now: () => number;
  /** Told when the ends could not be remembered; the log itself is written all the same. */
  readonly onForgotten: (error: unknown) => void;
  readonly limits?: AuditLimits;
}

const LIMITS: AuditLimits = { fileBytes: 4 * 1024 * 1024, totalBytes: 64 * 1024 * 1024 };

/** Ends that a beginning log names, and that the editor remembers. */
const LINKS = 8;
const REMEMBERED = 32;

const END_BYTES = 256 * 1024;

/** Opens for appending what is there: a file that was removed must not come back without its beginning. */
const EXISTING = constants.O_RDWR | constants.O_APPEND;

const isNew = ({ size }: OpenFile): boolean => size === 0;

interface OpenFile {
  readonly chain: string;
  readonly segment: number;
  /** As far as lines are whole. */
  size: number;
  head: Head;
}

/**
 * The audit log of one window: lines that each hold the hash of the line before. Every window has files of its own, so
 * that no two ever write one chain, and no lock can be lost. A new window's first line names the ends of the newest
 * other files: whoever removes a file, or its end, contradicts another.
 */
export class AuditLog {
  readonly #deps: AuditLogDeps;
  readonly #limits: AuditLimits;
  #open: OpenFile | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: AuditLogDeps) {
    this.#deps = deps;
    this.#limits = deps.limits ?? LIMITS;
  }

  /** The line is on the disk when the promise resolves; throws what the file system throws. */
  append(at: number, record: RequestRecord): Promise<void> {
    return this.#queue(async () => {
      const open = await this.#file();
      await this.#write(open, { type: 'request', at: new Date(at).toISOString(), ...record });
      const file = fileNameOf(open.chain, open.segment);
      await this.#remember((known) => [...known.filter((end) => end.file !== file), { file, ...open.head }]);
    });
  }

  /** Follows all chains, those of other windows too. Throws what the file system throws. */
  async verify(): Promise<AuditVerdict> {
    await this.#work;
    // First: what another window appends meanwhile is then more than is remembered, and not less.
    const remembered = await this.#deps.memory.read();
    return verifyAudit(await this.#files(), remembered);
  }

  async flush(): Promise<void> {
    await this.#work;
  }

  /** The file to write to, begun or gone on with. */
  async #file(): Promise<OpenFile> {
    const open = this.#open;
    if (open && open.size < this.#limits.fileBytes && (await this.#exists(open))) return open;
    await fs.mkdir(this.#deps.folder, { recursive: true, mode: 0o700 });
    const at = this.#now();
    const next: OpenFile =
      open && (await this.#exists(open))
        ? { ...open, segment: open.segment + 1, size: 0 }
        : { chain: this.#newChain(), segment: 0, size: 0, head: { seq: 0, hash: NO_LINE } };
    const file = fileNameOf(next.chain, next.segment);
    const begin: AuditRecord =
      next.segment === 0
        ? { type: 'begin', at, file, links: await this.#links(file) }
        : { type: 'continued', at, file };
    try {
      await this.#write(next, begin);
    } catch (error) {
      if ((await this.#size(file)) === 0) await fs.rm(this.#path(next), { force: true });
      throw error;
    }
    this.#open = next;
    await this.#retire(next);
    return next;
  }

  /** Appends one line. What a broken write has left before it is closed off and named, never cut away. */
  async #write(open: OpenFile, record: AuditRecord): Promise<void> {
    const handle = await fs.open(this.#path(open), isNew(open) ? 'a+' : EXISTING, 0o600);
    try {
      const { size } = await handle.stat();
      // Only what has been written counts, so that the next attempt finds what this one may leave.
      let before = open.head;
      let pending = '';
      if (size > open.size) {
        const { buffer } = await handle.read(Buffer.alloc(size - open.size), 0, size - open.size, open.size);
        const { head, rest } = headAfter(open.head, buffer.toString());
        before = head;
        if (rest !== '') {
          const healed = chainLine({ type: 'healed', at: this.#now(), torn: sha256(rest) }, head);
          pending = `\n${healed.line}\n`;
          before = healed.head;
        }
      }
      const { line, head } = chainLine(record, before);
      const bytes = Buffer.from(`${pending}${line}\n`);
      await handle.appendFile(bytes);
      await handle.datasync();
      open.head = head;
      open.size = size + bytes.length;
    } finally {
      await handle.close();
    }
  }

  /** The newest last. A window that writes at the same time may undo this: then an older end is remembered. */
  async #remember(change: (known: readonly NamedHead[]) => readonly NamedHead[]): Promise<void> {
    try {
      const { memory } = this.#deps;
      await memory.write(change(await memory.read()).slice(-REMEMBERED));
    } catch (error) {
      this.#deps.onForgotten(error);
    }
  }

  async #links(own: string): Promise<readonly NamedHead[]> {
    const others = (await this.#names()).filter((name) => name !== own);
    const heads = others.slice(-LINKS).map(async (file) => {
      const head = await this.#headOf(file);
      return head && { file, ...head };
    });
    return (await Promise.all(heads)).filter((head) => head !== undefined);
  }

  /** Removes the oldest files while all are too large together, and says so in the log. */
  async #retire(open: OpenFile): Promise<void> {
    const names = (await this.#names()).filter((name) => name !== fileNameOf(open.chain, open.segment));
    const sizes = await Promise.all(names.map((name) => this.#size(name)));
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [index, file] of names.entries()) {
      if (total + this.#limits.fileBytes <= this.#limits.totalBytes) return;
      const head = (await this.#headOf(file)) ?? { seq: 0, hash: NO_LINE };
      await this.#write(open, { type: 'retired', at: this.#now(), end: { file, ...head } });
      await this.#remember((known) => known.filter((other) => other.file !== file));
      await fs.rm(path.join(this.#deps.folder, file), { force: true });
      total -= sizes[index] ?? 0;
    }
  }

  async #files(): Promise<AuditFile[]> {
    return Promise.all((await this.#names()).map(async (name) => ({ name, text: await this.#read(name) })));
  }

  /** Oldest first. */
  async #names(): Promise<readonly string[]> {
    const names = await fs.readdir(this.#deps.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter(isAuditFile).sort();
  }

  /** Only the end is read, unless the last line is longer than that. */
  async #headOf(name: string): Promise<Head | undefined> {
    const handle = await fs.open(path.join(this.#deps.folder, name), 'r');
    try {
      const { size } = await handle.stat();
      const start = Math.max(0, size - END_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
      return headOf(buffer.toString('utf8', 0, bytesRead)) ?? headOf(await this.#read(name));
    } finally {
      await handle.close();
    }
  }

  #read(name: string): Promise<string> {
    return fs.readFile(path.join(this.#deps.folder, name), 'utf8');
  }

  async #size(name: string): Promise<number> {
    return (await fs.stat(path.join(this.#deps.folder, name)).catch(() => undefined))?.size ?? 0;
  }

  /** Another window may have removed it, because it was the oldest. */
  async #exists(open: OpenFile): Promise<boolean> {
    return (await fs.stat(this.#path(open)).catch(() => undefined)) !== undefined;
  }

  #path({ chain, segment }: OpenFile): string {
    return path.join(this.#deps.folder, fileNameOf(chain, segment));
  }

  #newChain(): string {
    const begin = this.#now()
      .replace(/\.\d+Z$/, '')
      .replace(/[-:]/g, '');
    return `${begin}-${randomBytes(4).toString('hex')}`;
  }

  #now(): string {
    return new Date(this.#deps.now()).toISOString();
  }

  #queue(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(step);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
