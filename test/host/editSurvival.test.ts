import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { until, useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(command, ...args);
const fenced = (lines: readonly string[]): string => `\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;

suite('An edit survives what happens to its file', () => {
  let server: ModelServer;
  let folder: string;

  suiteSetup(async () => {
    server = await useModelServer();
    folder = path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'survival');
    mkdirSync(folder, { recursive: true });
  });
  suiteTeardown(() => server.close());
  teardown(async () => {
    await closeEditors();
  });

  async function open(name: string, bytes: string | Buffer, encoding?: string): Promise<vscode.TextEditor> {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    const uri = vscode.Uri.file(file);
    const document = await vscode.workspace.openTextDocument(uri, encoding ? { encoding } : undefined);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, document.lineCount, 0);
    return editor;
  }

  /** Answers the first lines, and the rest when `goOn` is called. */
  function halfway(first: readonly string[], rest: readonly string[]): { goOn(): void } {
    // VS Code 1.100 runs Node 20, which has no `Promise.withResolvers`.
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    server.respondWith(async function* () {
      yield { type: 'text', text: `\`\`\`\n${first.join('\n')}\n` };
      await gate;
      yield { type: 'text', text: `${rest.join('\n')}\n\`\`\`\n` };
    });
    return { goOn };
  }

  test('is written when the file is shown again, and is still one undo [F77]', async () => {
    const { document } = await open('switched.txt', 'a\nb\nc\n');
    const model = halfway(['a', 'B'], ['c', 'D']);
    const done = run('inkstone.optimize');
    await until(() => document.getText().includes('B'));
    const { document: other } = await openNewFile('other');
    model.goOn();
    await done;
    assert.equal(other.getText(), 'other');
    await vscode.window.showTextDocument(document);
    await until(() => document.getText() === 'a\nB\nc\nD\n');
    await run('undo');
    await until(() => document.getText() === 'a\nb\nc\n');
  });

  test('stops the model when the file is closed, and writes nothing [F77]', async () => {
    const editor = await open('closed.txt', 'a\nb\n');
    halfway(['a', 'B'], ['c']);
    const done = run('inkstone.optimize');
    await until(() => editor.document.getText().includes('B'));
    await run('workbench.action.revertAndCloseActiveEditor');
    await done;
    assert.equal(readFileSync(path.join(folder, 'closed.txt'), 'utf8'), 'a\nb\n');
  });

  test('keeps GBK, its bytes outside of the change, and saves the change in GBK', async () => {
    const gbk = (text: string): Buffer =>
      Buffer.from(
        [...text].flatMap((character) => (GBK[character] ? [...GBK[character]] : [character.charCodeAt(0)])),
      );
    const editor = await open('gbk.txt', gbk('// 中文\r\nlet a = 1;\r\nlet b = 2;'), 'gbk');
    assert.equal(editor.document.lineAt(0).text, '// 中文');
    editor.selection = new vscode.Selection(1, 0, 1, 5);
    server.script({ text: fenced(['let a = 1; // 文']) });
    await run('inkstone.optimize');
    await run('inkstone.acceptEdit');
    await editor.document.save();
    assert.deepEqual(
      readFileSync(path.join(folder, 'gbk.txt')),
      gbk('// 中文\r\nlet a = 1; // 文\r\nlet b = 2;'),
    );
  });

  test('keeps UTF-16 of either order and GB 18030, combining marks, tabs and trailing blanks', async () => {
    const utf16le = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
    const utf16be = (text: string): Buffer => utf16le(text).swap16();
    const gb18030 = (text: string): Buffer =>
      // A combining acute accent takes four bytes.
      Buffer.from(
        [...text].flatMap((character) =>
          character === '\u0301' ? [0x81, 0x30, 0xbc, 0x37] : [character.charCodeAt(0)],
        ),
      );
    for (const [encoding, bytesOf] of Object.entries({ utf16le, utf16be, gb18030 })) {
      const editor = await open(
        `${encoding}.txt`,
        bytesOf('e\u0301\t one  \r\nlet b;\r\n\ttail \t'),
        encoding,
      );
      assert.equal(editor.document.lineAt(0).text, 'e\u0301\t one  ', encoding);
      editor.selection = new vscode.Selection(1, 0, 1, 4);
      server.script({ text: fenced(['let b; // e\u0301']) });
      await run('inkstone.optimize');
      await run('inkstone.acceptEdit');
      await editor.document.save();
      assert.deepEqual(
        readFileSync(path.join(folder, `${encoding}.txt`)),
        bytesOf('e\u0301\t one  \r\nlet b; // e\u0301\r\n\ttail \t'),
        encoding,
      );
    }
  });

  test('accepts nothing that GBK cannot hold before the user has chosen', async () => {
    const editor = await open('gbk2.txt', Buffer.from('let a = 1;\n'), 'gbk');
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    server.script({ text: fenced(['let a = 1; // ✓']) });
    await run('inkstone.optimize');
    let isOver = false;
    const accepted = run('inkstone.acceptEdit').then(() => {
      isOver = true;
    });
    // Closes the question without an answer, as soon as it is there.
    while (!isOver) await run('notifications.clearAll');
    await accepted;
    await run('inkstone.rejectEdit');
    assert.equal(editor.document.getText(), 'let a = 1;\n');
  });

  test('keeps a byte order mark and a missing final newline', async () => {
    const editor = await open('bom.txt', '\ufeffone\ntwo');
    server.script({ text: fenced(['one', '2']) });
    await run('inkstone.optimize');
    await run('inkstone.acceptEdit');
    await editor.document.save();
    assert.equal(readFileSync(path.join(folder, 'bom.txt'), 'utf8'), '\ufeffone\n2');
  });

  test('refuses a selection that cannot fit, before anything is sent', async () => {
    await open('long.txt', 'const value = compute(1, 2, 3);\n'.repeat(20_000));
    const requests = server.requests.length;
    await run('inkstone.optimize');
    await run('inkstone.explain');
    assert.equal(server.requests.length, requests);
  });

  test('works on a notebook cell', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x = 1\ny = 2', 'python'),
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'z = 3', 'python'),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook);
    await run('notebook.cell.edit');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'vscode-notebook-cell');
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(0, 0, 1, 5);
    server.script({ text: fenced(['x = 1', 'y = 22']) });
    await run('inkstone.optimize');
    assert.equal(notebook.cellAt(0).document.getText(), 'x = 1\ny = 22');
    assert.equal(notebook.cellAt(1).document.getText(), 'z = 3');
    await run('inkstone.rejectEdit');
    assert.equal(notebook.cellAt(0).document.getText(), 'x = 1\ny = 2');
  });
});

/** The characters that the test writes, as GBK has them. */
const GBK: Readonly<Record<string, readonly number[]>> = { 中: [0xd6, 0xd0], 文: [0xce, 0xc4] };
