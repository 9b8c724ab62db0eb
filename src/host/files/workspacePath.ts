import path from 'node:path';
import * as vscode from 'vscode';
import { namesApart } from '../../core/text/namesApart.ts';

/**
 * Where something is, as people and models read it: relative to its workspace folder, whose name comes first where there
 * are several. Outside of the workspace it is the whole path.
 */
export function workspacePath(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return vscode.workspace.asRelativePath(uri);
  const named = namedFolders();
  const way = path.posix.relative(folder.uri.path, uri.path);
  if (named.length < 2) return way || folder.name;
  const { name = folder.name } = named.find((each) => each.uri.toString() === folder.uri.toString()) ?? {};
  return way === '' ? name : `${name}/${way}`;
}

/** What such a path may be of, whether there is something or not; what its first folder names comes first. */
export function placesOf(wanted: string): readonly vscode.Uri[] {
  const named = namedFolders();
  const below = named
    .filter(({ name }) => named.length > 1 && wanted.startsWith(`${name}/`))
    .flatMap(({ name, uri }) => inside(uri, wanted.slice(name.length + 1)));
  const places = [...below, ...named.flatMap(({ uri }) => inside(uri, wanted))];
  return [...new Map(places.map((uri) => [uri.toString(), uri])).values()];
}

/** Models write paths too: none may lead out of its folder. */
function inside(folder: vscode.Uri, way: string): readonly vscode.Uri[] {
  const uri = vscode.Uri.joinPath(folder, way);
  const isBelow = uri.path.startsWith(folder.path.replace(/\/?$/, '/'));
  return isBelow && !way.includes('\\') ? [uri] : [];
}

/** The workspace's folders by the names that tell them apart. */
function namedFolders(): readonly { readonly name: string; readonly uri: vscode.Uri }[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const names = namesApart(folders.map(({ name, uri }) => ({ name, path: uri.path })));
  return folders.map(({ name, uri }, index) => ({ name: names[index] ?? name, uri }));
}
