import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  parseDocumentIndex,
  type StoredIndex,
  serializeDocumentIndex,
} from '../../protocol/documentIndexFile.ts';

/** What a window that was killed while it wrote has left behind is of nobody after this. */
const ABANDONED_MS = 60 * 60 * 1000;

/** The index of a file; `undefined` when there is none that can be read, so that it is made anew. */
export async function readIndexFile(file: string): Promise<StoredIndex | undefined> {
  try {
    // The checksum of gzip finds every damage that JSON would let pass.
    return parseDocumentIndex((await promisify(gunzip)(await fs.readFile(file))).toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Replaces the file whole: whoever reads it finds the old index or the new one, and of two windows that write, the
 * later one's. Throws what the file system throws.
 */
export async function writeIndexFile(file: string, index: StoredIndex): Promise<void> {
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const bytes = await promisify(gzip)(serializeDocumentIndex(index), { level: 3 });
  const fresh = `${file}.${randomUUID()}.new`;
  try {
    await fs.writeFile(fresh, bytes, { mode: 0o600, flush: true });
    await fs.rename(fresh, file);
  } catch (error) {
    await fs.rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
  await sweep(folder);
}

async function sweep(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    if (!name.endsWith('.new')) continue;
    const file = path.join(folder, name);
    const stats = await fs.stat(file).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > ABANDONED_MS) await fs.rm(file, { force: true });
  }
}
