import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { AnswerCache, KnownAnswer } from '../../core/model/answerCache.ts';
import { parseAnswer, serializeAnswer } from '../../protocol/answerFile.ts';
import { createReportOnce } from '../reportOnce.ts';
import { seal, unseal } from '../seal.ts';
import type { CacheSecret } from './cacheSecret.ts';

const ANSWER_FILE = /^[0-9a-f]{64}\.answer$/;
/** Written, but not yet in its place. */
const FRESH_FILE = /^[0-9a-f]{64}\.answer\.[\w-]+\.new$/;

/** A file that is being written is not older than this; what is was left by a crash. */
const ABANDONED_MS = 3_600_000;

export interface CacheLimits {
  readonly lifetimeMs: number;
  /** Of all files together. */
  readonly bytes: number;
}

export interface AnswerStoreDeps {
  readonly folder: string;
  readonly secret: Pick<CacheSecret, 'get' | 'forget'>;
  /** As they are now. */
  limits(): CacheLimits;
  /** ms since 1970 UTC. */
  now(): number;
  /** Told once of each cause for which answers cannot be kept or read. */
  onFailure(error: unknown): void;
}

/**
 * Answers as one sealed file each, replaced whole, so that windows which share the folder need no lock: the worst that
 * two of them can do to each other is a miss. There is no index: a file's name is the answer's key, its size counts
 * towards the limit, and its time is when the answer was last of use.
 */
export class AnswerStore implements AnswerCache {
  readonly #deps: AnswerStoreDeps;
  /** Not yet in their files. */
  readonly #pending = new Map<string, KnownAnswer>();
  readonly #failures: ReturnType<typeof createReportOnce>;
  #work: Promise<unknown> = Promise.resolve();

  constructor(deps: AnswerStoreDeps) {
    this.#deps = deps;
    this.#failures = createReportOnce((error) => deps.onFailure(error));
  }

  async get(key: string): Promise<KnownAnswer | undefined> {
    const file = this.#fileOf(key);
    const pending = this.#pending.get(key);
    if (pending) return pending;
    let found: KnownAnswer | undefined;
    await this.#failures.run(async () => {
      const sealed = await fs.readFile(file).catch(missing);
      if (sealed) found = await this.#open(key, file, sealed);
    });
    return found;
  }

  put(key: string, answer: KnownAnswer): void {
    const file = this.#fileOf(key);
    this.#pending.set(key, answer);
    void this.#queue(async () => {
      await this.#failures.run(() => this.#write(key, file, answer));
      if (this.#pending.get(key) === answer) this.#pending.delete(key);
    });
  }

  /** Forgets every answer, and the key with which any copy of them could be read. Throws what the file system throws. */
  clear(): Promise<void> {
    return this.#queue(async () => {
      for (const name of await this.#names())
        await fs.rm(path.join(this.#deps.folder, name), { force: true });
      await this.#deps.secret.forget();
    });
  }

  /** Resolves when everything that was put is in its file. */
  async flush(): Promise<void> {
    await this.#work;
  }

  async #open(key: string, file: string, sealed: Uint8Array): Promise<KnownAnswer | undefined> {
    const text = unseal(await this.#deps.secret.get(), key, sealed);
    const saved = text && parseAnswer(text.toString());
    const now = this.#deps.now();
    if (!saved || Math.abs(now - saved.savedAt) > this.#deps.limits().lifetimeMs) {
      await fs.rm(file, { force: true });
      return undefined;
    }
    // Another window may have dropped it meanwhile.
    await fs.utimes(file, now / 1000, now / 1000).catch(missing);
    return saved.answer;
  }

  async #write(key: string, file: string, answer: KnownAnswer): Promise<void> {
    const { folder, secret, limits } = this.#deps;
    const now = this.#deps.now();
    const sealed = seal(await secret.get(), key, serializeAnswer({ answer, savedAt: now }));
    if (sealed.length > limits().bytes) return;
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const fresh = `${file}.${randomUUID()}.new`;
    try {
      await fs.writeFile(fresh, sealed, { mode: 0o600 });
      await fs.utimes(fresh, now / 1000, now / 1000);
      await fs.rename(fresh, file);
    } catch (error) {
      // On a full disk, half of it may be there.
      await fs.rm(fresh, { force: true }).catch(() => undefined);
      throw error;
    }
    await this.#sweep(now);
  }

  /** Drops what is too old, and of the rest what was of no use for longest, until all is within the limit. */
  async #sweep(now: number): Promise<void> {
    const { folder, limits } = this.#deps;
    const { lifetimeMs, bytes } = limits();
    const files = await Promise.all(
      (await this.#names()).map(async (name) => {
        const file = path.join(folder, name);
        const stats = await fs.stat(file).catch(missing);
        const lifetime = FRESH_FILE.test(name) ? ABANDONED_MS : lifetimeMs;
        return { file, size: stats?.size ?? 0, usedAt: stats?.mtimeMs ?? 0, lifetime };
      }),
    );
    let left = bytes;
    for (const { file, size, usedAt, lifetime } of files.sort((a, b) => b.usedAt - a.usedAt)) {
      left -= size;
      if (left < 0 || now - usedAt > lifetime) {
        await fs.rm(file, { force: true });
        left += size;
      }
    }
  }

  async #names(): Promise<readonly string[]> {
    const names = (await fs.readdir(this.#deps.folder).catch(missing)) ?? [];
    return names.filter((name) => ANSWER_FILE.test(name) || FRESH_FILE.test(name));
  }

  #fileOf(key: string): string {
    const name = `${key}.answer`;
    if (!ANSWER_FILE.test(name)) throw new RangeError('not a key of an answer');
    return path.join(this.#deps.folder, name);
  }

  #queue(step: () => Promise<void>): Promise<void> {
    const done = this.#work.then(step);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
