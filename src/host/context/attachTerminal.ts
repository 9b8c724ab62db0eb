import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';
import { refused } from './fileReader.ts';
import type { TerminalOutput } from './terminalOutput.ts';

/** What the active terminal shows. Throws `UserError` which says why there is nothing. */
export function attachTerminal(outputs: TerminalOutput): Attachment {
  const terminal = vscode.window.activeTerminal;
  if (!terminal) throw refused(t('No terminal is open.'));
  const text = outputs.textOf(terminal);
  if (!text) throw refused(noOutput(terminal));
  return { title: `Output of the terminal “${terminal.name}”`, language: '', text, references: [] };
}

/** Why nothing is known of a terminal. */
export const noOutput = (terminal: vscode.Terminal): string =>
  terminal.shellIntegration
    ? t('Nothing has run in this terminal since Inkstone was started. Run the command again.')
    : t('The shell of this terminal does not tell the editor what it writes (shell integration is off).');
