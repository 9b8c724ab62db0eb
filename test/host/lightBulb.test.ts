import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors } from './closeEditors.ts';
import { openNewFile } from './openNewFile.ts';

suite('The light bulb', () => {
  suiteSetup(() => vscode.extensions.getExtension('inkstone.inkstone')!.activate());
  teardown(closeEditors);

  const lines = new vscode.Range(0, 0, 1, 0);

  /** The commands of ours that it offers when it is asked. */
  async function offered(document: vscode.TextDocument, range = lines): Promise<readonly string[]> {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    return actions
      .flatMap(({ command }) => command?.command ?? [])
      .filter((id) => id.startsWith('inkstone.'));
  }

  test('offers what can be done with code', async () => {
    const { document } = await openNewFile('one and a few more words\ntwo\n');
    assert.deepEqual((await offered(document)).toSorted(), [
      'inkstone.explain',
      'inkstone.optimize',
      'inkstone.writeDocumentation',
      'inkstone.writeTests',
    ]);
  });

  test('offers nothing when the setting is off', async () => {
    const settings = vscode.workspace.getConfiguration('inkstone');
    const { document } = await openNewFile('one and a few more words\ntwo\n');
    await settings.update('lightBulb', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await offered(document), []);
    await settings.update('lightBulb', undefined, vscode.ConfigurationTarget.Global);
  });

  test('offers nothing in a document that cannot be written', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('still', {
      provideTextDocumentContent: () => 'one\ntwo\n',
    });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('still:/a.txt'));
    await vscode.window.showTextDocument(document);
    assert.deepEqual(await offered(document), []);
    provider.dispose();
  });
});
