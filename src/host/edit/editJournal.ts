import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type AcceptedFile, parseAccepted } from '../../protocol/acceptedFile.ts';
import { seal, unseal } from '../seal.ts';
import type { SealedFolder, SealedFolders } from '../sealedFolders.ts';

/** `0001790000000000-….edit`: in the order of time. */
const FILE_NAME = /^\d{16}-[\w-]+\.edit$/;

export interface EditJournalDeps {
  readonly folders: SealedFolders;
  /** The oldest go when all take more than this, in bytes. */
  readonly limitBytes: number;
}

/** What was accepted in a workspace: a sealed file each time, so that windows never write into each other's. */
export class EditJournal {
  readonly #deps: EditJournalDeps;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(deps: EditJournalDeps) {
    this.#deps = deps;
  }

  /** Throws what the file system and the editor's secret storage throw. */
  append(accepted: AcceptedFile): Promise<void> {
    const written = this.#append(accepted);
    this.#writing = Promise.allSettled([this.#writing, written]);
    return written;
  }

  async #append(accepted: AcceptedFile): Promise<void> {
    const { folder, key } = await this.#deps.folders.writing();
    const name = `${String(accepted.at).padStart(16, '0')}-${randomUUID()}.edit`;
    const file = path.join(folder, name);
    await fs.writeFile(`${file}.new`, seal(key, name, gzipSync(JSON.stringify(accepted))), { mode: 0o600 });
    await fs.rename(`${file}.new`, file);
    await this.#makeRoom();
  }

  /** The newest first, with what is being written; what cannot be read is left out, and left alone. */
  async read(): Promise<readonly AcceptedFile[]> {
    await this.#writing;
    const all = await Promise.all((await this.#files()).map(readFile));
    return all.filter((each) => each !== undefined).sort((a, b) => b.at - a.at);
  }

  async #files(): Promise<readonly JournalFile[]> {
    const folders = await this.#deps.folders.folders();
    const files = await Promise.all(
      folders.map(async (folder) => {
        const names = await fs.readdir(folder.folder).catch(() => []);
        return names.filter((name) => FILE_NAME.test(name)).map((name) => ({ ...folder, name }));
      }),
    );
    return files.flat().sort((a, b) => (a.name < b.name ? 1 : -1));
  }

  /** Another window may be making room too, and take a file first. */
  async #makeRoom(): Promise<void> {
    let bytes = 0;
    for (const { folder, name } of await this.#files()) {
      const file = path.join(folder, name);
      bytes += await fs.stat(file).then(
        ({ size }) => size,
        () => 0,
      );
      if (bytes > this.#deps.limitBytes) await fs.rm(file, { force: true });
    }
  }
}

interface JournalFile extends SealedFolder {
  readonly name: string;
}

async function readFile({ folder, key, name }: JournalFile): Promise<AcceptedFile | undefined> {
  const sealed = await fs.readFile(path.join(folder, name)).catch(() => undefined);
  const packed = sealed && unseal(key, name, sealed);
  return packed && parseAccepted(gunzipSync(packed).toString());
}
