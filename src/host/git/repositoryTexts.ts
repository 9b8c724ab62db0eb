import path from 'node:path';
import * as vscode from 'vscode';
import { diffPath } from '../../core/text/diffPath.ts';
import { UserError } from '../../core/userError.ts';
import { t } from '../translate.ts';
import type { GitRepository } from './gitApi.ts';

/** Each file of a branch is a call of git's. */
const MOST_FILES = 200;
const READERS = 4;

const MOST_COMMITS = 300;

/** Longer files that git does not know yet are shown by their beginning. */
const MOST_NEW_BYTES = 64 * 1024;

/** Where the next file of a diff begins. */
const FILE_START = /^(?=diff --git )/m;

/** Whether a file may be read for a model; asked about each before anything of it is read. */
type IsShown = (uri: vscode.Uri) => Promise<boolean>;

/**
 * What the next commit would hold: what is staged, or, with nothing staged, all that has changed, new files included. Not
 * empty. Throws `UserError` `nothing-to-work-on`.
 */
export async function nextCommit(repository: GitRepository, isShown: IsShown): Promise<string> {
  if (repository.state.indexChanges.length > 0)
    return required(await shownFiles(repository, await repository.diff(true), isShown));
  return uncommitted(repository, isShown);
}

/** What is staged. Throws `UserError` `nothing-to-work-on`. */
export async function stagedChanges(repository: GitRepository, isShown: IsShown): Promise<string> {
  const isEmpty = repository.state.indexChanges.length === 0;
  return required(isEmpty ? '' : await shownFiles(repository, await repository.diff(true), isShown));
}

/** What is changed and not staged, new files included. Throws `UserError` `nothing-to-work-on`. */
export async function unstagedChanges(repository: GitRepository, isShown: IsShown): Promise<string> {
  const changed = await shownFiles(repository, await repository.diff(false), isShown);
  return required(await withNewFiles(repository, changed, isShown));
}

/** All that differs from the last commit, new files included. Throws `UserError` `nothing-to-work-on`. */
export async function uncommitted(repository: GitRepository, isShown: IsShown): Promise<string> {
  return required(await changes(repository, isShown));
}

/** The same; empty when there is nothing. */
export async function changes(repository: GitRepository, isShown: IsShown): Promise<string> {
  const staged = repository.state.indexChanges.length > 0 ? await repository.diff(true) : '';
  const changed = await repository.diff(false);
  const known = await shownFiles(repository, [staged, changed].filter(Boolean).join('\n'), isShown);
  return withNewFiles(repository, known, isShown);
}

async function withNewFiles(repository: GitRepository, known: string, isShown: IsShown): Promise<string> {
  const { workingTreeChanges, untrackedChanges } = repository.state;
  const paths = new Set(known.split(FILE_START).map(diffPath));
  const isNew = (uri: vscode.Uri): boolean => !paths.has(inRepository(repository, uri));
  // Depending on a setting of the editor's, new files are among the changed ones.
  const fresh = [...untrackedChanges, ...workingTreeChanges].map(({ uri }) => uri).filter(isNew);
  const shown = await Promise.all(
    fresh.slice(0, MOST_FILES).map(async (uri) => ((await isShown(uri)) ? newFile(repository, uri) : '')),
  );
  return [known, ...shown].filter(Boolean).join('\n');
}

/** What a branch changes against its base. Throws `UserError` `nothing-to-work-on`. */
export const branchDiff = (
  repository: GitRepository,
  base: string,
  isShown: IsShown,
  signal: AbortSignal,
): Promise<string> => rangeDiff(repository, [base, 'HEAD'], isShown, signal);

/** What the commits after `base` up to `end` change. Throws `UserError` `nothing-to-work-on`. */
export async function rangeDiff(
  repository: GitRepository,
  [base, end]: readonly [base: string, end: string],
  isShown: IsShown,
  signal: AbortSignal,
): Promise<string> {
  const changes = await repository.diffBetween(base, end);
  const diffs: string[] = [];
  const next = changes.slice(0, MOST_FILES).entries();
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      for (const [index, { uri }] of next) {
        signal.throwIfAborted();
        if (await isShown(uri)) diffs[index] = await repository.diffBetween(base, end, uri.fsPath);
      }
    }),
  );
  const more = changes.length - MOST_FILES;
  return required([...diffs.filter(Boolean), ...(more > 0 ? [`[${more} more files]`] : [])].join('\n'));
}

