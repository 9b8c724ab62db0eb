import * as vscode from 'vscode';

/** So many characters of each terminal are kept. */
const KEPT_CHARACTERS = 64 * 1024;

/** Marks of colour, place and title (ECMA-48, and the OSC sequences of terminals). */
const CONTROL_SEQUENCES =
  /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|[@-Z\\^_=>])|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** A command that was run in a terminal. */
export interface TerminalRun {
  readonly command: string;
  /** Where it ran; absent where the shell does not tell. */
  readonly folder?: vscode.Uri;
  /** Absent while it runs, and where the shell does not tell. */
  readonly exitCode?: number;
  /** The end of what it has written, as people read it. */
  readonly output: string;
}

interface Run {
  readonly execution: vscode.TerminalShellExecution;
  exitCode?: number;
  output: string;
}

/**
 * What commands have written to the editor's terminals, as shell integration tells it: of commands that were started
 * since this was made, and only the end of it.
 */
export class TerminalOutput {
  readonly #texts = new Map<vscode.Terminal, string>();
  readonly #last = new Map<vscode.Terminal, Run>();
  readonly #disposables: readonly vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.window.onDidStartTerminalShellExecution((event) => void this.#follow(event)),
      vscode.window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
        const run = this.#last.get(terminal);
        if (run?.execution === execution && exitCode !== undefined) run.exitCode = exitCode;
      }),
      vscode.window.onDidCloseTerminal((terminal) => {
        this.#texts.delete(terminal);
        this.#last.delete(terminal);
      }),
    ];
  }

  /** All that is known of a terminal, the commands among it; empty when nothing is. */
  textOf(terminal: vscode.Terminal): string {
    return readable(this.#texts.get(terminal) ?? '');
  }

  /** The newest command of a terminal. */
  lastRun(terminal: vscode.Terminal): TerminalRun | undefined {
    const run = this.#last.get(terminal);
    if (!run) return undefined;
    const { execution, exitCode, output } = run;
    const folder = execution.cwd ?? terminal.shellIntegration?.cwd;
    return {
      command: execution.commandLine.value,
      output: readable(output),
      ...(folder && { folder }),
      ...(exitCode !== undefined && { exitCode }),
    };
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #follow({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): Promise<void> {
    const run: Run = { execution, output: '' };
    this.#last.set(terminal, run);
    this.#write(terminal, `\n$ ${execution.commandLine.value}\n`);
    for await (const data of execution.read()) {
      this.#write(terminal, data);
      run.output = withEnd(run.output, data);
    }
  }

  #write(terminal: vscode.Terminal, data: string): void {
    this.#texts.set(terminal, withEnd(this.#texts.get(terminal) ?? '', data));
  }
}

/** A flood is not cut with each of its drops. */
function withEnd(text: string, data: string): string {
  const longer = text + data;
  return longer.length > 2 * KEPT_CHARACTERS ? longer.slice(-KEPT_CHARACTERS) : longer;
}

const readable = (text: string): string =>
  text.slice(-KEPT_CHARACTERS).replace(CONTROL_SEQUENCES, '').replaceAll('\r\n', '\n').trim();
