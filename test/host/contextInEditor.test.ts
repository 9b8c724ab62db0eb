import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ContextCatalog, type ContextSource } from '../../src/host/context/contextCatalog.ts';
import { TerminalOutput } from '../../src/host/context/terminalOutput.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { closeEditors } from './closeEditors.ts';
import { createRepository } from './gitRepository.ts';

const NEVER = new AbortController().signal;

/** The editor tells of what happens on disk when it likes to: asked again and again, until mocha's patience ends. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone()))
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}

suite('What the editor knows of the workspace', () => {
  const root = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  let editor: CurrentEditor;
  let catalog: ContextCatalog;
  let terminals: TerminalOutput;

  async function find(text: string, kind?: ContextSource['kind']): Promise<readonly ContextSource[]> {
    let last: readonly ContextSource[] = [];
    for await (const sources of catalog.find({ kind, text }, NEVER)) last = sources;
    return last;
  }

  const write = (name: string, content = 'x\n'): void => {
    const file = path.join(root(), name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };

  /** The editor begins to watch some time after its window is open. */
  async function watching(): Promise<void> {
    const probe = vscode.Uri.file(path.join(root(), 'watched/probe.txt'));
    const watcher = vscode.workspace.createFileSystemWatcher('**/probe.txt');
    let isTold = false;
    watcher.onDidCreate(() => {
      isTold = true;
    });
    watcher.onDidChange(() => {
      isTold = true;
    });
    for (let count = 0; !isTold; count++) {
      write('watched/probe.txt', `${count}`);
      await vscode.workspace.fs.stat(probe);
    }
    watcher.dispose();
  }

  setup(async () => {
    await closeEditors();
    editor = new CurrentEditor();
    terminals = new TerminalOutput();
    catalog = new ContextCatalog(editor, terminals);
  });
  teardown(async () => {
    catalog.dispose();
    terminals.dispose();
    editor.dispose();
    await closeEditors();
    rmSync(path.join(root(), 'watched'), { recursive: true, force: true });
  });

  const paths = async (): Promise<string> =>
    (await find('watched')).map(({ detail, label }) => `${detail}/${label}`).join(' ');

  test('files are found that were made on disk since, and not where they are no longer', async function () {
    this.timeout(60_000);
    await watching();
    write('watched/first.ts');
    await until(async () => (await paths()).includes('watched/first.ts'));
    write('watched/deep/er/second.ts');
    await until(async () => (await paths()).includes('watched/deep/er/second.ts'));
    assert.match(await paths(), /watched\/deep\/ /);
    renameSync(path.join(root(), 'watched/first.ts'), path.join(root(), 'watched/third.ts'));
    await until(async () => /third\.ts/.test(await paths()) && !/first\.ts/.test(await paths()));
    renameSync(path.join(root(), 'watched/deep'), path.join(root(), 'watched/shallow'));
    await until(async () => {
      const now = await paths();
      return now.includes('watched/shallow/er/second.ts') && !now.includes('deep');
    });
    rmSync(path.join(root(), 'watched/shallow'), { recursive: true });
    await until(async () => !(await paths()).includes('second.ts'));
    write('watched/.inkstoneignore', 'third.ts\n');
    await until(async () => !(await paths()).includes('third.ts'));
  });

  test('files are found that were made, renamed and deleted in the editor', async () => {
    await paths();
    const at = (name: string): vscode.Uri => vscode.Uri.file(path.join(root(), 'watched', name));
    const change = async (fill: (edit: vscode.WorkspaceEdit) => void): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      fill(edit);
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await change((edit) => edit.createFile(at('made/one.ts')));
    await until(async () => (await paths()).includes('watched/made/one.ts'));
    await change((edit) => edit.renameFile(at('made'), at('moved')));
    await until(async () => (await paths()).includes('watched/moved/one.ts'));
    assert.doesNotMatch(await paths(), /made/);
    await change((edit) => edit.deleteFile(at('moved'), { recursive: true }));
    await until(async () => !(await paths()).includes('one.ts'));
  });

  test('changes are those of the repositories, new files too, and not what is kept from models', async () => {
    const repo = await createRepository('repository');
    try {
      await repo.write('cart.ts', 'export const total = 0;\n');
      await repo.write('.inkstoneignore', '价格.ts\n');
      await repo.write('价格.ts', 'const price = 1;\n');
      repo.git('add', '.');
      repo.git('commit', '-m', 'first');
      const [source] = await find('', 'git');
      await repo.write('cart.ts', 'export const total = 1;\n');
      await repo.write('价格.ts', 'const price = 2;\n');
      await repo.write('fresh.ts', 'export const isNew = true;\n');
      const { text, note, language } = await source!.read(NEVER);
      assert.equal(language, 'diff');
      assert.match(text, /-export const total = 0;\n\+export const total = 1;/);
      assert.match(text, /\+export const isNew = true;/);
      assert.doesNotMatch(text, /price/);
      assert.equal(note, '1 files are left out by ignore files.');
      repo.git('add', 'cart.ts');
      await repo.write('cart.ts', 'export const total = 2;\n');
      const later = await source!.read(NEVER);
      assert.match(
        later.text,
        /\+export const total = 1;[\s\S]*-export const total = 1;\n\+export const total = 2;/,
      );
    } finally {
      await repo.remove();
    }
  });

  test('symbols are found by the languages that the editor has, and read whole', async function () {
    this.timeout(60_000);
    write('watched/shop.ts', 'export function totalOfTheShop(): number {\n  const a = 1;\n  return a;\n}\n');
    await vscode.window.showTextDocument(vscode.Uri.file(path.join(root(), 'watched/shop.ts')));
    let symbol: ContextSource | undefined;
    await until(async () => {
      [symbol] = await find('totalOfTheShop', 'symbol');
      return symbol !== undefined;
    });
    assert.match(symbol!.label, /^totalOfTheShop/);
    assert.equal(symbol!.detail, 'watched/shop.ts:1');
    const { text, references } = await symbol!.read(NEVER);
    assert.equal(text, 'export function totalOfTheShop(): number {\n  const a = 1;\n  return a;\n}');
    assert.deepEqual([references[0]?.startLine, references[0]?.endLine], [1, 4]);
  });

  test('problems are those that a language has found', async () => {
    write('watched/wrong.json', '{ "a": 1,, }\n');
    const uri = vscode.Uri.file(path.join(root(), 'watched/wrong.json'));
    await vscode.window.showTextDocument(uri);
    await until(async () => vscode.languages.getDiagnostics(uri).length > 0);
    const [here] = await find('', 'problems');
    const { text } = await here!.read(NEVER);
    assert.match(
      text,
      /^watched\/wrong\.json:1:\d+ error: .+ \[json 0x?\w+\]|^watched\/wrong\.json:1:\d+ error: /,
    );
  });
});
