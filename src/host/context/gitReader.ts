import * as vscode from 'vscode';
import { isIgnored } from '../files/ignoreRules.ts';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';
import { refused } from './fileReader.ts';

/** What is used of the API of VS Code's own git extension (extensions/git/src/api/git.d.ts). */
interface GitExtension {
  getAPI(version: 1): {
    readonly repositories: readonly {
      readonly rootUri: vscode.Uri;
      diff(isStaged?: boolean): Promise<string>;
    }[];
  };
}

/** A longer diff is cut at a line. */
const LONGEST_DIFF = 200_000;

/** The changes that are not committed, staged ones first. Throws `UserError` when there are none, or no git. */
export async function attachChanges(): Promise<Attachment> {
  const repositories = await openRepositories();
  const diffs: string[] = [];
  let leftOut = 0;
  for (const repository of repositories) {
    for (const diff of [await repository.diff(true), await repository.diff()]) {
      for (const file of filesOfDiff(diff)) {
        if (await isIgnored(vscode.Uri.joinPath(repository.rootUri, file.path))) leftOut++;
        else diffs.push(file.text);
      }
    }
  }
  const whole = diffs.join('');
  if (whole.trim() === '') throw refused(t('There are no uncommitted changes.'));
  const isCut = whole.length > LONGEST_DIFF;
  const notes = [
    ...(isCut ? [t('The changes were cut: they are too long.')] : []),
    ...(leftOut > 0 ? [t('{0} files are left out by ignore files.', leftOut)] : []),
  ];
  return {
    title: 'Changes that are not committed',
    language: 'diff',
    text: isCut ? whole.slice(0, whole.lastIndexOf('\n', LONGEST_DIFF)) : whole,
    references: [],
    ...(notes.length > 0 && { note: notes.join(' ') }),
  };
}

/** The extension throws where git is not installed or is switched off. */
async function openRepositories(): Promise<ReturnType<GitExtension['getAPI']>['repositories']> {
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (extension) return (await extension.activate()).getAPI(1).repositories;
  } catch (cause) {
    const failed = refused(t('The editor’s git support is not available here.'));
    failed.cause = cause;
    throw failed;
  }
  throw refused(t('The editor’s git support is not available here.'));
}

/** The files of a diff, each with its part of it and the path that it has now. */
function filesOfDiff(diff: string): readonly { readonly path: string; readonly text: string }[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((text) => text.startsWith('diff --git '))
    .map((text) => ({ text, path: /^diff --git "?a\/.*? "?b\/([^"\n]*)/.exec(text)?.[1] ?? '' }));
}
