import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { createBreather } from './breather.ts';
import type { IgnoreRules } from './ignoreRules.ts';

/** So many folders are read at the same time. */
const READERS = 8;

export interface WalkedFolder {
  /** Relative to the root and with `/`; empty for the root itself. */
  readonly folder: string;
  /** Paths relative to the root. */
  readonly files: readonly string[];
}

/**
 * Goes through a folder and those in it, without what the rules leave out, and tells of each, of a large one in parts. Symbolic links are not
 * followed: they may lead out of the workspace. What cannot be read counts as empty. Throws `signal.reason`.
 */
export async function walkFiles(
  input: { readonly root: vscode.Uri; readonly rules: IgnoreRules; readonly from?: string },
  found: (folder: WalkedFolder) => void,
  signal: AbortSignal,
): Promise<void> {
  const { root, rules, from = '' } = input;
  const breather = createBreather(signal);
  const waiting = [from];

  async function readOne(folder: string): Promise<void> {
    const entries = await entriesOf(vscode.Uri.joinPath(root, folder));
    signal.throwIfAborted();
    await rules.enter(
      folder,
      entries.map(({ name }) => name),
    );
    let files: string[] = [];
    for (const { name, isFolder, isFile } of entries) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (isFolder && !rules.hasFolder(path)) waiting.push(path);
      else if (isFile && !rules.has(path)) files.push(path);
      if (!breather.isDue()) continue;
      // A folder may hold more files than fit into a slice.
      found({ folder, files });
      files = [];
      await breather.rest();
    }
    found({ folder, files });
  }

  while (waiting.length > 0) await Promise.all(waiting.splice(0, READERS).map(readOne));
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isFile: boolean;
}

/** On this machine's disk directly: a hundred times faster than by way of the editor. */
async function entriesOf(uri: vscode.Uri): Promise<readonly Entry[]> {
  try {
    if (uri.scheme === 'file') {
      const entries = await fs.readdir(uri.fsPath, { withFileTypes: true });
      return entries.map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
        isFile: entry.isFile(),
      }));
    }
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({
      name,
      isFolder: type === vscode.FileType.Directory,
      isFile: type === vscode.FileType.File,
    }));
  } catch {
    return [];
  }
}
