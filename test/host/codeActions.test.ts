import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { applyCode, type CodeToApply } from '../../src/host/edit/applyCode.ts';
import { newFile } from '../../src/host/edit/newFile.ts';
import { PendingEdits } from '../../src/host/edit/pendingEdits.ts';
import { runInTerminal } from '../../src/host/runInTerminal.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';
import { openNewFile } from './openNewFile.ts';

const FILE = `function sum(values) {
  return values.length;
}

class Cart {
  total() {
    return 0;
  }
}
`;

const block = (code: string, more: Partial<CodeToApply> = {}): CodeToApply => ({
  code,
  language: 'js',
  info: 'js',
  lineAbove: '',
  references: [],
  ...more,
});

suite('A code block of an answer', () => {
  let edits: PendingEdits;
  let editor: CurrentEditor;
  let dialogs: Dialogs;

  setup(() => {
    edits = new PendingEdits(() => {});
    editor = new CurrentEditor();
    dialogs = answerDialogs();
  });
  teardown(async () => {
    dialogs.restore();
    edits.dispose();
    editor.dispose();
    await closeEditors();
  });

  test('is proposed in the place of what it is a new version of, and rejected without a trace', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    await applyCode({ edits, editor }, block('total() {\n  return sum([1]);\n}'));
    assert.equal(document.getText(), FILE.replace('return 0;', 'return sum([1]);'));
    await edits.decide('rejected', document.uri, 'all');
    assert.equal(document.getText(), FILE);
  });

  test('goes into the file that it names, whichever is in front', async () => {
    const named = await openNewFile(FILE, 'javascript');
    const name = path.basename(path.dirname(named.document.uri.fsPath));
    await openNewFile('other\n', 'javascript');
    const code = FILE.replace('return 0;', 'return 1;').trimEnd();
    await applyCode({ edits, editor }, block(code, { info: `js ${name}/code.js` }));
    assert.equal(named.document.getText(), FILE.replace('return 0;', 'return 1;'));
    await edits.decide('accepted', named.document.uri, 'all');
    assert.equal(edits.find(named.document.uri), undefined);
  });

  test('goes into the file that the question was about', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    await openNewFile('other\n', 'javascript');
    const references = [{ label: 'code.js:1-3', uri: document.uri.toString(), startLine: 1, endLine: 3 }];
    await applyCode({ edits, editor }, block('function sum(values) {\n  return 1;\n}', { references }));
    assert.equal(document.getText(), FILE.replace('values.length', '1'));
    await edits.decide('rejected', document.uri, 'all');
  });

  test('asks where it goes when that is not clear', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    dialogs.answer('Add at the end of the file');
    await applyCode({ edits, editor }, block('sum([]);'));
    assert.equal(document.getText(), `${FILE}sum([]);\n`);
    await edits.decide('rejected', document.uri, 'all');
    dialogs.answer('cancel');
    await applyCode({ edits, editor }, block('sum([]);'));
    assert.equal(document.getText(), FILE);
    assert.equal(edits.find(document.uri), undefined);
  });

  test('says so when the file has it already', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    await applyCode({ edits, editor }, block(FILE.trimEnd()));
    assert.match(dialogs.shown[0] ?? '', /has this code already/);
    assert.equal(edits.find(document.uri), undefined);
  });

  test('may be search/replace blocks or a diff, and only what they change is changed', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    const folder = path.basename(path.dirname(document.uri.fsPath));
    const name = `${folder}/${path.basename(document.uri.fsPath)}`;
    const search =
      '<<<<<<< SEARCH\n  total() {\n    return 0;\n=======\n  total() {\n    return 1;\n>>>>>>> REPLACE';
    await applyCode({ edits, editor }, block(search));
    assert.equal(document.getText(), FILE.replace('return 0;', 'return 1;'));
    await edits.decide('rejected', document.uri, 'all');
    const diff = `--- a/${name}\n+++ b/${name}\n@@ -90,2 +90,2 @@\n function sum(values) {\n-  return values.length;\n+  return 2;\n`;
    await applyCode({ edits, editor }, block(diff, { info: 'diff', language: 'diff' }));
    assert.equal(document.getText(), FILE.replace('values.length', '2'));
    await edits.decide('rejected', document.uri, 'all');
    assert.equal(document.getText(), FILE);
  });

  test('that does not fit says why, shows the place, and is given back to be repaired', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    const stale =
      '<<<<<<< SEARCH\n  total() {\n    return 10;\n  }\n=======\n  total() {\n    return 1;\n  }\n>>>>>>> REPLACE';
    dialogs.answer('Show the Place', 'Let the Model Repair It');
    const unfit = await applyCode({ edits, editor }, block(stale));
    assert.match(dialogs.shown[0] ?? '', /not as the model saw it/);
    assert.match(dialogs.shown[0] ?? '', /lines 6 to 8/);
    assert.match(dialogs.shown[0] ?? '', /The file has “return 0;” where the edit has “return 10;”/);
    const { selection } = vscode.window.activeTextEditor!;
    assert.deepEqual([selection.start.line, selection.end.line], [5, 7]);
    assert.equal(unfit?.uri, document.uri.toString());
    assert.equal(unfit?.edit, stale);
    assert.equal(document.getText(), FILE);
    // What the model has repaired once is not given back again.
    dialogs.answer('cancel');
    assert.equal(await applyCode({ edits, editor }, block(stale, { isRepaired: true })), undefined);
  });

  test('that leaves much of a file out becomes an edit only on the user’s word', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    const code = 'function sum(values) {\n  return 2;\n}\n\nclass Cart {\n}';
    dialogs.answer('cancel');
    await applyCode({ edits, editor }, block(code));
    assert.match(dialogs.shown[0] ?? '', /Nothing was changed/);
    assert.equal(document.getText(), FILE);
    assert.equal(edits.find(document.uri), undefined);
  });

  test('becomes a new file under its name that is not saved, or one without a name', async () => {
    await newFile(block('const a = 1;', { info: 'js fresh/one.js' }));
    const named = vscode.window.activeTextEditor!.document;
    assert.equal(named.uri.scheme, 'untitled');
    assert.match(named.uri.path, /\/fresh\/one\.js$/);
    assert.equal(named.getText(), 'const a = 1;\n');
    await newFile(block('a: 1', { language: 'yml', info: 'yml' }));
    const unnamed = vscode.window.activeTextEditor!.document;
    assert.deepEqual([unnamed.isUntitled, unnamed.languageId, unnamed.getText()], [true, 'yaml', 'a: 1\n']);
  });

  test('runs in a terminal only after its exact text was shown, with what cannot be seen', async () => {
    const { window } = vscode as unknown as { window: Record<string, unknown> };
    const details: string[] = [];
    const asked = window.showWarningMessage as (...given: unknown[]) => unknown;
    window.showWarningMessage = (...given: unknown[]) => {
      details.push((given[1] as vscode.MessageOptions).detail ?? '');
      return asked(...given);
    };
    const before = vscode.window.terminals.length;
    dialogs.answer('cancel');
    await runInTerminal({ language: 'bash', code: '$ echo one\n$ echo two \u202e' });
    assert.match(details[0] ?? '', /^echo one\necho two ‹U\+202E›\n/);
    assert.match(details[0] ?? '', /also when one of them fails/);
    assert.match(details[0] ?? '', /cannot be seen/);
    assert.equal(vscode.window.terminals.length, before);
    dialogs.answer('Run');
    await runInTerminal({ language: 'bash', code: 'true' });
    assert.equal(details[1]?.split('\n')[0], 'true');
    const terminal = vscode.window.terminals.find(({ name }) => name === 'Inkstone');
    assert.ok(terminal);
    terminal.dispose();
    window.showWarningMessage = asked;
  });

  test('is not run when it is too long to be looked at', async () => {
    await assert.rejects(
      runInTerminal({ language: 'bash', code: 'true\n'.repeat(100) }),
      /too long to be shown whole/,
    );
  });
});
