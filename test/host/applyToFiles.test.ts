import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { applyToFiles } from '../../src/applyToFiles.ts';
import { editsOfAnswer } from '../../src/core/edit/apply/editsOfAnswer.ts';
import { applyChanges, inverse } from '../../src/host/edit/applyChanges.ts';
import { changeSetOf } from '../../src/host/edit/changeSet.ts';
import { EditJournal } from '../../src/host/edit/editJournal.ts';
import { SealedFolders } from '../../src/host/sealedFolders.ts';
import { answerDialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';
import { SharedSecrets } from './sharedSecrets.ts';

const OLD = 'export const rate = 1;\nexport const name = "old";\n';

suite('An answer that is about several files', () => {
  let folder: string;
  let name: string;
  const file = (at: string): string => path.join(folder, at);
  const saved = async (at: string): Promise<string> => {
    const document = await vscode.workspace.openTextDocument(file(at));
    assert.ok(!document.isDirty || (await document.save()));
    return readFileSync(file(at), 'utf8');
  };

  setup(() => {
    folder = mkdtempSync(path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'several-'));
    name = path.basename(folder);
    mkdirSync(file('.vscode'));
    for (const at of ['a.ts', 'gone.ts', 'moved.ts', '.vscode/tasks.json']) writeFileSync(file(at), OLD);
  });
  teardown(closeEditors);

  const answer = (): string =>
    [
      `\`${name}/a.ts\`:`,
      '```ts',
      'export const rate = 2;',
      'export const name = "old";',
      '```',
      '',
      '```ts',
      `// ${name}/fresh.ts`,
      'export const fresh = true;',
      '```',
      '',
      '```diff',
      `diff --git a/${name}/gone.ts b/${name}/gone.ts`,
      'deleted file mode 100644',
      `--- a/${name}/gone.ts`,
      '+++ /dev/null',
      '@@ -1,2 +0,0 @@',
      '-export const rate = 1;',
      '-export const name = "old";',
      `diff --git a/${name}/moved.ts b/${name}/new.ts`,
      `rename from ${name}/moved.ts`,
      `rename to ${name}/new.ts`,
      `--- a/${name}/moved.ts`,
      `+++ b/${name}/new.ts`,
      '@@ -1,2 +1,2 @@',
      '-export const rate = 1;',
      '+export const rate = 3;',
      ' export const name = "old";',
      `diff --git a/${name}/.vscode/tasks.json b/${name}/.vscode/tasks.json`,
      `--- a/${name}/.vscode/tasks.json`,
      `+++ b/${name}/.vscode/tasks.json`,
      '@@ -1,2 +1,2 @@',
      '-export const rate = 1;',
      '+export const rate = 4;',
      ' export const name = "old";',
      `diff --git a/${name}/missing.ts b/${name}/missing.ts`,
      `--- a/${name}/missing.ts`,
      `+++ b/${name}/missing.ts`,
      '@@ -1,1 +1,1 @@',
      '-not there',
      '+nowhere',
      '```',
      '',
    ].join('\n');

  test('is fitted to each of them: changed, new, deleted, renamed, or not to be changed', async () => {
    const { changes, unfit } = await changeSetOf(editsOfAnswer(answer()));
    assert.deepEqual(
      changes.map(({ uri, kind }) => [path.relative(folder, uri.fsPath), kind]),
      [
        ['a.ts', 'change'],
        ['fresh.ts', 'create'],
        ['gone.ts', 'delete'],
        ['moved.ts', 'rename'],
        ['.vscode/tasks.json', 'change'],
      ],
    );
    assert.deepEqual(
      unfit.map((each) => each.path),
      [`${name}/missing.ts`],
    );
  });

  test('changes all at once what the user leaves in the list, where protected files are not chosen', async () => {
    const secrets = new SharedSecrets();
    const folders = new SealedFolders({
      what: 'accepted edits',
      root: file('journal'),
      secrets,
      onLost: () => assert.fail(),
    });
    const journal = new EditJournal({ folders, limitBytes: 1e6 });
    const restore = acceptLists();
    const dialogs = answerDialogs();
    try {
      dialogs.answer('cancel');
      await applyToFiles({ journal: () => journal, onError: assert.ifError }, editsOfAnswer(answer()));
      assert.match(dialogs.shown.join(), /4 files were changed/);
    } finally {
      dialogs.restore();
      restore();
    }
    assert.equal(await saved('a.ts'), OLD.replace('1', '2'));
    assert.equal(await saved('fresh.ts'), 'export const fresh = true;\n');
    assert.equal(await saved('new.ts'), OLD.replace('1', '3'));
    assert.equal(existsSync(file('gone.ts')), false);
    assert.equal(existsSync(file('moved.ts')), false);
    assert.equal(await saved('.vscode/tasks.json'), OLD);
    assert.equal((await journal.read()).length, 2);
  });

  test('is taken back at once, and what was written since stays', async () => {
    const { changes } = await changeSetOf(editsOfAnswer(answer()));
    await applyChanges(changes);
    const document = await vscode.workspace.openTextDocument(file('a.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    await applyChanges(inverse(changes));
    assert.equal(await saved('a.ts'), `// mine\n${OLD}`);
    for (const at of ['gone.ts', 'moved.ts', '.vscode/tasks.json']) assert.equal(await saved(at), OLD);
    assert.equal(existsSync(file('fresh.ts')), false);
    assert.equal(existsSync(file('new.ts')), false);
  });

  test('leads out of the workspace by no path and by no link', async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'inkstone-outside-'));
    symlinkSync(outside, file('link'));
    symlinkSync(file('.vscode'), file('harmless'));
    const patch = (at: string): string =>
      ['```diff', `--- /dev/null`, `+++ b/${at}`, '@@ -0,0 +1,1 @@', '+evil', '```', ''].join('\n');
    for (const at of [
      '../evil.ts',
      `${name}/../../evil.ts`,
      `${name}\\..\\..\\evil.ts`,
      `${name}/link/evil.ts`,
    ]) {
      const { changes, unfit } = await changeSetOf(editsOfAnswer(patch(at)));
      assert.deepEqual([changes, unfit.map((each) => each.path)], [[], [at]], at);
    }
    const { changes } = await changeSetOf(editsOfAnswer(patch(`${name}/harmless/new.json`)));
    assert.deepEqual(
      changes.map(({ isProtected }) => isProtected),
      [true],
    );
    rmSync(file('link'));
    rmSync(outside, { recursive: true });
  });

  test('deletes no file that somebody has changed meanwhile', async () => {
    const { changes } = await changeSetOf(editsOfAnswer(answer()));
    const gone = changes.filter(({ kind }) => kind === 'delete');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(gone[0]!.uri, new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await applyChanges(gone), gone);
    assert.equal(await saved('gone.ts'), `// mine\n${OLD}`);
  });

  test('that names none is refused in words', async () => {
    const deps = { journal: () => assert.fail(), onError: assert.ifError };
    await assert.rejects(applyToFiles(deps, editsOfAnswer('```\nx\n```\n')), /does not say which files/);
  });
});

/** Stands in for the user before lists with boxes to tick: accepts them as they are offered. */
function acceptLists(): () => void {
  const window = vscode.window as unknown as Record<string, unknown>;
  const original = window.createQuickPick;
  window.createQuickPick = () => {
    let accept = (): void => {};
    const none = (): vscode.Disposable => ({ dispose() {} });
    return {
      onDidAccept(listener: () => void) {
        accept = listener;
      },
      onDidHide: none,
      onDidTriggerItemButton: none,
      show: () => accept(),
      dispose() {},
    };
  };
  return () => {
    window.createQuickPick = original;
  };
}
