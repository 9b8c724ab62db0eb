import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './temporaryFolder.ts';

/** Makes a workspace of new folders, whose paths below a temporary one are given; returns the path of its file. */
export function workspaceFile(...folders: readonly string[]): string {
  const base = temporaryFolder('w');
  for (const folder of folders) mkdirSync(path.join(base, folder), { recursive: true });
  const file = path.join(base, 'all.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
  return file;
}