/** A place right in a repository, or in the workspace folder that is a part of it: rules are looked for from there. */
export function placeIn({ rootUri }: GitRepository): vscode.Uri {
  const isInside = vscode.workspace.getWorkspaceFolder(rootUri) !== undefined;
  const part = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.path.startsWith(`${rootUri.path}/`));
  return vscode.Uri.joinPath(isInside ? rootUri : (part?.uri ?? rootUri), 'any');
}

/** The URIs of the files that a diff is of. */
export function filesOfDiff(repository: GitRepository, diff: string): readonly string[] {
  const paths = diff.split(FILE_START).flatMap((part) => diffPath(part) ?? []);
  return paths.map((file) => vscode.Uri.joinPath(repository.rootUri, file).toString());
}

/** Messages of commits, the newest first; of a range such as `v1..HEAD`, or of the last `count`. */
export async function commitMessages(
  repository: GitRepository,
  { range, count = MOST_COMMITS }: { readonly range?: string; readonly count?: number },
): Promise<readonly string[]> {
  try {
    const commits = await repository.log({ maxEntries: count, ...(range && { range }) });
    return commits.map(({ message }) => message.trim());
  } catch {
    // A repository without a commit has no log.
    return [];
  }
}

/** The usual names of what a branch is merged into. */
const USUAL_BASES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/** What a branch is to be merged into; `undefined` when it cannot be told. Throws `UserError` for a name that is none. */
export async function baseOf(
  repository: GitRepository,
  branch: string,
  named: string,
): Promise<string | undefined> {
  if (named !== '') {
    if (!(await exists(repository, named)))
      throw new UserError(
        'nothing-to-work-on',
        t('There is no branch {0} in this repository.', named),
        t('Name the branch that this one is to be merged into.'),
      );
    return named;
  }
  const told = await repository.getBranchBase(branch).catch(() => undefined);
  if (told?.name) return told.remote ? `${told.remote}/${told.name}` : told.name;
  for (const name of USUAL_BASES) if (name !== branch && (await exists(repository, name))) return name;
  return undefined;
}

/** The newest tag that the history has, before its last commit; empty when there is none. */
export async function lastTag(repository: GitRepository): Promise<string> {
  const tags = await repository.getRefs({ pattern: 'refs/tags', sort: 'committerdate' }).catch(() => []);
  for (const { name, commit } of tags.slice(0, 20)) {
    if (!name || !commit || commit === repository.state.HEAD?.commit) continue;
    const base = await repository.getMergeBase(name, 'HEAD').catch(() => undefined);
    if (base === commit) return name;
  }
  return '';
}

async function exists(repository: GitRepository, branch: string): Promise<boolean> {
  // Git would read it as an option.
  if (branch.startsWith('-')) return false;
  try {
    return (await repository.getMergeBase(branch, 'HEAD')) !== undefined;
  } catch {
    return false;
  }
}

/** A diff without the files that no reader is to see. */
async function shownFiles(repository: GitRepository, diff: string, isShown: IsShown): Promise<string> {
  const files = diff.split(FILE_START);
  const shown = await Promise.all(
    files.map(async (file) => {
      const name = diffPath(file);
      return name && (await isShown(vscode.Uri.joinPath(repository.rootUri, name))) ? file : '';
    }),
  );
  return shown.join('');
}

const inRepository = (repository: GitRepository, uri: vscode.Uri): string =>
  path.posix.relative(repository.rootUri.path, uri.path);

/** A file that git does not know, in the form of a diff. */
async function newFile(repository: GitRepository, uri: vscode.Uri): Promise<string> {
  const name = inRepository(repository, uri);
  const head = `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}`;
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.includes(0)) return `${head}\nBinary file`;
    const lines = new TextDecoder().decode(bytes.subarray(0, MOST_NEW_BYTES)).split(/\r?\n/);
    return [head, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join('\n');
  } catch {
    return '';
  }
}

function required(diff: string): string {
  if (diff.trim() !== '') return diff;
  throw new UserError(
    'nothing-to-work-on',
    t('There is nothing that has changed.'),
    t('Change something first, or save what you have changed.'),
  );
}
