import path from 'node:path';
import * as vscode from 'vscode';
import type { DocumentCounts } from '../../core/documents/documentRecord.ts';
import type { DocumentSearch, DocumentsFound } from '../../core/documents/documentSearch.ts';
import type { UserSettings } from '../userSettings.ts';
import { DocumentWorkerLink } from './documentWorkerLink.ts';
import { documentPath, listDocuments } from './listDocuments.ts';

/** So many can matter for a question; the model is told the best of them that fit. */
const MAX_PASSAGES = 16;

/** Who watches is told of the progress so often, in ms. */
const TELL_EVERY_MS = 300;

/** A question is often followed by another; after this, in ms, the worker gives its memory back. */
const IDLE_MS = 120_000;

/** Searches the documents in a worker. */
export class DocumentSearcher implements DocumentSearch {
  readonly #settings: UserSettings;
  readonly #worker: DocumentWorkerLink;
  /** What was last told to be left out. */
  #told = '{}';

  constructor(deps: {
    readonly settings: UserSettings;
    /** The worker's bundle. */
    readonly script: string;
    /** Where the index is kept. */
    readonly folder: string;
    readonly onError: (error: unknown) => void;
  }) {
    this.#settings = deps.settings;
    const { script, onError } = deps;
    const indexFile = path.join(deps.folder, 'index.json.gz');
    this.#worker = new DocumentWorkerLink({ script, onError, indexFile, idleMs: IDLE_MS });
  }

  async search(
    question: string,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<DocumentsFound> {
    const { folders, files } = await listDocuments(this.#settings, signal);
    if (files.length === 0) return { passages: [], counts: { searched: 0, leftOut: {} }, isNews: false };
    let tellAt = performance.now() + TELL_EVERY_MS;
    const { passages, counts } = await this.#worker.search(
      {
        question,
        files,
        roots: folders.map(({ uri }) => uri.fsPath),
        limitBytes: this.#settings.current.docsMegabytes * 1_000_000,
        maxPassages: MAX_PASSAGES,
      },
      (done) => {
        if (performance.now() < tellAt) return;
        tellAt = performance.now() + TELL_EVERY_MS;
        onProgress(done, files.length);
      },
      signal,
    );
    return {
      passages: passages.map(({ file, ...passage }) => ({
        ...passage,
        path: documentPath(file, folders),
        uri: vscode.Uri.file(file).toString(),
      })),
      counts,
      isNews: this.#isNews(counts),
    };
  }

  dispose(): void {
    void this.#worker.close();
  }

  #isNews({ leftOut }: DocumentCounts): boolean {
    const now = JSON.stringify(leftOut);
    const isNews = now !== this.#told;
    this.#told = now;
    return isNews && now !== '{}';
  }
}
