import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DocumentSearcher } from '../../src/host/documents/documentSearcher.ts';
import { openPassage } from '../../src/host/documents/openPassage.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { answerDialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';

const never = new AbortController().signal;
const nobody = (): void => {};

suite('The documents of a workspace', () => {
  const root = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const { extensionPath } = vscode.extensions.getExtension('inkstone.inkstone')!;
  const configuration = () => vscode.workspace.getConfiguration('inkstone');
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'inkstone-folder-')));
  const kept = path.join(folder, 'kept');
  const settings = new UserSettings();
  const errors: unknown[] = [];
  const searcher = new DocumentSearcher({
    settings,
    script: path.join(extensionPath, 'dist', 'documentWorker.cjs'),
    folder: kept,
    onError: (error) => errors.push(error),
  });

  const write = (name: string, text: string): void => {
    const file = path.resolve(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const find = async (question: string): Promise<readonly string[]> => {
    const { passages } = await searcher.search(question, nobody, never);
    return passages.map(({ path: name, line }) => `${name}:${line}`).sort();
  };

  suiteSetup(() => {
    write('handbook/guide.md', '# Guide\n\n## Quokkas\n\nA quokka eats leaves.\n');
    write('handbook/中文.md', '# 指南\n\n短尾矮袋鼠吃树叶。\n');
    write('handbook/page.html', '<h1>Zoo</h1>\n<p>The quokka sleeps.</p>');
    write('handbook/code.ts', '// A quokka in the code is no document.');
    write('handbook/private/.gitignore', '*.md');
    write('handbook/private/diary.md', 'My quokka is ill.');
    write('handbook/hidden/.inkstoneignore', '*.md');
    write('handbook/hidden/plan.md', 'The quokka is for sale.');
    write('handbook/drafts/draft.md', 'A quokka draft.');
    write('handbook/requirements-dev.txt', 'quokka==1.0');
  });
  suiteTeardown(async () => {
    for (const name of ['docsExclude', 'docsInclude'])
      await configuration().update(name, undefined, vscode.ConfigurationTarget.Workspace);
    await configuration().update('docsFolders', undefined, vscode.ConfigurationTarget.Global);
    searcher.dispose();
    settings.dispose();
    rmSync(path.join(root, 'handbook'), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    await closeEditors();
  });

  test('are found in every language by a worker, without what is ignored', async () => {
    assert.deepEqual(await find('What does a quokka do?'), [
      'handbook/drafts/draft.md:1',
      'handbook/guide.md:5',
      'handbook/page.html:2',
    ]);
    assert.deepEqual(await find('矮袋鼠吃什么？'), ['handbook/中文.md:3']);
    const nothing = await searcher.search('How do I bake bread?', nobody, never);
    assert.deepEqual(nothing.passages, []);
    assert.ok(nothing.counts.searched >= 4);
    assert.ok(existsSync(path.join(kept, 'index.json.gz')));
    assert.deepEqual(errors, []);
  });

  test('are those that the settings say, with folders that the user has chosen', async () => {
    const { Workspace, Global } = vscode.ConfigurationTarget;
    await configuration().update('docsExclude', ['**/drafts/**'], Workspace);
    await configuration().update('docsInclude', ['handbook/**', 'src/**'], Workspace);
    writeFileSync(path.join(folder, 'zoo.rst'), 'Quokka\n======\n\nThe quokka smiles.\n');
    // A workspace names no folders outside of itself.
    await configuration()
      .update('docsFolders', [folder], Workspace)
      .then(undefined, () => undefined);
    const inside = ['handbook/guide.md:5', 'handbook/page.html:2', 'handbook/requirements-dev.txt:1'];
    assert.deepEqual(await find('quokka'), inside);
    await configuration().update('docsFolders', [folder], Global);
    const [name, top] = [path.basename(root), path.basename(folder)];
    const all = [...inside.map((each) => `${name}/${each}`), `${top}/zoo.rst:4`];
    assert.deepEqual(await find('quokka'), all.sort());
    await configuration().update('docsInclude', undefined, Workspace);
  });

  test('are followed as they change', async () => {
    write('handbook/guide.md', '# Guide\n\nNothing about animals.\n');
    assert.ok(!(await find('quokka')).some((each) => each.includes('guide.md')));
    rmSync(path.join(root, 'handbook/page.html'));
    assert.ok(!(await find('quokka')).some((each) => each.includes('page.html')));
  });

  test('open at the line of a passage, and no other file does', async () => {
    const { passages } = await searcher.search('矮袋鼠吃什么？', nobody, never);
    const { uri: url, line } = passages[0]!;
    await openPassage({ title: 'x', url, line }, settings);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.fileName, path.join(root, 'handbook', '中文.md'));
    assert.equal(editor.selection.active.line, 2);
    await closeEditors();
    const dialogs = answerDialogs();
    try {
      for (const href of [
        'file:///etc/hosts',
        'file://server/share/a.md',
        `${vscode.Uri.file(root)}/../a.md`,
        'x',
      ])
        await openPassage({ title: 'x', url: href, line: 1 }, settings);
      assert.equal(vscode.window.activeTextEditor, undefined);
      assert.equal(dialogs.shown.length, 4);
    } finally {
      dialogs.restore();
    }
  });

  test('leave the search when it is called off', async () => {
    const reason = new Error('enough');
    await assert.rejects(searcher.search('quokka', nobody, AbortSignal.abort(reason)), reason);
    assert.ok((await find('quokka')).length > 0);
  });
});
