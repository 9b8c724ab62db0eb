import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('Inkstone in a real extension host', () => {
  const extension = (): vscode.Extension<unknown> => {
    const found = vscode.extensions.getExtension('inkstone.inkstone');
    assert.ok(found, 'Inkstone is installed');
    return found;
  };

  test('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  test('registers every command that it contributes', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const manifest: { contributes: { commands: { command: string }[] } } = extension().packageJSON;
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
