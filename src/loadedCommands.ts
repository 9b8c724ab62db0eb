import * as vscode from 'vscode';
import type { CodeCommands, CodeDeps } from './codeCommands.ts';
import type { ContentCommands, ContentDeps } from './contentCommands.ts';
import type { Offer } from './core/chat/receipt.ts';
import { slashCommand } from './core/instructions/slashCommand.ts';
import type { CommandName } from './host/commands.ts';
import type { TerminalOutput } from './host/context/terminalOutput.ts';
import { once } from './providers/once.ts';
import type { ReviewCommands, ReviewDeps } from './reviewCommands.ts';
import type { TerminalCommands } from './terminalCommands.ts';

export interface LoadedCommandsDeps extends ContentDeps, CodeDeps, ReviewDeps {
  own<Part extends vscode.Disposable>(part: Part): Part;
  readonly storageFolder: vscode.Uri;
  readonly terminals: TerminalOutput;
  /** Carries out a command of ours; whatever it throws is the caller's. */
  run(command: CommandName, args: string): unknown;
}

/** Commands that are loaded when the first of them is called. */
export interface LoadedCommands {
  code(): CodeCommands | Promise<CodeCommands>;
  content(): ContentCommands | Promise<ContentCommands>;
  review(): ReviewCommands | Promise<ReviewCommands>;
  terminal(): TerminalCommands | Promise<TerminalCommands>;
  /** Where the user keeps prompts for all workspaces. */
  promptFolder(): vscode.Uri;
  /** What can be called behind a slash. */
  findCommands(text: string): Promise<readonly Offer[]>;
  /** Carries out what a text calls; false when it is a question. */
  runCommand(text: string): Promise<boolean>;
}

export function createLoadedCommands(deps: LoadedCommandsDeps): LoadedCommands {
  const promptFolder = (): vscode.Uri => {
    const { promptFolder: folder } = deps.settings.current;
    return folder ? vscode.Uri.file(folder) : vscode.Uri.joinPath(deps.storageFolder, 'prompts');
  };
  const slash = once(async () => {
    const { SlashCommands } = await import('./slashCommands.ts');
    return new SlashCommands({ ...deps, userFolder: promptFolder });
  });
  return {
    code: once(async () => new (await import('./codeCommands.ts')).CodeCommands(deps)),
    content: once(async () => new (await import('./contentCommands.ts')).ContentCommands(deps)),
    review: once(async () => deps.own(new (await import('./reviewCommands.ts')).ReviewCommands(deps))),
    terminal: once(async () => new (await import('./terminalCommands.ts')).TerminalCommands(deps.terminals)),
    promptFolder,
    findCommands: async (text) => (await slash()).find(text),
    runCommand: async (text) => slashCommand(text) !== undefined && (await slash()).run(text),
  };
}
