import path from 'node:path';
import * as vscode from 'vscode';
import { createIgnoredPaths } from './ignoredPaths.ts';

/** Git's own, and one for what is to be kept from models while it is in the repository. Either can leave a file out. */
const IGNORE_FILES = ['.gitignore', '.inkstoneignore'] as const;

/** All of them below a folder, as a glob. */
export const IGNORE_GLOB = `**/{${IGNORE_FILES.join(',')}}`;

/** What every reader of the workspace leaves out of one of its folders. */
export interface IgnoreRules {
  /** Reads the ignore files of a folder, if `names` is absent or has any; `folder` is relative, empty for the root. */
  enter(folder: string, names?: readonly string[]): Promise<void>;
  /** Whether a file is left out, by the rules of the folders that were entered. */
  has(file: string): boolean;
  /** Whether all of a folder is. */
  hasFolder(folder: string): boolean;
}

/** Never of interest, whatever the ignore files say. */
const ALWAYS = '.git/\nnode_modules/\n.DS_Store\n';

export function createIgnoreRules(root: vscode.Uri): IgnoreRules {
  const always = createIgnoredPaths();
  always.add('', ALWAYS + excludedBySettings(root));
  const byFile = IGNORE_FILES.map((name) => ({ name, paths: createIgnoredPaths() }));
  const all = [always, ...byFile.map(({ paths }) => paths)];
  return {
    async enter(folder, names) {
      for (const { name, paths } of byFile) {
        if (names && !names.includes(name)) continue;
        const text = await readIfThere(vscode.Uri.joinPath(root, folder, name));
        if (text !== undefined) paths.add(folder, text);
      }
    },
    has: (file) => all.some((paths) => paths.has(file)),
    hasFolder: (folder) => all.some((paths) => paths.hasFolder(folder)),
  };
}

/** Whether a file of the workspace is left out by the rules of its folders; one outside of it is not. */
export async function isIgnored(uri: vscode.Uri): Promise<boolean> {
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!root) return false;
  const file = path.posix.relative(root.path, uri.path);
  const rules = createIgnoreRules(root);
  const names = file.split('/').slice(0, -1);
  for (let depth = 0; depth <= names.length; depth++) await rules.enter(names.slice(0, depth).join('/'));
  return rules.has(file);
}

async function readIfThere(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** `files.exclude` as lines of an ignore file, which are written almost like the editor's patterns. */
function excludedBySettings(root: vscode.Uri): string {
  const patterns = vscode.workspace
    .getConfiguration('files', root)
    .get<Readonly<Record<string, unknown>>>('exclude', {});
  return Object.entries(patterns)
    .filter(([, isOn]) => isOn === true)
    .flatMap(([pattern]) => withoutBraces(pattern))
    .map((pattern) => (pattern.startsWith('**/') ? pattern : `/${pattern}`))
    .join('\n');
}

/** `a.{b,c}` is two patterns in an ignore file. */
function withoutBraces(pattern: string): readonly string[] {
  const braces = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern);
  if (!braces) return [pattern];
  const [, before = '', choices = '', after = ''] = braces;
  return choices.split(',').flatMap((choice) => withoutBraces(before + choice + after));
}
