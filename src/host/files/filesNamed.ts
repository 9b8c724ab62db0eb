import * as vscode from 'vscode';
import { placesOf } from './workspacePath.ts';

const MAX_FOUND = 20;

/** The files of that path in the folders of the workspace; else those whose path ends with it. */
export async function filesNamed(path: string): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(placesOf(path).map(async (uri) => ((await exists(uri)) ? [uri] : [])));
  const exact = found.flat();
  if (exact.length > 0) return exact;
  const pattern = `**/${path.replace(/[[\]{}*?]/g, '?')}`;
  return vscode.workspace.findFiles(pattern, '**/node_modules/**', MAX_FOUND);
}

/** Whether there is something under this address. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
