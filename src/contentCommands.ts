import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type CommitMessage, writeCommitMessage } from './assistant/content/writeCommitMessage.ts';
import { type TextTask, writeText } from './assistant/content/writeText.ts';
import type { ModelAccess } from './assistant/turn.ts';
import { type CodeTarget, type ProjectRules, targetCode } from './assistant/workspace.ts';
import type { Purpose } from './core/model/chatRequest.ts';
import type { Notice } from './core/notice.ts';
import { hanShare } from './core/text/hanShare.ts';
import type { TokenCounts } from './core/usage/tokenCounts.ts';
import { UserError } from './core/userError.ts';
import type { Gestures } from './gestures.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import { insertionTarget, requireEditor, selectionOrAll } from './host/editorWorkspace.ts';
import { isIgnored } from './host/files/ignoreRules.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { findRepository, type GitRepository } from './host/git/gitApi.ts';
import {
  baseOf,
  branchDiff,
  commitMessages,
  filesOfDiff,
  lastTag,
  nextCommit,
  placeIn,
  uncommitted,
} from './host/git/repositoryTexts.ts';
import { projectRules } from './host/instructions/projectRules.ts';
import { openReadme, projectFacts } from './host/projectFacts.ts';
import { withCancel } from './host/setup/progress.ts';
import { displayLanguageName, t } from './host/translate.ts';
import type { UserSettings } from './host/userSettings.ts';

export interface ContentDeps {
  readonly gestures: Gestures;
  readonly editor: CurrentEditor;
  readonly settings: UserSettings;
  /** The model for a purpose. Throws `UserError` `no-model`. */
  access(purpose: Purpose): ModelAccess;
  readonly counts: TokenCounts;
  notify(notice: Notice): void;
}

/** So much of a code file in Chinese characters means that its comments are; much less of a text may be names. */
const CHINESE_SHARES = { comments: 0.02, document: 0.3 };

const isShown = async (uri: vscode.Uri): Promise<boolean> => !(await isIgnored(uri));

/** Commands that write texts about the project, or in another language. Loaded when the first is called. */
export class ContentCommands {
  readonly #deps: ContentDeps;

  constructor(deps: ContentDeps) {
    this.#deps = deps;
  }

