import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ContextKind } from '../../../src/core/chat/receipt.ts';
import { ContextCatalog, type ContextSource } from '../../../src/host/context/contextCatalog.ts';
import { TerminalOutput } from '../../../src/host/context/terminalOutput.ts';
import { CurrentEditor } from '../../../src/host/currentEditor.ts';
import { DocumentSearcher } from '../../../src/host/documents/documentSearcher.ts';
import { newFile } from '../../../src/host/edit/newFile.ts';
import { openLink } from '../../../src/host/links.ts';
import { UserSettings } from '../../../src/host/userSettings.ts';
import { type ChatCompletionRequest, contentText } from '../../model-server/answer.ts';
import { lastOf } from '../../model-server/modelServer.ts';
import { closeEditors } from '../closeEditors.ts';
import { createRepository, type TestRepository } from '../gitRepository.ts';
import { openTwoModels } from '../twoModels.ts';

const NEVER = new AbortController().signal;
const nobody = (): void => {};

/** Languages and the editor's index tell when they like to: asked again and again, until mocha's patience ends. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone()))
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}

suite('In a workspace of several folders', () => {
  const folders = (): readonly vscode.Uri[] => vscode.workspace.workspaceFolders!.map(({ uri }) => uri);
  const at = (folder: number, name: string): vscode.Uri => vscode.Uri.joinPath(folders()[folder]!, name);
  const write = (folder: number, name: string, text: string): void => {
    const { fsPath } = at(folder, name);
    mkdirSync(path.dirname(fsPath), { recursive: true });
    writeFileSync(fsPath, text);
  };
  let editor: CurrentEditor;
  let catalog: ContextCatalog;
  let terminals: TerminalOutput;

  async function find(text: string, kind?: ContextKind): Promise<readonly ContextSource[]> {
    let last: readonly ContextSource[] = [];
    for await (const sources of catalog.find({ kind, text }, NEVER)) last = sources;
    return last;
  }
  const placesOf = (sources: readonly ContextSource[]): readonly string[] =>
    sources.map(({ detail, label }) => `${detail}/${label}`).sort();

  suiteSetup(async () => {
    // The editor may still be reading the workspace's file.
    while ((vscode.workspace.workspaceFolders?.length ?? 0) < 3)
      await new Promise<void>((resolve) => {
        const changed = vscode.workspace.onDidChangeWorkspaceFolders(() => {
          changed.dispose();
          resolve();
        });
      });
    for (const [folder, what] of ['Client', 'New', 'Old'].entries()) {
      write(folder, 'shop/cart.ts', `export function cartOf${what}(): string {\n  return '${what}';\n}\n`);
      write(folder, 'guide.md', `# Guide\n\nThe quokka of the ${what} folder eats leaves.\n`);
      write(folder, 'AGENTS.md', `Rules of ${what}.\n`);
    }
    write(0, '.gitignore', 'made.ts\n');
    write(0, 'made.ts', 'export {};\n');
    write(1, 'made.ts', 'export {};\n');
    write(2, '.inkstoneignore', 'private.*\n');
    write(1, 'private.md', 'The quokka is not ill.\n');
    write(2, 'private.md', 'The quokka is ill.\n');
  });
  suiteTeardown(() => {
    for (const { fsPath } of folders()) rmSync(fsPath, { recursive: true });
  });
  setup(() => {
    editor = new CurrentEditor();
    terminals = new TerminalOutput();
    catalog = new ContextCatalog(editor, terminals);
  });
  teardown(async () => {
    catalog.dispose();
    terminals.dispose();
    editor.dispose();
    await closeEditors();
  });

  test('files and folders of all are found, under names that tell the folders apart', async () => {
    assert.deepEqual(placesOf(await find('cart', 'file')), [
      'client/shop/cart.ts',
      'new/server/shop/cart.ts',
      'old/server/shop/cart.ts',
    ]);
    assert.deepEqual(placesOf(await find('old/server/ca', 'file')), ['old/server/shop/cart.ts']);
    const found = await find('shop', 'folder');
    assert.deepEqual(placesOf(found), ['client/shop/', 'new/server/shop/', 'old/server/shop/']);
    const old = await found.find(({ detail }) => detail === 'old/server')!.read(NEVER);
    assert.match(old.title, /`old\/server\/shop`/);
    assert.match(old.text, /^----- old\/server\/shop\/cart\.ts -----\nexport function cartOfOld/);
  });

  test('each has ignore files of its own', async () => {
    assert.deepEqual(placesOf(await find('made.ts', 'file')), ['new/server/made.ts']);
    assert.deepEqual(placesOf(await find('private', 'file')), ['new/server/private.md']);
  });

  test('symbols and problems say in which folder they are', async function () {
    this.timeout(60_000);
    for (const folder of folders().keys()) await vscode.window.showTextDocument(at(folder, 'shop/cart.ts'));
    let symbols: readonly ContextSource[] = [];
    await until(async () => {
      symbols = await find('cartOf', 'symbol');
      return symbols.length === 3;
    });
    assert.deepEqual(symbols.map(({ detail }) => detail).sort(), [
      'client/shop/cart.ts:1',
      'new/server/shop/cart.ts:1',
      'old/server/shop/cart.ts:1',
    ]);
    const problems = vscode.languages.createDiagnosticCollection('test');
    try {
      const range = new vscode.Range(1, 2, 1, 3);
      for (const folder of folders().keys())
        problems.set(at(folder, 'shop/cart.ts'), [new vscode.Diagnostic(range, 'not right')]);
      const everywhere = (await find('', 'problems')).at(-1);
      const { text } = await everywhere!.read(NEVER);
      assert.deepEqual(
        text.split('\n').filter((line) => line.includes('not right')),
        [
          'client/shop/cart.ts:2:3 error: not right',
          'new/server/shop/cart.ts:2:3 error: not right',
          'old/server/shop/cart.ts:2:3 error: not right',
        ],
      );
    } finally {
      problems.dispose();
    }
  });

  test('changes of all repositories go along, each under the name of its own', async function () {
    this.timeout(60_000);
    const repositories: TestRepository[] = [];
    try {
      for (const folder of folders().slice(1)) {
        const repository = await createRepository('kept', folder);
        repositories.push(repository);
        await repository.write('price.ts', 'export const price = 1;\n');
        repository.git('add', '.');
        repository.git('commit', '-m', 'first');
        await repository.write('price.ts', `export const price = ${repositories.length + 1};\n`);
      }
      const [changes] = await find('', 'git');
      const { text } = await changes!.read(NEVER);
      assert.match(text, /Repository new\/server\/kept:\n[\s\S]*\+export const price = 2;/);
      assert.match(text, /Repository old\/server\/kept:\n[\s\S]*\+export const price = 3;/);
    } finally {
      for (const repository of repositories) await repository.remove();
    }
  });

  test('documents of all are searched, and named with their folder', async () => {
    const kept = mkdtempSync(path.join(os.tmpdir(), 'inkstone-kept-'));
    const settings = new UserSettings();
    const { extensionPath } = vscode.extensions.getExtension('inkstone.inkstone')!;
    const script = path.join(extensionPath, 'dist', 'documentWorker.cjs');
    const searcher = new DocumentSearcher({ settings, script, folder: kept, onError: assert.ifError });
    try {
      const { passages } = await searcher.search('Is the quokka ill, or what does it eat?', nobody, NEVER);
      assert.deepEqual(passages.map(({ path: where, line }) => `${where}:${line}`).sort(), [
        'client/guide.md:3',
        'new/server/guide.md:3',
        'new/server/private.md:1',
        'old/server/guide.md:3',
      ]);
    } finally {
      searcher.dispose();
      settings.dispose();
      // The worker writes what it knows before it ends.
      process.once('exit', () => rmSync(kept, { recursive: true, force: true }));
    }
  });

  test('a question takes along files of the same path, told apart, and the rules of all folders', async () => {
    const { servers, chats, gestures, desk, close } = await openTwoModels();
    try {
      let ids: readonly string[] = [];
      await desk.find({ kind: 'file', text: 'shop/cart.ts' }, (found) => {
        ids = found.map(({ id }) => id);
      });
      for (const id of ids) await desk.choose(id);
      const labels = desk.receipt()!.parts.flatMap(({ kind, label }) => (kind === 'file' ? [label] : []));
      assert.deepEqual(labels.toSorted(), [
        'cart.ts — client/shop',
        'cart.ts — new/server/shop',
        'cart.ts — old/server/shop',
      ]);
      servers[0].script({ text: 'They differ.' });
      await gestures.send('How do they differ?');
      const { question } = chats.current.state.turns[0]!;
      assert.deepEqual(question.references.map(({ label }) => label).sort(), [
        'client/AGENTS.md',
        'client/shop/cart.ts',
        'new/server/AGENTS.md',
        'new/server/shop/cart.ts',
        'old/server/AGENTS.md',
        'old/server/shop/cart.ts',
      ]);
      const sent = contentText(lastOf(servers[0].requests[0]!.body as ChatCompletionRequest, 'user')!);
      for (const [name, what] of Object.entries({
        client: 'Client',
        'new/server': 'New',
        'old/server': 'Old',
      })) {
        assert.ok(
          sent.includes(`File \`${name}/shop/cart.ts\`:\n\`\`\`ts\nexport function cartOf${what}`),
          sent,
        );
        assert.ok(sent.includes(`From ${name}/AGENTS.md:\nRules of ${what}.`), sent);
      }
    } finally {
      await close();
    }
  });

  test('rules are those of the folder whose file is looked at', async () => {
    const { chats, gestures, close } = await openTwoModels();
    try {
      await vscode.window.showTextDocument(at(2, 'shop/cart.ts'));
      await gestures.send('Hello?');
      const { references } = chats.current.state.turns[0]!.question;
      assert.deepEqual(
        references.map(({ label }) => label),
        ['old/server/AGENTS.md'],
      );
    } finally {
      await close();
    }
  });

  test('what an answer calls by such a path is opened where it is, and made where it is to be', async () => {
    await openLink('old/server/shop/cart.ts:2');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), at(2, 'shop/cart.ts').toString());
    await newFile({
      info: 'ts old/server/shop/price.ts',
      code: 'const a = 1;',
      lineAbove: '',
      language: 'ts',
    });
    const { uri } = vscode.window.activeTextEditor!.document;
    assert.equal(uri.toString(), at(2, 'shop/price.ts').with({ scheme: 'untitled' }).toString());
  });
});
