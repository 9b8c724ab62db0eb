import * as vscode from 'vscode';
import { fencedCode } from './assistant/prompts/fencedCode.ts';
import { languageAdvice } from './assistant/prompts/languageAdvice.ts';
import type { ReviewMaterial } from './assistant/prompts/reviewPrompt.ts';
import { reviewChanges } from './assistant/review/reviewChanges.ts';
import type { ModelAccess, TurnPlace } from './assistant/turn.ts';
import { indentationOf, indented, missingIndentation } from './core/edit/indentation.ts';
import { proposalOf } from './core/edit/proposal.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import type { PlacedComment } from './core/review/placeComment.ts';
import { UserError } from './core/userError.ts';
import type { Gestures } from './gestures.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import type { PendingEdits } from './host/edit/pendingEdits.ts';
import { documentLines } from './host/editorWorkspace.ts';
import { exists } from './host/files/filesNamed.ts';
import { isIgnored } from './host/files/ignoreRules.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { findRepository, type GitRepository } from './host/git/gitApi.ts';
import {
  filesOfDiff,
  placeIn,
  rangeDiff,
  stagedChanges,
  unstagedChanges,
} from './host/git/repositoryTexts.ts';
import { projectRules } from './host/instructions/projectRules.ts';
import { ReviewThreads } from './host/review/reviewThreads.ts';
import { withCancel } from './host/setup/progress.ts';
import { t } from './host/translate.ts';
import type { UserSettings } from './host/userSettings.ts';

export interface ReviewDeps {
  readonly gestures: Gestures;
  readonly editor: CurrentEditor;
  readonly settings: UserSettings;
  readonly edits: PendingEdits;
  /** The model for a purpose. Throws `UserError` `no-model`. */
  access(purpose: Purpose): ModelAccess;
  onError(error: unknown): void;
}

/** What is to be reviewed, and how it is read: anew each time, since it may have changed. */
interface Reviewed {
  readonly what: ReviewMaterial['what'];
  readonly question: string;
  readonly commits: readonly string[];
  read(signal: AbortSignal): Promise<string>;
}

/** So many commits are offered. */
const MOST_COMMITS = 100;

const isShown = async (uri: vscode.Uri): Promise<boolean> => !(await isIgnored(uri));

/** Reviews changes, and carries out what the user does with the comments. Loaded when first called. */
export class ReviewCommands {
  readonly #deps: ReviewDeps;
  readonly #threads = new ReviewThreads();

  constructor(deps: ReviewDeps) {
    this.#deps = deps;
  }

  dispose(): void {
    this.#threads.dispose();
  }

  /** `clicked` is a source control, or `staged` or `unstaged` in words; else the user is asked what to review. */
  async review(clicked: unknown): Promise<void> {
    const access = this.#deps.access('review');
    const repository = await findRepository(clicked, this.#deps.editor.get()?.document.uri);
    if (!repository) return;
    await repository.status();
    const reviewed = await askWhat(repository, typeof clicked === 'string' ? clicked.trim() : '');
    if (reviewed) await this.#review(repository, reviewed, access, undefined);
  }

  async #review(
    repository: GitRepository,
    reviewed: Reviewed,
    access: ModelAccess,
    place: TurnPlace | undefined,
  ): Promise<void> {
    const diff = await withCancel(t('Reading the changes…'), (signal) => reviewed.read(signal));
    if (diff === undefined) return;
    const { rootUri } = repository;
    const documents = filesOfDiff(repository, diff);
    const there = new Set<string>();
    for (const uri of documents) if (await exists(vscode.Uri.parse(uri))) there.add(uri);
    const shown: Promise<vscode.CommentThread | undefined>[] = [];
    const show = async (comment: PlacedComment): Promise<vscode.CommentThread | undefined> => {
      try {
        return await this.#threads.show(rootUri, comment);
      } catch (error) {
        this.#deps.onError(error);
        return undefined;
      }
    };
    const rules = await projectRules(this.#deps.settings, placeIn(repository).toString());
    const end = await this.#deps.gestures.converse((deps, signal) =>
      reviewChanges(
        deps,
        {
          ...reviewed,
          access,
          diff,
          isThere: (path) => there.has(vscode.Uri.joinPath(rootUri, path).toString()),
          rules,
          documents,
          onComment: (comment) => shown.push(show(comment)),
          ...(place && { place }),
        },
        signal,
      ),
    );
    const threads = (await Promise.all(shown)).filter((thread) => thread !== undefined);
    // What the provider took back is not to stay in the editor.
    if (end.status === 'filtered') for (const thread of threads) this.#threads.delete(thread);
    this.#deps.gestures.rememberRerun(end.turnId, 'review', (again, beside) =>
      this.#review(repository, reviewed, again, beside),
    );
  }

  resolve(clicked: unknown): void {
    const thread = this.#threads.find(clicked);
    if (thread) this.#threads.resolve(thread);
  }

  reopen(clicked: unknown): void {
    const thread = this.#threads.find(clicked);
    if (thread) this.#threads.reopen(thread);
  }

  delete(clicked: unknown): void {
    const thread = this.#threads.find(clicked);
    if (thread) this.#threads.delete(thread);
  }

  clear(): void {
    this.#threads.clear();
  }

  /** The comment and its lines as Markdown, for the composer. */
  async quotation(clicked: unknown): Promise<string | undefined> {
    const thread = this.#threads.find(clicked);
    if (!thread) return undefined;
    const { comment, uri, lines } = this.#threads.about(thread);
    const { languageId } = await vscode.workspace.openTextDocument(uri);
    const line = (thread.range?.start.line ?? 0) + 1;
    const place = `${workspacePath(uri)}:${lines.length > 1 ? `${line}-${line + lines.length - 1}` : line}`;
    const quoted = comment.text.split('\n').map((text) => `> ${text}`);
    const code = fencedCode(languageAdvice(languageId).fence, lines.join('\n'));
    return `\`${place}\`\n${code}\n${quoted.join('\n')}\n\n`;
  }

  /** Proposes what a comment suggests as a pending edit. Throws `UserError` where its lines have changed. */
  async apply(clicked: unknown): Promise<void> {
    const thread = this.#threads.find(clicked);
    if (!thread) return;
    const { comment, uri, lines: before, isApplicable } = this.#threads.about(thread);
    if (!comment.replacement || !isApplicable) return;
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    const lines = documentLines(document);
    const start = this.#threads.placeNow(thread, lines);
    const first = comment.replacement.find((line) => line.trim() !== '') ?? '';
    const missing = missingIndentation(indentationOf(before), first);
    const replacement = comment.replacement.map((line) => indented(line, missing));
    const proposal = lines.toSpliced(start, before.length, ...replacement);
    const edit = await this.#deps.edits.open({ uri: uri.toString(), lines }, t('Suggestion of the review'));
    edit.update(() => proposalOf(lines, proposal));
    await edit.end('complete');
    this.#threads.resolve(thread);
  }
}

