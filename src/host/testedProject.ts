import path from 'node:path';
import * as vscode from 'vscode';
import { readFileText } from './context/fileReader.ts';
import { createIgnoreRules } from './files/ignoreRules.ts';
import { walkFiles } from './files/walkFiles.ts';
import { workspacePath } from './files/workspacePath.ts';

/** Files that say how a project is built and tested. */
const MANIFEST =
  /^(?:package\.json|deno\.jsonc?|pyproject\.toml|setup\.(?:cfg|py)|tox\.ini|pytest\.ini|Pipfile|requirements[\w.-]*\.txt|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml|CMakeLists\.txt|conanfile\.(?:txt|py)|vcpkg\.json|meson\.build|[\w.-]+\.csproj|Directory\.Packages\.props|composer\.json|Gemfile|pubspec\.yaml|Package\.swift)$/;

/** A larger project is not read whole: what lies near the code comes first. */
const MOST_FILES = 20_000;
const MOST_MANIFESTS = 12;

export interface TestedProject {
  /** The innermost folder around the file that says how it is built, else the workspace folder. */
  readonly root: vscode.Uri;
  /** Its files, relative to it, that no ignore rule leaves out. */
  readonly files: readonly string[];
  /** Those that say how it is built, the nearest to the file first, and those of the folders around it. */
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
}

/** What is known of the project of a file. Reads only what the ignore files let models see. */
export async function testedProject(file: vscode.Uri, signal: AbortSignal): Promise<TestedProject> {
  const workspace = vscode.workspace.getWorkspaceFolder(file)?.uri;
  const own = vscode.Uri.joinPath(file, '..');
  if (!workspace) return { root: own, files: await filesIn(own), manifests: [] };
  const rules = createIgnoreRules(workspace);
  const around = path.posix.relative(workspace.path, own.path);
  const names = around === '' ? [] : around.split('/');
  const folders = [...names.keys(), names.length]
    .map((depth) => names.slice(0, depth).join('/'))
    .toReversed();
  for (const folder of folders.toReversed()) await rules.enter(folder);
  const above: string[] = [];
  let from: string | undefined;
  for (const folder of folders) {
    const found = (await filesIn(vscode.Uri.joinPath(workspace, folder))).filter((name) =>
      MANIFEST.test(name),
    );
    above.push(...found.map((name) => path.posix.join(folder, name)));
    if (found.length > 0) from ??= folder;
  }
  const files: string[] = [];
  const enough = new AbortController();
  try {
    await walkFiles(
      { root: workspace, rules, from: from ?? '' },
      (found) => {
        files.push(...found.files);
        if (files.length >= MOST_FILES) enough.abort();
      },
      AbortSignal.any([signal, enough.signal]),
    );
  } catch (error) {
    if (!enough.signal.aborted || signal.aborted) throw error;
  }
  const below = files.filter((name) => MANIFEST.test(path.posix.basename(name)));
  const manifests = [...new Set([...above, ...below])]
    .filter((name) => !rules.has(name))
    .slice(0, MOST_MANIFESTS);
  return {
    root: vscode.Uri.joinPath(workspace, from ?? ''),
    files: files.map((name) => path.posix.relative(from ?? '', name)),
    manifests: await textsOf(manifests.map((name) => vscode.Uri.joinPath(workspace, name))),
  };
}

/** The texts of those files that can be read and that models may see. */
export async function textsOf(
  uris: readonly vscode.Uri[],
): Promise<readonly { readonly path: string; readonly text: string; readonly uri: vscode.Uri }[]> {
  const texts = await Promise.all(
    uris.map(async (uri) => {
      try {
        return [{ path: workspacePath(uri), text: await readFileText(uri), uri }];
      } catch {
        return [];
      }
    }),
  );
  return texts.flat();
}

async function filesIn(folder: vscode.Uri): Promise<readonly string[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries.filter(([, type]) => type === vscode.FileType.File).map(([name]) => name);
}
