import * as fs from 'node:fs/promises';
import type { LeftOut } from '../../core/documents/documentRecord.ts';
import { isInside } from './isInside.ts';

/** Larger ones are data, and would push many others out of the index. */
const LARGEST_BYTES = 2 * 1024 * 1024;

export interface FileStamp {
  readonly mtimeMs: number;
  readonly size: number;
}

/** `undefined` when there is no such file. */
export async function stampOf(file: string): Promise<FileStamp | undefined> {
  try {
    const stats = await fs.stat(file);
    return stats.isFile() ? { mtimeMs: stats.mtimeMs, size: stats.size } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the folders are when their links are followed. */
export async function realFolders(folders: readonly string[]): Promise<readonly string[]> {
  return Promise.all(folders.map((folder) => fs.realpath(folder).catch(() => folder)));
}

/** The text of a document, or why it is left out: one that leads out of the folders by a link is, whatever its name. */
export async function readDocument(
  file: string,
  realFolders: readonly string[],
): Promise<{ readonly text: string } | Exclude<LeftOut, 'index-full'>> {
  try {
    const real = await fs.realpath(file);
    if (!realFolders.some((folder) => isInside(real, folder))) return 'outside';
    if ((await fs.stat(real)).size > LARGEST_BYTES) return 'too-large';
    const text = decoded(await fs.readFile(real));
    return text === undefined ? 'binary' : { text };
  } catch {
    return 'unreadable';
  }
}

/** UTF-8 where it is, else GB 18030, which most older Chinese documents have; `undefined` for what is no text. */
function decoded(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
