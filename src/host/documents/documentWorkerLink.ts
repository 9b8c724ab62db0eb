import { Worker } from 'node:worker_threads';
import type {
  DocumentWorkerData,
  FromDocumentWorker,
  ToDocumentWorker,
} from '../../protocol/documentMessages.ts';

type Search = Omit<Extract<ToDocumentWorker, { type: 'search' }>, 'type' | 'id'>;
type Found = Omit<Extract<FromDocumentWorker, { type: 'found' }>, 'type' | 'id'>;

interface Waiting {
  readonly onProgress: (done: number) => void;
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}

export interface DocumentWorkerLinkDeps extends DocumentWorkerData {
  /** The file that the worker runs. */
  readonly script: string;
  /** The worker ends so long after its last answer, in ms. */
  readonly idleMs: number;
  readonly onError: (error: unknown) => void;
}

/** What a worker may use before it is ended, so that no document can take the editor down with it, in MB. */
const MEMORY_MEGABYTES = 1024;

/** A worker that is there while it is asked, and a while after. What ends it ends its searches, and the next is a new one. */
export class DocumentWorkerLink {
  readonly #deps: DocumentWorkerLinkDeps;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(deps: DocumentWorkerLinkDeps) {
    this.#deps = deps;
  }

  /** Throws what ended the worker, and `signal.reason`. */
  async search(search: Search, onProgress: (done: number) => void, signal: AbortSignal): Promise<Found> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#lastId;
    const post = (message: ToDocumentWorker): void => worker.postMessage(message);
    let abort = (): void => undefined;
    try {
      return await new Promise<Found>((resolve, reject) => {
        abort = () => {
          post({ type: 'cancel', id });
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
        this.#waiting.set(id, { onProgress, resolve, reject });
        post({ type: 'search', id, ...search });
      });
    } finally {
      signal.removeEventListener('abort', abort);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0)
        this.#idle = setTimeout(() => void this.close(), this.#deps.idleMs).unref();
    }
  }

  /** Lets the worker end; resolves when it has, after it has written what it knows. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    // Whoever waits for its end keeps the process for it.
    worker.ref();
    const close: ToDocumentWorker = { type: 'close' };
    worker.postMessage(close);
    await ended;
  }

  #start(): Worker {
    const { script, indexFile, onError } = this.#deps;
    const data: DocumentWorkerData = { indexFile };
    const worker = new Worker(script, {
      workerData: data,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
    });
    // It keeps no process alive that has nothing else to do.
    worker.unref();
    worker.on('message', (message: FromDocumentWorker) => {
      if (message.type === 'not-saved') return onError(new Error(message.message));
      const waiting = this.#waiting.get(message.id);
      if (message.type === 'progress') waiting?.onProgress(message.done);
      else if (message.type === 'found') waiting?.resolve(message);
      else waiting?.reject(new Error(message.message));
    });
    const end = (reason: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(reason);
    };
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`the documents’ worker ended with ${code}`)));
    return worker;
  }
}
