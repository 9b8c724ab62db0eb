import * as vscode from 'vscode';
import { secretValuesOf } from '../../core/guard/dotenv.ts';

/** The values of the workspace's `.env` files that are to be hidden. */
export interface EnvFiles extends vscode.Disposable {
  /** Read when first asked for, and after a file has changed. Never rejects: what cannot be read has no values. */
  values(): Promise<readonly string[]>;
}

const FILES = '**/{.env,.env.*,*.env}';
/** Patterns to be filled in, without values of anybody's. */
const TEMPLATE = /\.(?:example|sample|template|dist|defaults?)$/i;

const MOST_FILES = 200;
const LARGEST_BYTES = 64 * 1024;

export function createEnvFiles(): EnvFiles {
  let values: Promise<readonly string[]> | undefined;
  const watcher = vscode.workspace.createFileSystemWatcher(FILES);
  const forget = (): void => {
    values = undefined;
  };
  const parts = [
    watcher,
    watcher.onDidChange(forget),
    watcher.onDidCreate(forget),
    watcher.onDidDelete(forget),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
  ];
  return {
    values() {
      values ??= readAll();
      return values;
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}

async function readAll(): Promise<readonly string[]> {
  try {
    // These files are left out of most searches, so the settings' exclusions say nothing here.
    const files = await vscode.workspace.findFiles(FILES, '**/{node_modules,.git}/**', MOST_FILES);
    const values = await Promise.all(files.filter(({ path }) => !TEMPLATE.test(path)).map(read));
    return [...new Set(values.flat())];
  } catch {
    return [];
  }
}

async function read(file: vscode.Uri): Promise<readonly string[]> {
  try {
    const bytes = await vscode.workspace.fs.readFile(file);
    return bytes.length > LARGEST_BYTES ? [] : secretValuesOf(new TextDecoder().decode(bytes));
  } catch {
    return [];
  }
}
