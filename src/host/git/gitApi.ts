import * as vscode from 'vscode';
import { UserError } from '../../core/userError.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { t } from '../translate.ts';

interface Commit {
  readonly hash: string;
  readonly message: string;
  /** Their hashes; none for the first commit. */
  readonly parents: readonly string[];
}

interface Ref {
  readonly name?: string;
  readonly commit?: string;
  readonly remote?: string;
}

interface Change {
  readonly uri: vscode.Uri;
}

/** What is used of a repository of the built-in git extension, whose `git.d.ts` of VS Code 1.100 this is a part of. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: {
    readonly HEAD: Ref | undefined;
    readonly indexChanges: readonly Change[];
    readonly workingTreeChanges: readonly Change[];
    readonly untrackedChanges: readonly Change[];
  };
  readonly ui: { readonly selected: boolean };
  /** Lets `state` be what it is now. */
  status(): Promise<void>;
  /** A unified diff: of what is staged, or of what is not. */
  diff(cached?: boolean): Promise<string>;
  /** Against the commit where `ref2` left `ref1`. */
  diffBetween(ref1: string, ref2: string): Promise<Change[]>;
  diffBetween(ref1: string, ref2: string, path: string): Promise<string>;
  log(options?: { readonly maxEntries?: number; readonly range?: string }): Promise<Commit[]>;
  getBranch(name: string): Promise<Ref>;
  getBranchBase(name: string): Promise<Ref | undefined>;
  getRefs(query: {
    readonly pattern?: string;
    readonly sort?: 'alphabetically' | 'committerdate';
  }): Promise<Ref[]>;
  getMergeBase(ref1: string, ref2: string): Promise<string | undefined>;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/**
 * The repository that is meant: of the source control whose button was pressed, else of the open file, else the one that
 * is selected, else the only one; the user is asked where several remain, `undefined` when they choose none. Throws
 * `UserError` `no-repository`.
 */
export async function findRepository(
  clicked: unknown,
  document: vscode.Uri | undefined,
): Promise<GitRepository | undefined> {
  const api = await gitApi();
  const root = rootOf(clicked) ?? document;
  const meant = root && api?.getRepository(root);
  if (meant) return meant;
  const all = api?.repositories ?? [];
  if (all.length === 0) throw noRepository();
  if (all.length === 1) return all[0];
  const selected = all.filter(({ ui }) => ui.selected);
  if (selected.length === 1) return selected[0];
  const items = all.map((repository) => ({
    label: workspacePath(repository.rootUri),
    repository,
  }));
  return (await vscode.window.showQuickPick(items, { title: t('Which repository?') }))?.repository;
}

/** All that the editor has open; `undefined` where git is switched off. Throws where it is not installed. */
export const openRepositories = async (): Promise<readonly GitRepository[] | undefined> =>
  (await gitApi())?.repositories;

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return undefined;
  const git = await extension.activate();
  // Throws while git is switched off in the settings, or not installed.
  return git.enabled ? git.getAPI(1) : undefined;
}

/** Menus of source controls give the source control. */
function rootOf(clicked: unknown): vscode.Uri | undefined {
  const root = (clicked as { readonly rootUri?: unknown } | undefined)?.rootUri;
  return root instanceof vscode.Uri ? root : undefined;
}

const noRepository = (): UserError =>
  new UserError(
    'no-repository',
    t('There is no git repository here, or git is switched off in the editor.'),
    t('Open a folder that is in a repository.'),
  );
