import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

/**
 * Where in its workspace folder a file really is, whether it is there yet or not; `undefined` when a link leads out of
 * the folder. What is not on this disk is taken at its word.
 */
export async function realPlace(uri: vscode.Uri): Promise<string | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  if (uri.scheme !== 'file') return path.posix.relative(folder.uri.path, uri.path);
  const way = path.relative(await fs.realpath(folder.uri.fsPath), await realPath(uri.fsPath));
  return way.startsWith('..') || path.isAbsolute(way) ? undefined : way;
}

async function realPath(file: string): Promise<string> {
  try {
    return await fs.realpath(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(await realPath(parent), path.basename(file));
  }
}
