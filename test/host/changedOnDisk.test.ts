import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);

suite('An edit of a file that something else changes', () => {
  let server: ModelServer;

  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  test('keeps what came from the disk before the model’s first word, and takes back only itself [F77]', async () => {
    const { document } = await openNewFile('one\ntwo\nthree\n');
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(0, 0, 3, 0);
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    server.respondWith(async function* () {
      await gate;
      yield { type: 'text', text: '```\none\nTWO\nthree\n```\n' };
    });
    const requests = server.requests.length;
    const done = run('inkstone.optimize');
    while (server.requests.length === requests) await server.nextRequest();
    writeFileSync(document.fileName, 'zero\none\ntwo\nthree\n');
    await run('workbench.action.files.revert');
    assert.equal(document.getText(), 'zero\none\ntwo\nthree\n');
    goOn();
    await done;
    assert.equal(document.getText(), 'zero\none\nTWO\nthree\n');
    await run('inkstone.rejectEdit');
    assert.equal(document.getText(), 'zero\none\ntwo\nthree\n');
  });

  test('never writes by itself over what is on disk', async () => {
    const { document } = await openNewFile('one\n');
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(0, 0, 0, 3);
    server.script({ text: '```\nONE\n```\n' });
    await run('inkstone.optimize');
    writeFileSync(document.fileName, 'from elsewhere\n');
    await run('inkstone.acceptEdit');
    assert.equal(document.getText(), 'ONE\n');
    assert.equal(document.isDirty, true);
    assert.equal(readFileSync(document.fileName, 'utf8'), 'from elsewhere\n');
  });
});
