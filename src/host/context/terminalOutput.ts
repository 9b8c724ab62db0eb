import * as vscode from 'vscode';
import { t } from '../translate.ts';
import type { Attachment } from './attachment.ts';
import { refused } from './fileReader.ts';

/** So many characters of each terminal are kept. */
const KEPT_CHARACTERS = 64 * 1024;

/** Marks of colour, place and title (ECMA-48, and the OSC sequences of terminals). */
const CONTROL_SEQUENCES =
  /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|[@-Z\\^_=>])|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/**
 * What commands have written to the editor's terminals, as shell integration tells it: of commands that were started
 * since this was made, and only the end of it.
 */
export class TerminalOutput {
  readonly #texts = new Map<vscode.Terminal, string>();
  readonly #disposables: readonly vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.window.onDidStartTerminalShellExecution((event) => void this.#follow(event)),
      vscode.window.onDidCloseTerminal((terminal) => this.#texts.delete(terminal)),
    ];
  }

  /** The active terminal's. Throws `UserError` which says why there is none. */
  attach(): Attachment {
    const terminal = vscode.window.activeTerminal;
    if (!terminal) throw refused(t('No terminal is open.'));
    const text = this.#texts.get(terminal)?.replace(CONTROL_SEQUENCES, '').replaceAll('\r\n', '\n').trim();
    if (!text)
      throw refused(
        terminal.shellIntegration
          ? t('Nothing has run in this terminal since the chat was opened. Run the command again.')
          : t(
              'The shell of this terminal does not tell the editor what it writes (shell integration is off).',
            ),
      );
    return { title: `Output of the terminal “${terminal.name}”`, language: '', text, references: [] };
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #follow({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): Promise<void> {
    this.#write(terminal, `\n$ ${execution.commandLine.value}\n`);
    for await (const data of execution.read()) this.#write(terminal, data);
  }

  #write(terminal: vscode.Terminal, data: string): void {
    this.#texts.set(terminal, `${this.#texts.get(terminal) ?? ''}${data}`.slice(-KEPT_CHARACTERS));
  }
}
