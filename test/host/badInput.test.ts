import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);
const COMMANDS = ['inkstone.explain', 'inkstone.optimize', 'inkstone.generate'];

suite('What cannot be worked on', () => {
  let server: ModelServer;
  let folder: string;

  suiteSetup(async () => {
    server = await useModelServer();
    folder = path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'bad');
    mkdirSync(folder, { recursive: true });
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  test('without an open file nothing is sent', async () => {
    await closeEditors();
    for (const command of COMMANDS) await run(command);
    assert.equal(server.requests.length, 0);
  });

  test('of a file that is not text nothing is sent', async () => {
    const file = path.join(folder, 'data.bin');
    writeFileSync(file, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const isShown = (): boolean => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'data.bin';
    const shown = new Promise<void>((resolve) => {
      const subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
        if (!isShown()) return;
        subscription.dispose();
        resolve();
      });
    });
    // What it returns waits for an editor that a binary file never gets.
    void vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    await shown;
    for (const command of COMMANDS) await run(command);
    assert.equal(server.requests.length, 0);
  });

  test('a document with NUL characters is taken for what it is', async () => {
    const editor = await openNewFile('ab\n');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 1), '\u0000'));
    await run('inkstone.optimize');
    assert.equal(server.requests.length, 0);
  });

  test('a file that the editor shows read-only is left as it is', async () => {
    const file = path.join(folder, 'read-only.txt');
    writeFileSync(file, 'a\n');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    const editor = await vscode.window.showTextDocument(document);
    await run('workbench.action.files.setActiveEditorReadonlyInSession');
    editor.selection = new vscode.Selection(0, 0, 0, 1);
    server.script({ text: '```\nb\n```\n' });
    await run('inkstone.optimize');
    assert.equal(document.getText(), 'a\n');
    assert.equal(document.isDirty, false);
    server.script({ text: 'It is an a.' });
    const requests = server.requests.length;
    await run('inkstone.explain');
    assert.equal(server.requests.length, requests + 1);
  });

  test('without a model nothing is sent', async () => {
    const settings = vscode.workspace.getConfiguration('inkstone');
    await settings.update('model', 'zhipu/glm-5.2', vscode.ConfigurationTarget.Global);
    await openNewFile('a\n');
    const requests = server.requests.length;
    for (const command of COMMANDS) await run(command);
    assert.equal(server.requests.length, requests);
    await settings.update('model', 'test/test-model', vscode.ConfigurationTarget.Global);
  });

  test('a workspace cannot choose the endpoint or the model', async () => {
    const settings = vscode.workspace.getConfiguration('inkstone');
    const evil = await startModelServer();
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.vscode', 'settings.json');
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(
        JSON.stringify({
          'inkstone.endpoints': { test: { baseUrl: evil.baseUrl, models: [{ name: 'test-model' }] } },
          'inkstone.model': 'test/other',
        }),
      ),
    );
    await openNewFile('a\n');
    const requests = server.requests.length;
    await run('inkstone.explain');
    assert.equal(server.requests.length, requests + 1);
    assert.equal(evil.requests.length, 0);
    assert.equal(settings.inspect('model')?.globalValue, 'test/test-model');
    await vscode.workspace.fs.delete(file);
    await evil.close();
  });
});
