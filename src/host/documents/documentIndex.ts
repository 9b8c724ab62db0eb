import {
  type DocumentCounts,
  type DocumentRecord,
  indexedBytes,
  type LeftOut,
} from '../../core/documents/documentRecord.ts';
import { PassageIndex, relevant } from '../../core/documents/passageIndex.ts';
import { type Passage, passagesOf } from '../../core/documents/passages.ts';
import type { StoredIndex } from '../../protocol/documentIndexFile.ts';
import type { FoundText } from '../../protocol/documentMessages.ts';
import { type FileStamp, readDocument, realFolders, stampOf } from './readDocument.ts';

/** So many files are looked at at the same time. */
const READERS = 32;

/** The documents to search, and what of them the index may hold. */
export interface Listed {
  /** Paths of files, the most wanted first: when the index is full, the others are left out. */
  readonly files: readonly string[];
  /** The folders that they lie in; what leads out of them is left out. */
  readonly roots: readonly string[];
  readonly limitBytes: number;
}

/**
 * An index of files: what it holds depends on the files alone, and not on what it held before. Text is not kept; it is
 * read from the file of a passage when that is found.
 */
export class DocumentIndex {
  readonly #records = new Map<string, DocumentRecord>();
  readonly #index = new PassageIndex();
  /** Those of the last update, with links followed. */
  #folders: readonly string[] = [];
  #hasChanged = false;

  constructor(stored?: StoredIndex) {
    if (!stored) return;
    this.#index.putWords(stored.words);
    for (const record of stored.documents) this.#keep(record);
    this.#hasChanged = false;
  }

  /** There is something that the last `stored` had not. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** What there is to keep on disk. */
  stored(): StoredIndex {
    this.#hasChanged = false;
    return { words: this.#index.words, documents: [...this.#records.values()] };
  }

  /** Follows the files; only those with another time or size are read. Throws `signal.reason`. */
  async update(
    { files, roots, limitBytes }: Listed,
    onProgress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<DocumentCounts> {
    const listed = new Set(files);
    this.#folders = await realFolders(roots);
    for (const name of this.#records.keys()) if (!listed.has(name)) this.#forget(name);
    const leftOut: Partial<Record<LeftOut, number>> = {};
    const leave = (reason: LeftOut, count = 1): void => {
      leftOut[reason] = (leftOut[reason] ?? 0) + count;
    };
    let searched = 0;
    let bytes = 0;
    for (let from = 0; from < files.length; from += READERS) {
      signal.throwIfAborted();
      onProgress(from);
      const names = files.slice(from, from + READERS);
      const records = await Promise.all(names.map((name) => this.#follow(name)));
      for (const [index, record] of records.entries()) {
        if (typeof record === 'string') {
          this.#forget(names[index]!);
          leave(record);
          continue;
        }
        bytes += indexedBytes(record);
        if (bytes > limitBytes) {
          const rest = files.slice(from + index);
          leave('index-full', rest.length);
          for (const name of rest) this.#forget(name);
          return { searched, leftOut };
        }
        this.#keep(record);
        if (record.leftOut) leave(record.leftOut);
        else searched++;
      }
    }
    return { searched, leftOut };
  }

  /** The passages that answer the question, the best first, with their texts; none when nothing is about it. */
  async search(question: string, limit: number): Promise<readonly FoundText[]> {
    const hits = relevant(this.#index.search(question, limit));
    const names = [...new Set(hits.map(({ name }) => name))];
    const texts = new Map(
      await Promise.all(names.map(async (name) => [name, await this.#passages(name)] as const)),
    );
    return hits.flatMap(({ name, ordinal, passage: { line, endLine, headings } }) => {
      const read = texts.get(name)?.[ordinal];
      // It was written to since it was found.
      if (read?.line !== line || read.endLine !== endLine) return [];
      return { file: name, line, endLine, headings, text: read.text };
    });
  }

  /** What is known of the file as it is now, or why it cannot be read. */
  async #follow(name: string): Promise<DocumentRecord | LeftOut> {
    const stamp = await stampOf(name);
    const known = this.#records.get(name);
    if (stamp && known?.mtimeMs === stamp.mtimeMs && known.size === stamp.size) return known;
    return stamp ? this.#read(name, stamp) : 'unreadable';
  }

  async #read(name: string, { mtimeMs, size }: FileStamp): Promise<DocumentRecord | LeftOut> {
    const read = await readDocument(name, this.#folders);
    if (read === 'unreadable' || read === 'outside') return read;
    const stamped = { name, mtimeMs, size };
    if (typeof read === 'string') return { ...stamped, leftOut: read, passages: [] };
    return { ...stamped, passages: this.#index.indexed(name, passagesOf(name, read.text)) };
  }

  async #passages(name: string): Promise<readonly Passage[]> {
    const read = await readDocument(name, this.#folders);
    return typeof read === 'string' ? [] : passagesOf(name, read.text);
  }

  #keep(record: DocumentRecord): void {
    if (this.#records.get(record.name) === record) return;
    this.#hasChanged = true;
    this.#records.set(record.name, record);
    this.#index.put(record.name, record.passages);
  }

  #forget(name: string): void {
    if (!this.#records.delete(name)) return;
    this.#hasChanged = true;
    this.#index.delete(name);
  }
}
