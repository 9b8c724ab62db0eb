import * as fs from 'node:fs/promises';
import path from 'node:path';
import { type BatchEvent, type BatchJob, reduceBatch } from '../../core/batch/batchJob.ts';
import { parseBatch, serializeBatchEvent } from '../../protocol/batchFile.ts';

const BATCH_FILE = /^[\w-]{1,64}\.jsonl$/;

/** So many batches are kept; the oldest go. */
const KEPT = 20;

/** A batch that is being worked on. */
export interface OpenBatch {
  readonly job: BatchJob;
  /** Takes effect at once, and is on disk when `flush` resolves. */
  dispatch(event: Exclude<BatchEvent, { type: 'created' }>): void;
  flush(): Promise<void>;
}

/**
 * Batches as one file of events each, to which each event is appended as it happens: after a crash everything is there
 * but what was under way. Where the disk refuses, the batch goes on in memory, and `onFailure` is told.
 */
export class BatchStore {
  readonly #folder: string;
  readonly #onFailure: (error: unknown) => void;

  constructor(folder: string, onFailure: (error: unknown) => void) {
    this.#folder = folder;
    this.#onFailure = onFailure;
  }

  create(job: BatchJob): OpenBatch {
    return this.#openBatch(job, [{ type: 'created', job }]);
  }

  /** `undefined` when there is no such batch, or none that can be read. */
  async open(id: string): Promise<OpenBatch | undefined> {
    const job = await this.#read(`${id}.jsonl`);
    return job && this.#openBatch(job, []);
  }

  /** Newest first. */
  async list(): Promise<readonly BatchJob[]> {
    const jobs = await Promise.all((await this.#names()).map((name) => this.#read(name)));
    return jobs.filter((job) => job !== undefined).sort((a, b) => b.createdAt - a.createdAt);
  }

  async remove(id: string): Promise<void> {
    await fs.rm(this.#fileOf(`${id}.jsonl`), { force: true });
  }

  #openBatch(opened: BatchJob, unwritten: readonly BatchEvent[]): OpenBatch {
    const file = this.#fileOf(`${opened.id}.jsonl`);
    let job = opened;
    // A line that a crash has cut ends here, so that what is appended is not taken for the rest of it.
    let lines = unwritten.length > 0 ? '' : '\n';
    let work: Promise<void> = unwritten.length > 0 ? this.#prune() : Promise.resolve();
    const append = (event: BatchEvent): void => {
      lines += serializeBatchEvent(event);
      work = work.then(async () => {
        if (lines === '') return;
        const written = lines;
        lines = '';
        try {
          await fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
          await fs.appendFile(file, written, { mode: 0o600 });
        } catch (error) {
          // It goes with the next event, which may find the disk better.
          lines = written + lines;
          this.#onFailure(error);
        }
      });
    };
    for (const event of unwritten) append(event);
    return {
      get job() {
        return job;
      },
      dispatch(event) {
        job = reduceBatch(job, event) ?? job;
        append(event);
      },
      flush: () => work,
    };
  }

  async #read(name: string): Promise<BatchJob | undefined> {
    const text = await fs.readFile(this.#fileOf(name), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : parseBatch(text);
  }

  /** Makes room for one more. */
  async #prune(): Promise<void> {
    const jobs = await this.list();
    for (const { id } of jobs.slice(KEPT - 1)) await this.remove(id).catch(() => undefined);
  }

  async #names(): Promise<readonly string[]> {
    const names = await fs.readdir(this.#folder).catch(() => [] as string[]);
    return names.filter((name) => BATCH_FILE.test(name));
  }

  #fileOf(name: string): string {
    if (!BATCH_FILE.test(name)) throw new RangeError('not a batch id');
    return path.join(this.#folder, name);
  }
}
