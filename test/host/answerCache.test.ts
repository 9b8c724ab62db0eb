import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

suite('The answer cache', () => {
  let server: ModelServer;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('inkstone.inkstone')!.activate();
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  async function explain(editor: vscode.TextEditor): Promise<number> {
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    await vscode.commands.executeCommand('inkstone.explain');
    return server.requests.length;
  }

  test('answers what was explained before without a request, until it is cleared', async () => {
    const editor = await openNewFile('explain me\nand not me\n');
    assert.equal(await explain(editor), 1);
    assert.equal(await explain(editor), 1);
    await vscode.commands.executeCommand('inkstone.clearCache');
    assert.equal(await explain(editor), 2);
  });

  test('asks anew when the code has changed, or the cache is off', async () => {
    const editor = await openNewFile('explain this\nand not this\n');
    const before = await explain(editor);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'now '));
    assert.equal(await explain(editor), before + 1);
    const settings = vscode.workspace.getConfiguration('inkstone');
    await settings.update('cache', [], vscode.ConfigurationTarget.Global);
    assert.equal(await explain(editor), before + 2);
    await settings.update('cache', undefined, vscode.ConfigurationTarget.Global);
  });
});