const staged = (repository: GitRepository): Reviewed => ({
  what: 'staged',
  question: t('Review the staged changes.'),
  commits: [],
  read: () => stagedChanges(repository, isShown),
});

const unstaged = (repository: GitRepository): Reviewed => ({
  what: 'unstaged',
  question: t('Review the changes that are not staged.'),
  commits: [],
  read: () => unstagedChanges(repository, isShown),
});

/** Throws `UserError` when there is nothing to review at all. */
async function askWhat(repository: GitRepository, told: string): Promise<Reviewed | undefined> {
  if (told === 'staged') return staged(repository);
  if (told === 'unstaged') return unstaged(repository);
  const { indexChanges, workingTreeChanges, untrackedChanges } = repository.state;
  const changed = new Set([...workingTreeChanges, ...untrackedChanges].map(({ uri }) => uri.toString())).size;
  const log = await repository.log({ maxEntries: MOST_COMMITS }).catch(() => []);
  // The first commit of all has nothing to be compared with.
  const commits = log.filter(({ parents }) => parents.length > 0);
  const choices = [
    ...(indexChanges.length > 0
      ? [
          {
            label: t('Staged changes'),
            description: t('Files: {0}', indexChanges.length),
            choose: async () => staged(repository),
          },
        ]
      : []),
    ...(changed > 0
      ? [
          {
            label: t('Changes that are not staged'),
            description: t('Files: {0}', changed),
            choose: async () => unstaged(repository),
          },
        ]
      : []),
    ...(commits.length > 0
      ? [{ label: t('Commits…'), description: '', choose: () => askForCommits(repository, commits) }]
      : []),
  ];
  if (choices.length === 0)
    throw new UserError(
      'nothing-to-work-on',
      t('There is nothing to review: nothing has changed.'),
      t('Change something first, or save what you have changed.'),
    );
  const picked = await vscode.window.showQuickPick(choices, { title: t('Review what?') });
  return picked?.choose();
}

type Commits = Awaited<ReturnType<GitRepository['log']>>;

/** `commits` are the newest first. */
async function askForCommits(repository: GitRepository, commits: Commits): Promise<Reviewed | undefined> {
  const items = commits.map(({ hash, message }, index) => ({
    label: subjectOf(message),
    description: hash.slice(0, 8),
    index,
  }));
  const first = await vscode.window.showQuickPick(items, {
    title: t('Review from which commit on?'),
    matchOnDescription: true,
  });
  if (!first) return undefined;
  const newer = items.slice(0, first.index + 1);
  const last =
    newer.length === 1
      ? first
      : await vscode.window.showQuickPick(newer, {
          title: t('Up to which commit?'),
          matchOnDescription: true,
        });
  const [oldest, newest] = [commits[first.index], last && commits[last.index]];
  if (!oldest || !newest || !last) return undefined;
  const range = commits.slice(last.index, first.index + 1).toReversed();
  const names = [oldest, newest].map(({ hash }) => hash.slice(0, 8));
  return {
    what: 'commits',
    question:
      oldest === newest
        ? t('Review the commit `{0}`: {1}', names[0] ?? '', subjectOf(oldest.message))
        : t('Review the commits `{0}` to `{1}`.', names[0] ?? '', names[1] ?? ''),
    commits: range.map(({ message }) => subjectOf(message)),
    read: (signal) => rangeDiff(repository, [`${oldest.hash}^`, newest.hash], isShown, signal),
  };
}

const subjectOf = (message: string): string => message.trim().split('\n', 1)[0] ?? '';
