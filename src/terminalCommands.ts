import * as vscode from 'vscode';
import { terminalPrompt } from './assistant/prompts/terminalPrompt.ts';
import { UserError } from './core/userError.ts';
import { noOutput } from './host/context/attachTerminal.ts';
import type { TerminalOutput } from './host/context/terminalOutput.ts';
import { workspacePath } from './host/files/workspacePath.ts';
import { t } from './host/translate.ts';

/** A question as the chat shows it, and what it stands for. */
export interface TerminalQuestion {
  readonly text: string;
  readonly meaning: string;
}

/** Asks about what stands in a terminal. Loaded when first called. */
export class TerminalCommands {
  readonly #outputs: TerminalOutput;
  /** The user lets the clipboard be used until the window is closed. */
  #mayCopy = false;

  constructor(outputs: TerminalOutput) {
    this.#outputs = outputs;
  }

  /** About the newest command of the active terminal. Throws `UserError` when nothing is known of one. */
  aboutLastCommand(): TerminalQuestion {
    const terminal = requireTerminal();
    const run = this.#outputs.lastRun(terminal);
    if (!run) throw nothing(noOutput(terminal));
    const { command, folder, exitCode, output } = run;
    const code = command.trim().split('\n', 1)[0] ?? '';
    return {
      text:
        exitCode === undefined
          ? t('Explain and fix what `{0}` says in the terminal.', code)
          : t('Explain and fix what `{0}` says in the terminal. Its exit code is {1}.', code, exitCode),
      meaning: terminalPrompt({
        command,
        output,
        ...(folder && { folder: workspacePath(folder) }),
        ...(exitCode !== undefined && { exitCode }),
      }),
    };
  }

  /**
   * About what is selected in the active terminal; `undefined` when the user does not let it be read. The editor gives
   * extensions a selection by the clipboard only. Throws `UserError` when nothing is selected.
   */
  async aboutSelection(): Promise<TerminalQuestion | undefined> {
    const terminal = requireTerminal();
    if (!(await this.#askForClipboard())) return undefined;
    const output = (await selectedText()).trim();
    if (output === '') throw nothing(t('Nothing is selected in the terminal.'));
    const folder = terminal.shellIntegration?.cwd;
    return {
      text: t('Explain and fix what is selected in the terminal.'),
      meaning: terminalPrompt({ output, ...(folder && { folder: workspacePath(folder) }) }),
    };
  }

  async #askForClipboard(): Promise<boolean> {
    if (this.#mayCopy) return true;
    const once = t('Use the Clipboard');
    const always = t('Always in This Window');
    const answer = await vscode.window.showInformationMessage(
      t('The selection can only be read through the clipboard.'),
      {
        modal: true,
        detail: t(
          'VS Code tells extensions what is selected in a terminal in no other way. Text that is in the clipboard now is put back at once; a picture in it would be lost.',
        ),
      },
      once,
      always,
    );
    this.#mayCopy = answer === always;
    return answer === once || answer === always;
  }
}

/** Puts back what was in the clipboard, whatever happens. */
async function selectedText(): Promise<string> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  try {
    // Without a selection nothing is copied, and what was there must not be taken for one.
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    return await clipboard.readText();
  } finally {
    await clipboard.writeText(before);
  }
}

function requireTerminal(): vscode.Terminal {
  const terminal = vscode.window.activeTerminal;
  if (!terminal) throw nothing(t('No terminal is open.'));
  return terminal;
}

const nothing = (what: string): UserError =>
  new UserError('nothing-to-work-on', what, t('Run a command in a terminal first, or select what it says.'));
