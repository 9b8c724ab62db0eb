import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openLink } from '../../src/host/links.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

suite('What a command works on', () => {
  let server: ModelServer;

  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  /** The prompt that Explain sends with the cursor, or a selection, in the editor. */
  async function explained(editor: vscode.TextEditor, selection: vscode.Selection): Promise<string> {
    editor.selection = selection;
    server.script({ text: 'It does.' });
    await vscode.commands.executeCommand('inkstone.explain');
    const body = server.requests.at(-1)?.body as { messages: { content: string }[] };
    return body.messages.at(-1)!.content;
  }

  const at = (line: number, character: number): vscode.Selection =>
    new vscode.Selection(line, character, line, character);

  test('is the innermost symbol around the cursor', async () => {
    const code = 'class Box {\n  open() {\n    return 1;\n  }\n  close() {\n    return 2;\n  }\n}\n';
    const editor = await openNewFile(code, 'typescript');
    const { uri } = editor.document;
    // The language server is ready when it knows a symbol of this document.
    for (let symbols: unknown[] | undefined; !symbols?.length; )
      symbols = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', uri);
    const prompt = await explained(editor, at(5, 6));
    assert.match(prompt, /lines 5–7 \(method `close`\)/);
    assert.match(prompt, /```typescript\n5\| {2}close\(\) \{\n6\| {4}return 2;\n7\| {2}\}\n```$/);
  });

  test('is the lines of a selection, the last one only when it is reached', async () => {
    const prompt = await explained(await openNewFile('one\ntwo\nthree\n'), new vscode.Selection(0, 1, 2, 0));
    assert.match(prompt, /The code to explain\..*\n```plaintext\n1\|one\n2\|two\n```$/);
  });

  test('is the block of lines around the cursor where no language server helps', async () => {
    const prompt = await explained(await openNewFile('a\n\nb1\nb2\n\nc\n'), at(3, 0));
    assert.match(prompt, /```plaintext\n3\|b1\n4\|b2\n```$/);
  });

  test('may be in a document that has no file', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'in no file\n' });
    const prompt = await explained(await vscode.window.showTextDocument(document), at(0, 0));
    assert.match(prompt, /`Untitled-1`[\s\S]* line 1\n[\s\S]*```plaintext\n1\|in no file\n```$/);
  });

  test('comes with places whose links open the file at the line', async () => {
    const editor = await openNewFile('one\ntwo\n');
    const prompt = await explained(editor, new vscode.Selection(1, 0, 1, 3));
    const [, href] = /\[code\.txt:2\]\((\S+)\)/.exec(prompt) ?? [];
    assert.ok(href);
    await closeEditors();
    await openLink(href);
    const opened = vscode.window.activeTextEditor;
    assert.equal(opened?.document.uri.toString(), editor.document.uri.toString());
    assert.equal(opened?.selection.active.line, 1);
  });

  test('comes with the project’s rules, cut at the end of one where they are too long', async () => {
    const rules = path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'AGENTS.md');
    const prompt = async (lines: number): Promise<string> => {
      writeFileSync(rules, Array.from({ length: lines }, (_, index) => `- Rule ${index}, whole.\n`).join(''));
      return explained(await openNewFile('one\n'), at(0, 0));
    };
    try {
      assert.match(
        await prompt(2),
        /<project-rules>\n- Rule 0, whole\.\n- Rule 1, whole\.\n<\/project-rules>/,
      );
      const cut = await prompt(2000);
      assert.match(cut, /- Rule \d+, whole\.\n\n\[Cut here.*\]\n<\/project-rules>/);
      assert.ok(cut.length < 20_000);
    } finally {
      rmSync(rules);
    }
  });

  test('is nothing in an empty document, and nothing is sent', async () => {
    const requests = server.requests.length;
    await openNewFile('\n \n');
    await vscode.commands.executeCommand('inkstone.explain');
    await vscode.commands.executeCommand('inkstone.optimize');
    assert.equal(server.requests.length, requests);
  });
});
