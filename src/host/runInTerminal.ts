import * as vscode from 'vscode';
import { commandOf, visibleText } from '../core/chat/shellCommand.ts';
import { UserError } from '../core/userError.ts';
import { t } from './translate.ts';

/** More lines than this cannot be looked at in a dialog. */
const MAX_LINES = 30;
const MAX_CHARACTERS = 2000;

const NAME = 'Inkstone';

/**
 * Shows the exact text that would be run, and runs it in a terminal if the user wants that. Throws `UserError` when the
 * text is too long to be looked at.
 */
export async function runInTerminal(block: {
  readonly language: string;
  readonly code: string;
}): Promise<void> {
  const command = commandOf(block.language, block.code);
  const lines = command.split('\n').length;
  if (lines > MAX_LINES || command.length > MAX_CHARACTERS)
    throw new UserError(
      'command-too-long',
      t('The command is too long to be shown whole before it runs, so it was not run.'),
      t('Make a file of it, read it there, and run the file.'),
    );
  if (!(await confirmed(command, lines))) return;
  const known = vscode.window.terminals.find(({ name, exitStatus }) => name === NAME && !exitStatus);
  const terminal = known ?? vscode.window.createTerminal(NAME);
  terminal.show(true);
  terminal.sendText(command);
}

async function confirmed(command: string, lines: number): Promise<boolean> {
  const { text, hasHidden } = visibleText(command);
  const run = t('Run');
  const answer = await vscode.window.showWarningMessage(
    lines > 1 ? t('Run these {0} lines in the terminal?', lines) : t('Run this command in the terminal?'),
    {
      modal: true,
      detail: [
        text,
        t('A model wrote this. It runs with your rights.'),
        ...(lines > 1 ? [t('The lines run one after the other, also when one of them fails.')] : []),
        ...(hasHidden ? [t('It holds characters that cannot be seen, shown here by their codes.')] : []),
      ].join('\n\n'),
    },
    run,
  );
  return answer === run;
}
