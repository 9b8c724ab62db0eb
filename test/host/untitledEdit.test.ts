import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';

suite('An edit of a document that has no file yet', () => {
  let server: ModelServer;

  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  test('is undone in one step, and is decided like any other', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'untitled-edit.txt');
    const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'a\nb\n'));
    const optimize = async (): Promise<void> => {
      editor.selection = new vscode.Selection(0, 0, 1, 1);
      server.script({ text: '```\na\nB\n```\n' });
      await vscode.commands.executeCommand('inkstone.optimize');
    };
    await optimize();
    assert.equal(document.getText(), 'a\nB\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'a\nb\n');
    await optimize();
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.equal(document.getText(), 'a\nb\n');
    await optimize();
    await vscode.commands.executeCommand('inkstone.acceptEdit');
    assert.equal(document.getText(), 'a\nB\n');
    assert.equal(document.isUntitled, true);
  });
});
