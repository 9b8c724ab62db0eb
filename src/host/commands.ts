import * as vscode from 'vscode';

/** Every command that Inkstone contributes, without the `inkstone.` before it. */
const COMMANDS = [
  'generate',
  'explain',
  'optimize',
  'fix',
  'writeTests',
  'writeDocumentation',
  'addToChat',
  'writeCommitMessage',
  'writePullRequest',
  'writeReleaseNotes',
  'writeReadmeSection',
  'summarizeFile',
  'summarizeChanges',
  'reviewChanges',
  'applyReviewSuggestion',
  'askAboutReview',
  'resolveReview',
  'reopenReview',
  'deleteReview',
  'clearReview',
  'explainTerminal',
  'explainTerminalSelection',
  'translateComments',
  'translateDocument',
  'newPrompt',
  'newRule',
  'openChat',
  'askDocuments',
  'newChat',
  'openChatInEditor',
  'searchChats',
  'renameChat',
  'pinChat',
  'deleteChat',
  'exportChat',
  'importChat',
  'continueAnswer',
  'compactChat',
  'stop',
  'explainFolder',
  'documentFiles',
  'showBatches',
  'showQuota',
  'selectModel',
  'addKey',
  'forgetKey',
  'useLocalModel',
  'addEndpoint',
  'showUsage',
  'exportUsage',
  'resetUsage',
  'clearCache',
  'doctor',
  'verifyAudit',
  'acceptEdit',
  'rejectEdit',
  'acceptHunk',
  'rejectHunk',
  'restoreHunk',
  'nextHunk',
  'previousHunk',
  'showEditDiff',
  'showNewProblems',
  'repairEdit',
  'undoAcceptedEdit',
  'showLog',
  'openWalkthrough',
  'openSettings',
] as const;

export type CommandName = (typeof COMMANDS)[number];

/** What a command does; arguments come from menus, lenses and other extensions and are not trusted. */
export type CommandTable = { readonly [Name in CommandName]: (...args: readonly unknown[]) => unknown };

/** Registers the whole table. Whatever a command throws ends in `onError`, nowhere else. */
export function registerCommands(table: CommandTable, onError: (error: unknown) => void): vscode.Disposable {
  return vscode.Disposable.from(
    ...COMMANDS.map((name) =>
      vscode.commands.registerCommand(`inkstone.${name}`, async (...args: readonly unknown[]) => {
        try {
          return await table[name](...args);
        } catch (error) {
          onError(error);
          return undefined;
        }
      }),
    ),
  );
}

/** The document that a lens or a title button means. */
export function uriArgument(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}

/** The place that an action of the light bulb means. */
export function rangeArgument(value: unknown): vscode.Range | undefined {
  return value instanceof vscode.Range ? value : undefined;
}

/** What is chosen in the explorer: all of it, or the one that a menu was opened on. */
export function urisArgument(clicked: unknown, chosen: unknown): readonly vscode.Uri[] {
  const all: readonly unknown[] = Array.isArray(chosen) && chosen.length > 0 ? chosen : [clicked];
  return all.filter((value) => value instanceof vscode.Uri);
}

/** What a command is told in words by who calls it; menus and the palette tell nothing. */
export function textArgument(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

export function indexArgument(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
