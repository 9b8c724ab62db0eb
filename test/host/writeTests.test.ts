import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { CodeCommands } from '../../src/codeCommands.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openTwoModels } from './twoModels.ts';

const CODE = 'export function add(a, b) {\n  return a + b;\n}\n';
const TEST =
  "import { test } from 'vitest';\nimport { sub } from '../src/sub.js';\n\ntest('sub', () => {});\n";

suite('Tests for the code', () => {
  let server: ModelServer;
  let root: string;

  suiteSetup(async () => {
    server = await useModelServer();
    root = mkdtempSync(path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'shop-'));
    const files = {
      'package.json': '{"devDependencies": {"jest": "29"}}',
      '.inkstoneignore': 'secret*\n',
      'src/add.js': CODE,
      'src/sub.js': CODE.replaceAll('add', 'sub'),
      'test/sub.test.js': TEST,
      'test/secret.test.js': "import 'ava';\n",
    };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), content);
    }
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  const open = async (name: string): Promise<vscode.TextEditor> => {
    const document = await vscode.workspace.openTextDocument(path.join(root, name));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, document.lineCount - 1, 0);
    return editor;
  };
  const prompt = (): string => {
    const { messages } = server.requests.at(-1)!.body as { readonly messages: readonly WireMessage[] };
    return contentText(messages.at(-1)!);
  };
  const active = (): vscode.TextDocument => vscode.window.activeTextEditor!.document;

  test('become a new file that is not saved, named and placed as the project does it', async () => {
    await open('src/add.js');
    server.script({ text: "```js\nimport { test } from 'vitest';\n\ntest('add', () => {});\n```\n" });
    await vscode.commands.executeCommand('inkstone.writeTests', 'its bounds');
    assert.deepEqual([active().isUntitled, active().uri.fsPath], [true, path.join(root, 'test/add.test.js')]);
    assert.equal(active().getText(), "import { test } from 'vitest';\n\ntest('add', () => {});\n");
    assert.match(prompt(), /^Write tests with Vitest for this JavaScript code from `.*src\/add\.js`/);
    assert.match(prompt(), /new file, `.*test\/add\.test\.js`; from there, `\.\.\/src\/add\.js`/);
    assert.match(prompt(), /<instruction>\nits bounds\n<\/instruction>/);
    assert.match(
      prompt(),
      /for its style.*sub\.test\.js`\):\n```javascript\nimport \{ test \} from 'vitest';/,
    );
    assert.doesNotMatch(prompt(), /'ava'|secret/);
    await vscode.commands.executeCommand('inkstone.acceptEdit');
    assert.equal(active().getText(), "import { test } from 'vitest';\n\ntest('add', () => {});\n");
  });

  test('are rejected without a trace', async () => {
    await open('src/add.js');
    server.script({ text: "```js\ntest('add', () => {});\n```\n" });
    await vscode.commands.executeCommand('inkstone.writeTests');
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.deepEqual([active().isUntitled, active().getText()], [true, '']);
  });

  test('are added to those that are there, and nothing that is there is changed', async () => {
    await open('src/sub.js');
    server.script({
      text: "```js\ntest('less', () => {});\n```\n\n```js\nimport { vi } from 'vitest';\n```\n",
    });
    await vscode.commands.executeCommand('inkstone.writeTests');
    assert.equal(active().uri.fsPath, path.join(root, 'test/sub.test.js'));
    assert.equal(active().isUntitled, false);
    const [first = '', second = '', ...rest] = TEST.split('\n');
    const added = ["import { vi } from 'vitest';", ...rest.slice(0, -1), '', "test('less', () => {});", ''];
    assert.equal(active().getText(), [first, second, ...added].join('\n'));
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.equal(active().getText(), TEST);
  });

  test('are not written for tests, nor for what has no file', async () => {
    const window = await openTwoModels();
    const current = new CurrentEditor();
    try {
      const commands = new CodeCommands({
        gestures: window.gestures,
        edits: window.edits,
        journal: () => assert.fail('nothing is accepted'),
        editor: current,
        access: window.access,
      });
      await open('test/sub.test.js');
      await assert.rejects(commands.writeTests(''), /sub\.test\.js holds tests itself/);
      const document = await vscode.workspace.openTextDocument({ content: CODE, language: 'javascript' });
      await vscode.window.showTextDocument(document);
      await assert.rejects(commands.writeTests(''), /has no file yet/);
      assert.deepEqual(
        window.servers.map(({ requests }) => requests.length),
        [0, 0],
      );
    } finally {
      current.dispose();
      await window.close();
    }
  });
});
