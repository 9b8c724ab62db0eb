import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { KEY_BYTES } from './seal.ts';

/** A folder, and the key that all of its files are sealed with. */
export interface SealedFolder {
  readonly folder: string;
  readonly key: Uint8Array;
}

/** What lies beside files that nobody can read any more, so that this is said once and not by each window. */
const LOST_KEY_NOTE = 'LOST-KEY.txt';

const FOLDER_NAME = /^[0-9a-f]{16}$/;

export interface SealedFoldersDeps {
  /** What lies in them, in English, for whoever finds files without their key. */
  readonly what: 'chats' | 'accepted edits';
  /** In which there is a folder a key. */
  readonly root: string;
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store'>;
  /** A folder whose key is in the editor's secret storage no more. */
  onLost(folder: string): void;
}

/**
 * Folders of sealed files, each named by its key, which the editor's secret storage has under that name. So no two windows
 * can write over each other's key: if both of them make one, there are two folders, and everybody reads both.
 */
export class SealedFolders {
  readonly #deps: SealedFoldersDeps;
  readonly #known = new Map<string, Uint8Array>();
  #made: Promise<SealedFolder> | undefined;

  constructor(deps: SealedFoldersDeps) {
    this.#deps = deps;
  }

  /** All folders that can be read. Throws what the secret storage throws: then it is not known which keys are lost. */
  async folders(): Promise<readonly SealedFolder[]> {
    const { root, what, onLost } = this.#deps;
    const names = (await fs.readdir(root).catch(missing)) ?? [];
    const found: SealedFolder[] = [];
    for (const name of names.filter((each) => FOLDER_NAME.test(each)).sort()) {
      const folder = path.join(root, name);
      const key = await this.#key(name);
      if (key) found.push({ folder, key });
      else if (await noteLostKey(folder, what)) onLost(folder);
    }
    return found;
  }

  /** Where new files belong; made, with its key, when there is none. */
  async writing(): Promise<SealedFolder> {
    this.#made ??= this.#findOrMake().catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    const { folder, key } = await this.#made;
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    return { folder, key };
  }

  async #findOrMake(): Promise<SealedFolder> {
    const [first] = await this.folders();
    if (first) return first;
    const key = randomBytes(KEY_BYTES);
    const name = nameOf(key);
    await this.#deps.secrets.store(secretName(name), key.toString('base64'));
    // Only what can be read back will be there tomorrow.
    if (!(await this.#key(name))) throw new Error('the secret storage keeps nothing');
    return { folder: path.join(this.#deps.root, name), key };
  }

  async #key(name: string): Promise<Uint8Array | undefined> {
    const known = this.#known.get(name);
    if (known) return known;
    const key = Buffer.from((await this.#deps.secrets.get(secretName(name))) ?? '', 'base64');
    if (key.length !== KEY_BYTES || nameOf(key) !== name) return undefined;
    this.#known.set(name, key);
    return key;
  }
}

const secretName = (name: string): string => `inkstone.chatKey.${name}`;

/** Tells nothing of the key. */
const nameOf = (key: Uint8Array): string =>
  createHash('sha256').update('inkstone chats').update(key).digest('hex').slice(0, 16);

/** Whether this is the first to notice. */
async function noteLostKey(folder: string, what: string): Promise<boolean> {
  try {
    await fs.writeFile(
      path.join(folder, LOST_KEY_NOTE),
      `The ${what} in this folder are sealed with a key that the editor’s secret storage does not have any more.\n` +
        'They open again when the key is back. Inkstone never deletes them.\n',
      { flag: 'wx', mode: 0o600 },
    );
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
