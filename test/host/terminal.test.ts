import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { TerminalOutput } from '../../src/host/context/terminalOutput.ts';
import { TerminalCommands } from '../../src/terminalCommands.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';

/** Resolves with what the first event of this kind tells that is wanted. */
const event = <Told>(of: vscode.Event<Told>, isWanted: (told: Told) => boolean): Promise<Told> =>
  new Promise((resolve) => {
    const subscription = of((told) => {
      if (!isWanted(told)) return;
      subscription.dispose();
      resolve(told);
    });
  });

suite('What a terminal says', () => {
  let outputs: TerminalOutput;
  let commands: TerminalCommands;
  let dialogs: Dialogs;

  suiteSetup(function () {
    // The oldest server that the tests run starts shells without the editor's integration.
    if (vscode.version.startsWith('1.100.')) this.skip();
  });
  setup(() => {
    outputs = new TerminalOutput();
    commands = new TerminalCommands(outputs);
    dialogs = answerDialogs();
  });
  teardown(async () => {
    dialogs.restore();
    outputs.dispose();
    const closed = vscode.window.terminals.map((terminal) =>
      event(vscode.window.onDidCloseTerminal, (told) => told === terminal),
    );
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await Promise.all(closed);
  });

  /** A shell that tells the editor what it does, and is the active one. */
  async function openShell(): Promise<{
    readonly terminal: vscode.Terminal;
    readonly integration: vscode.TerminalShellIntegration;
  }> {
    const terminal = vscode.window.createTerminal({ name: 'shell', shellPath: '/bin/bash' });
    const told = event(
      vscode.window.onDidChangeTerminalShellIntegration,
      (each) => each.terminal === terminal,
    );
    terminal.show();
    const { shellIntegration } = await told;
    if (vscode.window.activeTerminal !== terminal)
      await event(vscode.window.onDidChangeActiveTerminal, (active) => active === terminal);
    return { terminal, integration: shellIntegration };
  }

  /** The end of a command may be told before all that it wrote has been read. */
  async function isRead(terminal: vscode.Terminal, words: string): Promise<void> {
    while (!outputs.lastRun(terminal)?.output.includes(words))
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
  }

  test('is asked about with the command, the folder and the exit code', async () => {
    assert.throws(() => commands.aboutLastCommand(), /No terminal is open/);
    const { terminal, integration } = await openShell();
    assert.throws(() => commands.aboutLastCommand(), /Nothing has run in this terminal/);
    const ended = event(vscode.window.onDidEndTerminalShellExecution, (each) => each.terminal === terminal);
    const started = event(
      vscode.window.onDidStartTerminalShellExecution,
      (each) => each.terminal === terminal,
    );
    // It waits, since the editor loses what a command writes before its start is told.
    integration.executeCommand("read -r; printf 'src/cart.ts:18: \\033[31mboom\\033[0m\\n' && false");
    await started;
    terminal.sendText('go');
    await ended;
    await isRead(terminal, 'boom');
    const { text, meaning } = commands.aboutLastCommand();
    assert.match(
      text,
      /^Explain and fix what `read -r; printf .*false` says in the terminal\. Its exit code is 1\.$/,
    );
    assert.match(meaning, /```text\n[\s\S]*src\/cart\.ts:18: boom\n```$/);
    assert.match(meaning, /It ran in the folder `.+` of the workspace\. It ended with the exit code 1\./);
    assert.match(outputs.textOf(terminal), /\$ read -r[\s\S]*boom/);
  });

  test('is read through the clipboard only when the user lets it be, and what was there is put back', async () => {
    const { terminal, integration } = await openShell();
    const ended = event(vscode.window.onDidEndTerminalShellExecution, (each) => each.terminal === terminal);
    integration.executeCommand('echo selected words');
    await ended;
    await vscode.env.clipboard.writeText('mine');
    dialogs.answer('cancel');
    assert.equal(await commands.aboutSelection(), undefined);
    dialogs.answer('Use the Clipboard');
    await assert.rejects(async () => commands.aboutSelection(), /Nothing is selected/);
    assert.equal(await vscode.env.clipboard.readText(), 'mine');
    await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
    dialogs.answer('Always in This Window');
    const question = await commands.aboutSelection();
    assert.match(question!.meaning, /```text\n[\s\S]*selected words[\s\S]*\n```$/);
    assert.equal(question!.text, 'Explain and fix what is selected in the terminal.');
    assert.ok(await commands.aboutSelection());
    assert.equal(await vscode.env.clipboard.readText(), 'mine');
  });
});
