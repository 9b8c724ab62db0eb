import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/userError.ts';
import { ContextCatalog, type ContextSource } from '../../src/host/context/contextCatalog.ts';
import { attachFile } from '../../src/host/context/fileReader.ts';
import { TerminalOutput } from '../../src/host/context/terminalOutput.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { createEnvFiles } from '../../src/host/guard/envFiles.ts';
import { type ChatCompletionRequest, contentText } from '../model-server/answer.ts';
import { lastOf } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { openTwoModels } from './twoModels.ts';

const NEVER = new AbortController().signal;

/** The editor tells of changes on disk when it likes to: asked again and again, until mocha's patience ends. */
async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone()))
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}

suite('What can go along with a question', () => {
  const root = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const uri = (name: string): vscode.Uri => vscode.Uri.file(path.join(root(), 'context', name));
  let editor: CurrentEditor;
  let catalog: ContextCatalog;
  let terminals: TerminalOutput;

  const write = (name: string, content: string | Buffer): void => {
    const file = path.join(root(), 'context', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };

  async function find(text: string, kind?: ContextSource['kind']): Promise<readonly ContextSource[]> {
    let last: readonly ContextSource[] = [];
    for await (const sources of catalog.find({ kind, text }, NEVER)) last = sources;
    return last;
  }

  const labels = (sources: readonly ContextSource[]): readonly string[] =>
    sources.map(({ detail, label }) => (detail ? `${detail}/${label}` : label));

  suiteSetup(() => {
    write('.gitignore', 'secret/\n*.log\n');
    write('.inkstoneignore', 'private.ts\n');
    write('shop/cart.ts', 'export const total = 1;\n');
    write('shop/gbk.txt', Buffer.from([0xbc, 0xdb, 0xb8, 0xf1]));
    write('shop/picture.png', Buffer.from([0x89, 0x50, 0, 1]));
    write('shop/private.ts', 'hidden from models\n');
    write('shop/debug.log', 'hidden from git\n');
    write('secret/key.ts', 'hidden from git\n');
    write('shop/large.txt', 'x'.repeat(600_000));
    symlinkSync('/etc', path.join(root(), 'context', 'shop', 'outside'));
  });
  suiteTeardown(() => rmSync(path.join(root(), 'context'), { recursive: true, force: true }));
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
  });

  test('is found by its path, without what the ignore files and links lead to', async () => {
    assert.deepEqual(labels(await find('context/shop/', 'file')).toSorted(), [
      'context/shop/cart.ts',
      'context/shop/gbk.txt',
      'context/shop/large.txt',
      'context/shop/picture.png',
    ]);
    assert.deepEqual(labels(await find('context', 'folder')), ['context/', 'context/shop/']);
    assert.deepEqual(labels(await find('private.ts', 'file')), []);
    assert.deepEqual(labels(await find('hosts', 'file')), []);
  });

  test('is a file in any encoding, as it is in the editor, and nothing that is no text, too large or kept back', async () => {
    assert.equal((await attachFile(uri('shop/gbk.txt'))).text, '价格');
    const shown = await vscode.window.showTextDocument(uri('shop/cart.ts'));
    const { document } = shown;
    await shown.edit((edit) => edit.insert(new vscode.Position(0, 0), '// unsaved\n'));
    const { text, title } = await attachFile(document.uri);
    assert.equal(text, '// unsaved\nexport const total = 1;\n');
    assert.equal(title, 'File `context/shop/cart.ts`');
    for (const name of [
      'shop/picture.png',
      'shop/large.txt',
      'shop/private.ts',
      'secret/key.ts',
      'missing.ts',
    ])
      await assert.rejects(attachFile(uri(name)), UserError, name);
  });

  test('is a folder with its text files, and says how many are left out', async () => {
    const [folder] = await find('context/shop', 'folder');
    const { text, note } = await folder!.read(NEVER);
    assert.match(text, /----- context\/shop\/cart\.ts -----\n/);
    assert.match(text, /价格/);
    assert.doesNotMatch(text, /hidden from/);
    assert.equal(note, '2 of 4 files go along.');
  });

  test('is the selection as it was when it was chosen', async () => {
    const shown = await vscode.window.showTextDocument(uri('shop/cart.ts'));
    shown.selection = new vscode.Selection(0, 0, 0, 12);
    const [selection] = await find('', 'selection');
    shown.selection = new vscode.Selection(0, 0, 0, 0);
    const { text, references } = await selection!.read(NEVER);
    assert.equal(text, shown.document.getText(new vscode.Range(0, 0, 0, 12)));
    assert.deepEqual([references[0]?.startLine, references[0]?.endLine], [1, 1]);
    assert.deepEqual(await find('', 'selection'), []);
  });

  test('is what the editor finds wrong, the errors first', async () => {
    const problems = vscode.languages.createDiagnosticCollection('test');
    const at = (line: number): vscode.Range => new vscode.Range(line, 2, line, 3);
    problems.set(uri('shop/cart.ts'), [
      new vscode.Diagnostic(at(0), 'not nice', vscode.DiagnosticSeverity.Warning),
      new vscode.Diagnostic(at(1), 'not right', vscode.DiagnosticSeverity.Error),
    ]);
    problems.set(uri('shop/private.ts'), [new vscode.Diagnostic(at(0), 'not to be told')]);
    try {
      const everywhere = (await find('', 'problems')).at(-1);
      const { text } = await everywhere!.read(NEVER);
      const ours = text.split('\n').filter((line) => line.includes('cart.ts') || line.includes('told'));
      assert.deepEqual(ours, [
        'context/shop/cart.ts:2:3 error: not right',
        'context/shop/cart.ts:1:3 warning: not nice',
      ]);
    } finally {
      problems.dispose();
    }
  });

  test('says why there is nothing of a terminal, and shows what a command has written to one', async () => {
    const [terminal] = await find('', 'terminal');
    await assert.rejects(terminal!.read(NEVER), UserError);
  });

  test('says that there are no changes, or no git', async () => {
    const [changes] = await find('', 'git');
    const isRepository = (): boolean => {
      try {
        execFileSync('git', ['-C', root(), 'rev-parse'], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    };
    assert.equal(isRepository(), false);
    await assert.rejects(changes!.read(NEVER), UserError);
  });

  test('hides the values of .env files, and forgets those of a file that is gone', async () => {
    const files = createEnvFiles();
    try {
      write('.env', 'SHOP_PASSWORD=s3cret-of-the-shop\nMODE=production\n');
      await until(async () => (await files.values()).includes('s3cret-of-the-shop'));
      assert.ok(!(await files.values()).includes('production'));
      rmSync(path.join(root(), 'context', '.env'));
      await until(async () => !(await files.values()).includes('s3cret-of-the-shop'));
    } finally {
      files.dispose();
    }
  });

  test('is there again after a restart, until the question is sent', async () => {
    const { desk, openDesk, chats, close } = await openTwoModels();
    const picture = { mediaType: 'image/png', data: 'iVBORw0K', width: 3, height: 4 } as const;
    const chosen = async (text: string, kind: ContextSource['kind']): Promise<void> => {
      let ids: readonly string[] = [];
      await desk.find({ kind, text }, (found) => {
        ids = found.map(({ id }) => id);
      });
      await desk.choose(ids[0]!);
    };
    /** What was chosen is written while the user goes on. */
    const areThereAgain = (wanted: readonly string[]): Promise<void> =>
      until(async () => {
        const other = openDesk();
        await other.restored;
        const parts = other.receipt()?.parts.map(({ kind, label }) => `${kind} ${label}`);
        other.dispose();
        return parts?.slice(1).join() === wanted.join();
      });
    try {
      const shown = await vscode.window.showTextDocument(uri('shop/cart.ts'));
      shown.selection = new vscode.Selection(0, 0, 0, 12);
      await chosen('', 'selection');
      await chosen('shop/cart.ts', 'file');
      await chosen('context/shop', 'folder');
      // It goes along, and the user is told that the model does not see it.
      await assert.rejects(desk.attach({ label: 'a.png', thumbnail: '/9j/', picture }), UserError);
      shown.selection = new vscode.Selection(0, 0, 0, 0);
      const all = ['selection cart.ts:1-1', 'file cart.ts', 'folder shop/', 'picture a.png'];
      await areThereAgain(all);
      desk.remove(desk.receipt()!.parts.find(({ kind }) => kind === 'picture')!.id!);
      await areThereAgain(all.slice(0, 3));
      const question = await desk.question('What?', '');
      chats.current.dispatch({ type: 'question-queued', queued: { id: 'q', question } });
      await areThereAgain([]);
    } finally {
      await close();
    }
  });

  test('leaves with the question, as it is then and without its secrets, and stays with it as a receipt', async () => {
    const { servers, chats, gestures, desk, close } = await openTwoModels({ guardLocalModels: true });
    const key = `glpat-${'k3yOfThe5hop'.repeat(2)}`;
    try {
      write('shop/key.ts', `const token = '${key}';\n`);
      let ids: readonly string[] = [];
      await desk.find({ kind: 'file', text: 'shop/key.ts' }, (found) => {
        ids = found.map(({ id }) => id);
      });
      await desk.choose(ids[0]!);
      await desk.choose(ids[0]!);
      await desk.choose('an id that nobody has offered');
      const receipt = desk.receipt()!;
      assert.deepEqual(
        receipt.parts.map(({ kind, label }) => [kind, label]),
        [
          ['instructions', 'Instructions of Inkstone'],
          ['file', 'key.ts'],
        ],
      );
      assert.deepEqual(receipt.hidden, [{ kind: 'keys', count: 1 }]);
      write('shop/key.ts', `const newer = '${key}';\n`);
      servers[0].script({ text: 'It is HIDDEN_1_KEY.' });
      await gestures.send('Which key?');
      const sent = contentText(lastOf(servers[0].requests[0]!.body as ChatCompletionRequest, 'user')!);
      assert.match(
        sent,
        /^Which key\?\n\nWhat the user has attached[\s\S]*context\/shop\/key\.ts`:\n```ts\nconst newer = 'HIDDEN_1_KEY';\n\n```$/,
      );
      const [turn] = chats.current.state.turns;
      assert.equal(turn?.answer.text, `It is ${key}.`);
      assert.deepEqual(turn.answer.hidden, [{ kind: 'keys', count: 1 }]);
      assert.deepEqual(
        turn.question.sent?.map(({ kind }) => kind),
        ['instructions', 'file'],
      );
      assert.deepEqual(
        desk.receipt()?.parts.map(({ kind }) => kind),
        ['instructions', 'earlier'],
      );
    } finally {
      await close();
    }
  });
});
