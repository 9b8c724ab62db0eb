import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DOCUMENT_ENDINGS } from '../../core/documents/passages.ts';
import { namesApart } from '../../core/text/namesApart.ts';
import { filesBelow } from '../batch/findFiles.ts';
import type { UserSettings } from '../userSettings.ts';
import { isInside } from './isInside.ts';

export interface DocumentFolder {
  readonly uri: vscode.Uri;
  /** What stands before the paths of its documents where there are more folders than one. */
  readonly name: string;
}

export interface ListedDocuments {
  readonly folders: readonly DocumentFolder[];
  /** Those nearest to the top of their folder first, each once. */
  readonly files: readonly string[];
}

const ALL_DOCUMENTS = `**/*.{${DOCUMENT_ENDINGS.join(',')}}`;
const IS_DOCUMENT = new RegExp(`\\.(?:${DOCUMENT_ENDINGS.join('|')})$`, 'i');

/**
 * The workspace's folders, and those that the user has chosen. Only those on this machine's disk, which is the remote
 * one where the workspace is there: a worker has no way to others.
 */
export function documentFolders(settings: UserSettings): readonly DocumentFolder[] {
  const ofWorkspace = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const chosen = settings.current.docsFolders.map((folder) => {
    const inHome = folder.replace(/^~[\\/]?/, '');
    const uri = vscode.Uri.file(path.resolve(os.homedir(), inHome));
    return { uri, name: path.basename(uri.fsPath) };
  });
  const all = [...ofWorkspace, ...chosen];
  const names = namesApart(all.map(({ name, uri }) => ({ name, path: uri.path })));
  return all.map(({ uri, name }, index) => ({ uri, name: names[index] ?? name }));
}

/** The documents as they are now, without those that ignore files or the settings leave out. Throws `signal.reason`. */
export async function listDocuments(settings: UserSettings, signal: AbortSignal): Promise<ListedDocuments> {
  const folders = documentFolders(settings);
  const files = new Set<string>();
  for (const { uri } of folders) {
    const { docsInclude, docsExclude } = settings.forResource(uri);
    // A folder that the user has chosen is wanted whole, whatever the workspace is like.
    const isOfWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    const wanted = isOfWorkspace && docsInclude.length > 0 ? docsInclude : [ALL_DOCUMENTS];
    const found = new Set<string>();
    for (const pattern of wanted) {
      signal.throwIfAborted();
      for (const file of await filesBelow(uri, pattern, docsExclude))
        if (IS_DOCUMENT.test(file.path)) found.add(file.fsPath);
    }
    const depth = (file: string): number => file.split(path.sep).length;
    const sorted = [...found].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
    for (const file of sorted) files.add(file);
  }
  return { folders, files: [...files] };
}

/** The path of a document as people read it. */
export function documentPath(file: string, folders: readonly DocumentFolder[]): string {
  const folder = folders.find(({ uri }) => isInside(file, uri.fsPath));
  if (!folder) return file;
  const way = path.relative(folder.uri.fsPath, file).replaceAll(path.sep, '/');
  return folders.length > 1 ? `${folder.name}/${way}` : way;
}
