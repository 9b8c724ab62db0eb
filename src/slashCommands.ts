import type * as vscode from 'vscode';
import { fencedCode } from './assistant/prompts/fencedCode.ts';
import { languageAdvice } from './assistant/prompts/languageAdvice.ts';
import type { Offer } from './core/chat/receipt.ts';
import {
  expandPrompt,
  materialOf,
  type PromptFile,
  type PromptMaterial,
} from './core/instructions/promptFile.ts';
import { slashCommand } from './core/instructions/slashCommand.ts';
import { fuzzyScore, searchedPath } from './core/text/fuzzyScore.ts';
import { UserError } from './core/userError.ts';
import type { Gestures } from './gestures.ts';
import type { CommandName } from './host/commands.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import { requireEditor } from './host/editorWorkspace.ts';
import { isIgnored } from './host/files/ignoreRules.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { findPrompts } from './host/instructions/promptFiles.ts';
import { t } from './host/translate.ts';

export interface SlashDeps {
  readonly gestures: Gestures;
  readonly editor: CurrentEditor;
  /** Where the user keeps prompts for all workspaces. */
  userFolder(): vscode.Uri;
  /** Carries a command out; whatever it throws is the caller's. */
  run(command: CommandName, args: string): unknown;
}

interface BuiltIn {
  readonly command: CommandName;
  readonly title: string;
  /** What to write behind its name. */
  readonly hint?: string;
}

/** Inkstone's own, by their names. */
const builtIns = (): Readonly<Record<string, BuiltIn>> => ({
  explain: { command: 'explain', title: t('Explain the selected code') },
  optimize: { command: 'optimize', title: t('Optimize the selected code') },
  fix: { command: 'fix', title: t('Fix the problems of the selected code'), hint: t('[how]') },
  tests: {
    command: 'writeTests',
    title: t('Write tests for the selected code'),
    hint: t('[of what]'),
  },
  doc: {
    command: 'writeDocumentation',
    title: t('Write documentation comments for the selected code'),
    hint: t('[how]'),
  },
  generate: { command: 'generate', title: t('Write code, or rewrite the selection'), hint: t('[what]') },
  commit: { command: 'writeCommitMessage', title: t('Write the commit message') },
  pr: {
    command: 'writePullRequest',
    title: t('Write the text of a pull request'),
    hint: t('[into which branch]'),
  },
  'release-notes': {
    command: 'writeReleaseNotes',
    title: t('Write release notes'),
    hint: t('[since which tag]'),
  },
  readme: {
    command: 'writeReadmeSection',
    title: t('Write a section of the README'),
    hint: t('[about what]'),
  },
  summarize: { command: 'summarizeFile', title: t('Summarize the open file') },
  terminal: { command: 'explainTerminal', title: t('Explain and fix what the terminal says') },
  review: {
    command: 'reviewChanges',
    title: t('Review changes, with comments in the editor'),
    hint: t('[staged or unstaged]'),
  },
  changes: { command: 'summarizeChanges', title: t('Summarize what is not committed') },
  'translate-comments': {
    command: 'translateComments',
    title: t('Translate comments'),
    hint: t('[into which language]'),
  },
  translate: {
    command: 'translateDocument',
    title: t('Translate the open document'),
    hint: t('[into which language]'),
  },
  new: { command: 'newChat', title: t('Begin a new chat') },
  history: { command: 'searchChats', title: t('Search earlier chats') },
  compact: { command: 'compactChat', title: t('Sum up the earlier part of the chat') },
  model: { command: 'selectModel', title: t('Choose the model') },
  usage: { command: 'showUsage', title: t('Show tokens and cost') },
  doctor: { command: 'doctor', title: t('Check the connection') },
  prompt: { command: 'newPrompt', title: t('Make a new prompt of your own') },
  rule: { command: 'newRule', title: t('Make a new rule for this project') },
});

/** So many are offered at once. */
const MOST_OFFERS = 50;

/** What can be called behind a slash: Inkstone's commands and prompts of the user's own. Loaded when first needed. */
export class SlashCommands {
  readonly #deps: SlashDeps;

  constructor(deps: SlashDeps) {
    this.#deps = deps;
  }

  /** What answers to the beginning of a name, or to what a title says; the best first, the user's own before ours. */
  async find(text: string): Promise<readonly Offer[]> {
    const query = text.toLowerCase();
    const prompts = (await this.#prompts()).map(({ name, argumentHint, description }) => ({
      name,
      detail: [argumentHint, description].filter(Boolean).join(' — ') || t('Prompt'),
    }));
    const own = Object.entries(builtIns()).map(([name, { title, hint }]) => ({
      name,
      detail: hint ? `${hint} — ${title}` : title,
    }));
    return [...prompts, ...own]
      .map((each) => ({ ...each, score: scoreOf(query, each) }))
      .filter(({ score }) => score !== undefined)
      .sort((a, b) => b.score! - a.score!)
      .slice(0, MOST_OFFERS)
      .map(({ name, detail }) => ({ id: name, kind: 'command', label: `/${name}`, detail }));
  }

  /** Carries out what was called; false when the text calls nothing. Throws `UserError` when it cannot be done. */
  async run(text: string): Promise<boolean> {
    const called = slashCommand(text);
    if (!called) return false;
    const name = called.name.toLowerCase();
    const builtIn = new Map(Object.entries(builtIns())).get(name);
    if (builtIn) {
      await this.#deps.run(builtIn.command, called.args);
      return true;
    }
    const prompt = (await this.#prompts()).find((each) => each.name.toLowerCase() === name);
    if (!prompt) return false;
    const words = expandPrompt(prompt, called.args, await this.#material(prompt));
    await this.#deps.gestures.send(
      text.trim(),
      `/${prompt.name} stands for this request of the user:\n\n${words}`,
    );
    return true;
  }

  /** None that is hidden behind a command of ours. */
  async #prompts(): Promise<readonly PromptFile[]> {
    const taken = new Set(Object.keys(builtIns()));
    const prompts = await findPrompts(this.#deps.userFolder());
    return prompts.filter(({ name }) => !taken.has(name.toLowerCase()));
  }

  /** Throws `UserError` where a prompt asks for something that is not there. */
  async #material(prompt: PromptFile): Promise<PromptMaterial> {
    const wanted = materialOf(prompt);
    if (wanted.size === 0) return {};
    const { document, selection } = requireEditor(this.#deps.editor);
    if (await isIgnored(document.uri))
      throw new UserError(
        'nothing-to-work-on',
        t('{0} is left out by .gitignore or .inkstoneignore.', workspacePath(document.uri)),
        t('Open another file.'),
      );
    if (wanted.has('selection') && selection.isEmpty)
      throw new UserError(
        'nothing-to-work-on',
        t('The prompt /{0} works on a selection, and nothing is selected.', prompt.name),
        t('Select some code.'),
      );
    const { fence } = languageAdvice(document.languageId);
    const path = workspacePath(document.uri);
    const lines = `${selection.start.line + 1}-${selection.end.line + 1}`;
    return {
      selection: `\`${path}:${lines}\`\n${fencedCode(fence, document.getText(selection))}`,
      file: `\`${path}\`\n${fencedCode(fence, document.getText())}`,
    };
  }
}

/** Names count more than what titles say. */
function scoreOf(
  query: string,
  { name, detail }: { readonly name: string; readonly detail: string },
): number | undefined {
  if (query === '') return 0;
  const score = fuzzyScore(query, searchedPath(name.toLowerCase()));
  if (score !== undefined) return score + 1000;
  return detail.toLowerCase().includes(query) ? 0 : undefined;
}
