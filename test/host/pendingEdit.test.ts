import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { until, useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const ORIGINAL = [
  'function sum(values) {',
  '  let total = 0;',
  '  for (const value of values) {',
  '    total = total + value;',
  '  }',
  '  return total;',
  '}',
  '',
];
const PROPOSED = [
  'function sum(values) {',
  '  let total = 0;',
  '  for (const value of values) {',
  '    total += value;',
  '  }',
  '  // done',
  '  return total;',
  '}',
];
const answer = (lines: readonly string[], prose = '- shorter\n'): string =>
  `\`\`\`js\n${lines.join('\n')}\n\`\`\`\n${prose}`;

suite('A pending edit in the editor', () => {
  let server: ModelServer;
  let editor: vscode.TextEditor;
  const text = (): string => editor.document.getText();
  const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(command, ...args);

  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());

  async function open(content: string): Promise<void> {
    editor = await openNewFile(content, 'javascript');
    editor.selection = new vscode.Selection(0, 0, editor.document.lineCount - 1, 0);
  }

  teardown(async () => {
    await run('inkstone.rejectEdit');
    await closeEditors();
  });

  async function optimize(reply: string): Promise<void> {
    server.script({ text: reply });
    await run('inkstone.optimize');
  }

  /** Runs a command and answers its dialog, again and again until the command is through. */
  async function answerDialog(command: string, answerCommand: string): Promise<void> {
    let isOver = false;
    const done = run(command).then(() => {
      isOver = true;
    });
    while (!isOver) await run(answerCommand);
    await done;
  }

  test('holds the proposal, and one undo brings the original back', async () => {
    const original = ORIGINAL.join('\n');
    await open(original);
    await optimize(answer(PROPOSED));
    assert.equal(text(), [...PROPOSED, ''].join('\n'));
    await run('undo');
    assert.equal(text(), original);
    await run('redo');
    assert.equal(text(), [...PROPOSED, ''].join('\n'));
  });

  test('rejects one change and accepts the rest; one undo still brings the original back', async () => {
    const original = ORIGINAL.join('\n');
    await open(original);
    await optimize(answer(PROPOSED));
    await run('inkstone.rejectHunk', editor.document.uri, 0);
    await run('inkstone.acceptEdit');
    assert.equal(text(), ORIGINAL.toSpliced(5, 0, '  // done').join('\n'));
    await run('undo');
    assert.equal(text(), original);
  });

  test('rejects everything byte for byte, with CRLF, tabs and trailing blanks', async () => {
    const original = 'if (a) {\r\n\tb();  \r\n\r\n\tc();\r\n}\r\n';
    await open(original);
    await optimize(answer(['if (a) {', '\tB();', '', '\tc();', '\td();', '}']));
    assert.equal(text(), 'if (a) {\r\n\tB();\r\n\r\n\tc();\r\n\td();\r\n}\r\n');
    await run('inkstone.rejectEdit');
    assert.equal(text(), original);
  });

  test('keeps what the user types while the model writes [F77]', async () => {
    await open(ORIGINAL.join('\n'));
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    server.respondWith(async function* () {
      yield { type: 'text', text: '```js\nfunction sum(values) {\n  let total = 0; // fresh\n' };
      await gate;
      yield { type: 'text', text: `${PROPOSED.slice(2).join('\n')}\n\`\`\`\n` };
    });
    const done = run('inkstone.optimize');
    await until(() => text().includes('// fresh'));
    const typed = await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '// mine\n'));
    assert.ok(typed);
    goOn();
    await done;
    const merged = ['// mine', PROPOSED[0], '  let total = 0; // fresh', ...PROPOSED.slice(2), ''].join('\n');
    assert.equal(text(), merged);
    await run('inkstone.rejectEdit');
    assert.equal(text(), ['// mine', ...ORIGINAL].join('\n'));
  });

  test('keeps a line that the user changed inside a change, whatever is decided', async () => {
    await open(ORIGINAL.join('\n'));
    await optimize(answer(PROPOSED));
    await editor.edit((builder) => builder.insert(new vscode.Position(3, 4), '/* mine */ '));
    await run('inkstone.rejectEdit');
    assert.match(text(), /\/\* mine \*\/ total \+= value;/);
    assert.doesNotMatch(text(), /\/\/ done/);
  });

  test('stops the model when the user undoes while it writes', async () => {
    const original = ORIGINAL.join('\n');
    await open(original);
    server.respondWith(async function* (_, signal) {
      yield { type: 'text', text: '```js\n// one\n// two\n' };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    const done = run('inkstone.optimize');
    await until(() => text().includes('// two'));
    await run('undo');
    await done;
    assert.equal(text(), original);
  });

  test('writes what the comment at the cursor asks for below it', async () => {
    await open('a();\n  // TODO: call fresh\nb();\n');
    editor.selection = new vscode.Selection(1, 4, 1, 4);
    server.script({ text: answer(['fresh();']) });
    await answerDialog('inkstone.generate', 'workbench.action.acceptSelectedQuickOpenItem');
    assert.match(
      JSON.stringify(server.requests.at(-1)?.body),
      /<instruction>\\ncall fresh\\n<\/instruction>/,
    );
    assert.equal(text(), 'a();\n  // TODO: call fresh\n  fresh();\nb();\n');
  });

  test('offers its lenses while it is undecided, and none afterwards', async () => {
    const lenses = async (): Promise<string[]> => {
      const found = await run('vscode.executeCodeLensProvider', editor.document.uri);
      return (found as vscode.CodeLens[]).flatMap(({ command }) => command?.command ?? []);
    };
    await open('a();\n');
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    server.script({ text: answer(['b();']) });
    editor.selection = new vscode.Selection(0, 0, 0, 1);
    await run('inkstone.optimize');
    assert.deepEqual(await lenses(), [
      'inkstone.acceptHunk',
      'inkstone.rejectHunk',
      'inkstone.showEditDiff',
      'inkstone.showNewProblems',
    ]);
    await run('inkstone.rejectEdit');
    assert.deepEqual(await lenses(), []);
    server.script({ text: answer(['b();']) });
    editor.selection = new vscode.Selection(0, 0, 0, 1);
    await run('inkstone.optimize');
    await run('inkstone.acceptEdit');
    assert.deepEqual(await lenses(), []);
  });

  test('is taken back when it was accepted long ago, and what was typed since stays', async () => {
    await open(ORIGINAL.join('\n'));
    await optimize(answer(PROPOSED));
    await run('inkstone.acceptEdit');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '// mine\n'));
    await answerDialog('inkstone.undoAcceptedEdit', 'workbench.action.acceptSelectedQuickOpenItem');
    assert.equal(text(), ['// mine', ...ORIGINAL].join('\n'));
    await run('inkstone.rejectEdit');
    assert.equal(text(), ['// mine', ...PROPOSED, ''].join('\n'));
  });

  test('does nothing when the instruction is cancelled', async () => {
    await open('a();\n');
    const requests = server.requests.length;
    await answerDialog('inkstone.generate', 'workbench.action.closeQuickOpen');
    assert.equal(text(), 'a();\n');
    assert.equal(server.requests.length, requests);
  });

  test('leaves the text alone when the answer holds no code', async () => {
    const original = ORIGINAL.join('\n');
    await open(original);
    await optimize('I would rather not.');
    assert.equal(text(), original);
  });

  test('refuses a second edit of the same file until the first is decided', async () => {
    await open(ORIGINAL.join('\n'));
    await optimize(answer(PROPOSED));
    const requests = server.requests.length;
    editor.selection = new vscode.Selection(0, 0, 3, 0);
    await run('inkstone.optimize');
    assert.equal(server.requests.length, requests);
  });
});
