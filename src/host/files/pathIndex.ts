import path from 'node:path';
import * as vscode from 'vscode';
import { fuzzyScore, type SearchedPath, searchedPath } from '../../core/text/fuzzyScore.ts';
import { createBreather } from './breather.ts';
import { createIgnoreRules, IGNORE_GLOB, type IgnoreRules } from './ignoreRules.ts';
import { walkFiles } from './walkFiles.ts';
import { workspacePath } from './workspacePath.ts';

export interface FoundPath {
  readonly uri: vscode.Uri;
  /** As `workspacePath` gives it. */
  readonly path: string;
  readonly isFolder: boolean;
}

interface IndexedPath extends SearchedPath {
  /** Relative to the root. */
  readonly path: string;
  readonly isFolder: boolean;
}

interface IndexedRoot {
  readonly folder: vscode.WorkspaceFolder;
  /** What is searched before the paths: the folder's name and `/`, where there are several. */
  readonly prefix: string;
  readonly rules: IgnoreRules;
  /** By their paths. */
  readonly entries: Map<string, IndexedPath>;
}

export interface PathQuery {
  readonly text: string;
  readonly kind: 'file' | 'folder' | 'any';
  readonly limit: number;
}

/**
 * The paths of all files and folders of the workspace that no rule leaves out: read when they are first searched, kept
 * by the editor's watcher afterwards. Nothing here holds the extension host up for longer than a frame.
 */
export class PathIndex {
  readonly #disposables: vscode.Disposable[];
  #roots: readonly IndexedRoot[] = [];
  #build: Promise<void> | undefined;
  #abort = new AbortController();
  #isBuilt = false;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, false);
    const rules = vscode.workspace.createFileSystemWatcher(IGNORE_GLOB);
    const forget = (): void => this.#forget();
    const add = (uri: vscode.Uri): void => void this.#add(uri);
    const remove = (uri: vscode.Uri): void => this.#remove(uri);
    this.#disposables = [
      watcher,
      watcher.onDidCreate(add),
      watcher.onDidDelete(remove),
      // What is done in the editor is told at once, also while the watcher is not ready yet or leaves a folder out.
      vscode.workspace.onDidCreateFiles(({ files }) => files.forEach(add)),
      vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(remove)),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) {
          remove(oldUri);
          add(newUri);
        }
      }),
      rules,
      rules.onDidChange(forget),
      rules.onDidCreate(forget),
      rules.onDidDelete(forget),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
    ];
  }

  /**
   * The best answers to a query, best first: at once of what is known, and once more when all paths are. Throws
   * `signal.reason`.
   */
  async *find(query: PathQuery, signal: AbortSignal): AsyncGenerator<readonly FoundPath[], void, void> {
    // What is read may be forgotten meanwhile, when an ignore file or the workspace's folders change.
    while (!this.#isBuilt) {
      this.#build ??= this.#readAll();
      yield await this.#search(query, signal);
      await this.#build;
      signal.throwIfAborted();
    }
    yield await this.#search(query, signal);
  }

  dispose(): void {
    this.#abort.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #search({ text, kind, limit }: PathQuery, signal: AbortSignal): Promise<readonly FoundPath[]> {
    const breather = createBreather(signal);
    const query = text.toLowerCase();
    const best: { readonly score: number; readonly root: IndexedRoot; readonly entry: IndexedPath }[] = [];
    for (const root of this.#roots) {
      for (const entry of root.entries.values()) {
        if (breather.isDue()) await breather.rest();
        if (kind !== 'any' && entry.isFolder !== (kind === 'folder')) continue;
        const score = fuzzyScore(query, entry);
        if (score === undefined || (best.length === limit && score <= best[limit - 1]!.score)) continue;
        const place = best.findIndex((other) => other.score < score);
        best.splice(place < 0 ? best.length : place, 0, { score, root, entry });
        best.length = Math.min(best.length, limit);
      }
    }
    return best.map(({ root, entry }) => {
      const uri = vscode.Uri.joinPath(root.folder.uri, entry.path);
      return { uri, path: workspacePath(uri), isFolder: entry.isFolder };
    });
  }

  async #readAll(): Promise<void> {
    const { signal } = this.#abort;
    const folders = vscode.workspace.workspaceFolders ?? [];
    this.#roots = folders.map((folder) => ({
      folder,
      prefix: folders.length > 1 ? `${workspacePath(folder.uri)}/` : '',
      rules: createIgnoreRules(folder.uri),
      entries: new Map<string, IndexedPath>(),
    }));
    try {
      await Promise.all(this.#roots.map((root) => this.#read(root, '', signal)));
      if (!signal.aborted) this.#isBuilt = true;
    } catch (error) {
      if (signal.aborted) return;
      this.#forget();
      throw error;
    }
  }

  async #read(root: IndexedRoot, from: string, signal: AbortSignal): Promise<void> {
    const { folder, rules } = root;
    await walkFiles(
      { root: folder.uri, rules, from },
      (walked) => {
        if (walked.folder !== '') keep(root, walked.folder, true);
        for (const file of walked.files) keep(root, file, false);
      },
      signal,
    );
  }

  #forget(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#build = undefined;
    this.#isBuilt = false;
    this.#roots = [];
  }

  #placeOf(uri: vscode.Uri): { readonly root: IndexedRoot; readonly path: string } | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const root = this.#roots.find((each) => each.folder.uri.toString() === folder?.uri.toString());
    return root && { root, path: path.posix.relative(root.folder.uri.path, uri.path) };
  }

  async #add(uri: vscode.Uri): Promise<void> {
    const { signal } = this.#abort;
    // The rules of all folders are known only then; what is read anew has what was added meanwhile.
    await this.#build?.catch(() => {});
    const place = this.#placeOf(uri);
    if (signal.aborted || !place || place.path === '' || place.root.rules.has(place.path)) return;
    try {
      const { type } = await vscode.workspace.fs.stat(uri);
      if (signal.aborted) return;
      if (type === vscode.FileType.File) keepWithFolders(place.root, place.path);
      else if (type === vscode.FileType.Directory && !place.root.rules.hasFolder(place.path))
        await this.#read(place.root, place.path, signal);
    } catch {
      // It is gone already.
    }
  }

  #remove(uri: vscode.Uri): void {
    const place = this.#placeOf(uri);
    if (!place) return;
    const { entries } = place.root;
    const isFolder = entries.get(place.path)?.isFolder ?? false;
    entries.delete(place.path);
    if (isFolder)
      for (const other of entries.keys()) if (other.startsWith(`${place.path}/`)) entries.delete(other);
  }
}

/** The editor may tell of a file alone whose folders are as new. */
function keepWithFolders(root: IndexedRoot, file: string): void {
  keep(root, file, false);
  for (let folder = path.posix.dirname(file); folder !== '.' && !root.entries.has(folder); ) {
    keep(root, folder, true);
    folder = path.posix.dirname(folder);
  }
}

function keep({ entries, prefix }: IndexedRoot, file: string, isFolder: boolean): void {
  entries.set(file, { path: file, isFolder, ...searchedPath(prefix + file) });
}