  /** Fills the box of a source control whose button was pressed, else that of the open file's repository. */
  async writeCommitMessage(clicked: unknown): Promise<void> {
    const access = this.#deps.access('write');
    const repository = await this.#repository(clicked);
    if (!repository) return;
    const message = await withCancel(t('Writing the commit message…'), async (signal) => {
      const diff = await nextCommit(repository, isShown);
      const input = {
        access,
        diff,
        documents: filesOfDiff(repository, diff),
        recent: await commitMessages(repository, { count: 10 }),
        begun: repository.inputBox.value,
        rules: (await this.#rules(placeIn(repository)))?.text,
      };
      return writeCommitMessage(
        { ...this.#prompting(), counts: this.#deps.counts, newId: randomUUID, t },
        input,
        signal,
      );
    });
    if (message) await this.#fill(repository, message);
  }

  /** `base` is the branch that the open one is to be merged into; found out, or asked for, when it is empty. */
  async writePullRequest(base: string): Promise<void> {
    const access = this.#deps.access('write');
    const repository = await this.#repository(undefined);
    if (!repository) return;
    const branch = repository.state.HEAD?.name ?? 'HEAD';
    const into = (await baseOf(repository, branch, base)) ?? (await askForBase(repository));
    if (!into) return;
    const diff = await withCancel(t('Reading the changes of the branch…'), (signal) =>
      branchDiff(repository, into, isShown, signal),
    );
    if (diff === undefined) return;
    const newestFirst = await commitMessages(repository, { range: `${into}..HEAD` });
    const commits = newestFirst.toReversed();
    const task = { kind: 'pull-request', branch, base: into, commits, diff } as const;
    await this.#write(access, placeIn(repository), task, filesOfDiff(repository, diff));
  }

  /** `since` is a tag, or whatever git knows; the last tag when it is empty. */
  async writeReleaseNotes(since: string): Promise<void> {
    const access = this.#deps.access('write');
    const repository = await this.#repository(undefined);
    if (!repository) return;
    const from = since ? await baseOf(repository, '', since) : await lastTag(repository);
    const commits = await commitMessages(repository, from ? { range: `${from}..HEAD` } : {});
    if (commits.length === 0)
      throw new UserError(
        'nothing-to-work-on',
        t('There are no commits to write about.'),
        t('Name another tag to begin at.'),
      );
    await this.#write(access, placeIn(repository), { kind: 'release-notes', since: from ?? '', commits });
  }

  async summarizeChanges(clicked: unknown): Promise<void> {
    const access = this.#deps.access('summarize');
    const repository = await this.#repository(clicked);
    if (!repository) return;
    const diff = await uncommitted(repository, isShown);
    const files = filesOfDiff(repository, diff);
    await this.#write(access, placeIn(repository), { kind: 'summarize-changes', diff }, files);
  }

  /** Of the open file when `uri` is absent. */
  async summarizeFile(uri: vscode.Uri | undefined): Promise<void> {
    const access = this.#deps.access('summarize');
    const document = uri ? await openText(uri) : requireEditor(this.#deps.editor).document;
    const path = workspacePath(document.uri);
    const text = document.getText();
    if (text.trim() === '')
      throw new UserError(
        'nothing-to-work-on',
        t('{0} is empty.', path),
        t('Open a file that has something in it.'),
      );
    const label = path.split(/[\\/]/).at(-1) ?? path;
    const reference = { label, uri: document.uri.toString(), startLine: 1, endLine: document.lineCount };
    const { languageId } = document;
    await this.#write(access, document.uri, { kind: 'summarize-file', path, languageId, text, reference });
  }

  /** Inserted where the cursor is in the README, else at its end. `topic` is asked for when it is empty. */
  async writeReadmeSection(topic: string): Promise<void> {
    const access = this.#deps.access('generate');
    const instruction = topic || (await askForTopic());
    if (!instruction) return;
    const { editor, root } = await openReadme(this.#deps.editor.get());
    const project = await projectFacts(root, isShown);
    const target = insertionTarget(editor);
    await this.#deps.gestures.edit(access, target, { purpose: 'generate', instruction, project });
  }

  /** Of the selection, or of the whole document. `language` is an English name; asked for when it is empty. */
  async translate(what: 'comments' | 'document', language: string): Promise<void> {
    const access = this.#deps.access('translate');
    const editor = requireEditor(this.#deps.editor);
    const into = language || (await askForLanguage(selectionOrAll(editor), what));
    if (!into) return;
    // Only now, since the text may have changed while the dialog was open.
    const target = selectionOrAll(editor);
    await this.#deps.gestures.edit(access, target, { purpose: 'translate', what, language: into });
  }

  async #write(
    access: ModelAccess,
    uri: vscode.Uri,
    task: TextTask,
    documents: readonly string[] = [],
  ): Promise<void> {
    const input = { access, task, rules: await this.#rules(uri), documents };
    await this.#deps.gestures.converse((deps, signal) => writeText(deps, input, signal));
  }

  #repository(clicked: unknown): Promise<GitRepository | undefined> {
    return findRepository(clicked, this.#deps.editor.get()?.document.uri);
  }

  #rules(uri: vscode.Uri): Promise<ProjectRules | undefined> {
    return projectRules(this.#deps.settings, uri.toString());
  }

  #prompting(): { readonly answerLanguage: string; readonly maxOutputTokens: number } {
    const { current } = this.#deps.settings;
    return {
      answerLanguage: current.answerLanguage || displayLanguageName(),
      maxOutputTokens: current.maxOutputTokens,
    };
  }

  /** What the user has typed stays unless they say otherwise: it may have been typed meanwhile, too. */
  async #fill({ inputBox }: GitRepository, { text, omitted, notice }: CommitMessage): Promise<void> {
    if (notice) this.#deps.notify(notice);
    if (text === '') return;
    if (omitted > 0)
      void vscode.window.showInformationMessage(
        t('Of {0} files the model saw only a part or the name: not everything fits.', omitted),
      );
    if (inputBox.value.trim() === '') {
      inputBox.value = text;
      return;
    }
    const below = t('Add Below');
    const replace = t('Replace');
    const copy = t('Copy');
    const answer = await vscode.window.showInformationMessage(
      t('The commit message is written, but the box is not empty: {0}', text.split('\n', 1)[0] ?? ''),
      below,
      replace,
      copy,
    );
    if (answer === below) inputBox.value = `${inputBox.value.trimEnd()}\n\n${text}`;
    else if (answer === replace) inputBox.value = text;
    else if (answer === copy) await vscode.env.clipboard.writeText(text);
  }
}

async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new UserError(
      'binary-file',
      t('{0} cannot be opened as text.', workspacePath(uri)),
      error instanceof Error ? error.message : '',
    );
  }
}

async function askForBase(repository: GitRepository): Promise<string | undefined> {
  const refs = await repository.getRefs({ sort: 'committerdate' });
  const names = refs.flatMap(({ name }) => (name && name !== repository.state.HEAD?.name ? [name] : []));
  return vscode.window.showQuickPick([...new Set(names)], {
    title: t('Into which branch is this one to be merged?'),
  });
}

async function askForTopic(): Promise<string | undefined> {
  const topic = await vscode.window.showInputBox({
    title: t('Write a README Section'),
    prompt: t('What should the section be about? For example: installation'),
    ignoreFocusOut: true,
  });
  return topic?.trim();
}

async function askForLanguage(
  target: CodeTarget,
  what: 'comments' | 'document',
): Promise<string | undefined> {
  const english = { label: t('English'), language: 'English' };
  const chinese = { label: t('Simplified Chinese'), language: 'Simplified Chinese' };
  const other = { label: t('Another Language…'), language: '' };
  const isChinese = hanShare(targetCode(target)) > CHINESE_SHARES[what];
  const picked = await vscode.window.showQuickPick(
    [...(isChinese ? [english, chinese] : [chinese, english]), other],
    { title: what === 'comments' ? t('Translate the comments into…') : t('Translate the text into…') },
  );
  if (picked !== other) return picked?.language;
  const language = await vscode.window.showInputBox({ title: t('Into which language?') });
  return language?.trim();
}
