import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { parseUnsent, type Unsent } from '../../protocol/unsentFile.ts';
import { KEY_BYTES, seal, unseal } from '../seal.ts';

const SECRET = 'inkstone.unsentKey';
const FILE = 'unsent';

export type UnsentSecrets = Pick<vscode.SecretStorage, 'get' | 'store'>;

/** What is to go along with an unsent question, over a restart: sealed, since it may hold code and pictures. */
export interface UnsentContext {
  /** `undefined` when there is nothing that can be read. */
  read(): Promise<Unsent | undefined>;
  /** Nothing takes the file away. Throws what the file system and the editor's secret storage throw. */
  write(unsent: Unsent | undefined): Promise<void>;
}

export function createUnsentContext(folder: string, secrets: UnsentSecrets): UnsentContext {
  const file = path.join(folder, FILE);
  let writing: Promise<void> = Promise.resolve();

  async function key(): Promise<Buffer> {
    const stored = Buffer.from((await secrets.get(SECRET)) ?? '', 'base64');
    if (stored.length === KEY_BYTES) return stored;
    const made = randomBytes(KEY_BYTES);
    await secrets.store(SECRET, made.toString('base64'));
    return made;
  }

  async function writeNow(unsent: Unsent | undefined): Promise<void> {
    if (!unsent) return fs.rm(file, { force: true });
    const sealed = seal(await key(), FILE, JSON.stringify(unsent));
    await fs.mkdir(folder, { recursive: true });
    // A window that is closed meanwhile leaves the one before.
    await fs.writeFile(`${file}.new`, sealed, { mode: 0o600 });
    await fs.rename(`${file}.new`, file);
  }

  return {
    async read() {
      const sealed = await fs.readFile(file).catch(() => undefined);
      const clear = sealed && unseal(await key(), FILE, sealed);
      return clear && parseUnsent(clear.toString());
    },
    write(unsent) {
      const written = writing.then(() => writeNow(unsent));
      writing = written.catch(() => {});
      return written;
    },
  };
}
