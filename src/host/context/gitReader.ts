import type * as vscode from 'vscode';
import { isIgnored } from '../files/ignoreRules.ts';
import { workspacePath } from '../files/workspacePath.ts';
import { type GitRepository, openRepositories } from '../git/gitApi.ts';
import { changes } from '../git/repositoryTexts.ts';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';
import { refused } from './fileReader.ts';

/** A longer diff is cut at a line. */
const LONGEST_DIFF = 200_000;

/**
 * The changes that are not committed, of all repositories that the editor has open: staged ones first, new files last.
 * Throws `UserError` when there are none, or no git.
 */
export async function attachChanges(): Promise<Attachment> {
  const repositories = await requireRepositories();
  const leftOut = new Set<string>();
  const isShown = async (uri: vscode.Uri): Promise<boolean> => {
    const isOut = await isIgnored(uri);
    if (isOut) leftOut.add(uri.toString());
    return !isOut;
  };
  const diffs: string[] = [];
  for (const repository of repositories) {
    await repository.status();
    const diff = await changes(repository, isShown);
    if (diff.trim() === '') continue;
    const name = workspacePath(repository.rootUri);
    diffs.push(repositories.length > 1 ? `Repository ${name}:\n${diff}` : diff);
  }
  const whole = diffs.join('\n');
  if (whole === '') throw refused(t('There are no uncommitted changes.'));
  const isCut = whole.length > LONGEST_DIFF;
  const notes = [
    ...(isCut ? [t('The changes were cut: they are too long.')] : []),
    ...(leftOut.size > 0 ? [t('{0} files are left out by ignore files.', leftOut.size)] : []),
  ];
  return {
    title: 'Changes that are not committed',
    language: 'diff',
    text: isCut ? whole.slice(0, whole.lastIndexOf('\n', LONGEST_DIFF)) : whole,
    references: [],
    ...(notes.length > 0 && { note: notes.join(' ') }),
  };
}

async function requireRepositories(): Promise<readonly GitRepository[]> {
  const noGit = refused(t('The editor’s git support is not available here.'));
  try {
    const repositories = await openRepositories();
    if (repositories) return repositories;
  } catch (cause) {
    noGit.cause = cause;
  }
  throw noGit;
}
