import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const FILE = '/** Old. */\nfunction add(a, b) {\n  return a + b;\n}\n\nfunction other() {}\n';

suite('Documentation comments', () => {
  let server: ModelServer;

  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  test('are proposed for the symbol at the cursor with the comment that it has, and no change of code is', async () => {
    const editor = await openNewFile(FILE, 'javascript');
    const { document } = editor;
    for (let symbols: unknown[] | undefined; !symbols?.length; )
      symbols = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
    editor.selection = new vscode.Selection(2, 4, 2, 4);
    server.script({ text: '```js\n/** Adds. */\nfunction add(a, b) {\n  return b + a;\n}\n```\n' });
    await vscode.commands.executeCommand('inkstone.writeDocumentation', 'briefly');
    assert.equal(document.getText(), FILE.replace('Old', 'Adds'));
    const { messages } = server.requests.at(-1)!.body as { readonly messages: readonly WireMessage[] };
    const prompt = contentText(messages.at(-1)!);
    assert.match(prompt, /lines 1–4 \(function `add`\)[\s\S]*<instruction>\nbriefly\n<\/instruction>/);
    assert.match(prompt, /JSDoc/);
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.equal(document.getText(), FILE);
  });
});
