import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

/** A language that VS Code colours and nothing checks, so that the test can be its server. */
const LANGUAGE = 'lua';

suite('An edit that is complete is checked', () => {
  let server: ModelServer;
  let editor: vscode.TextEditor;
  const problems = vscode.languages.createDiagnosticCollection('test-server');
  const subscriptions: vscode.Disposable[] = [problems];

  /** What the language server of this test says: a line with `bad` is an error. */
  function look(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    problems.set(
      document.uri,
      document
        .getText()
        .split('\n')
        .flatMap((line, index) =>
          line.includes('bad')
            ? [new vscode.Diagnostic(new vscode.Range(index, 0, index, 3), 'This is bad.')]
            : [],
        ),
    );
  }

  suiteSetup(async () => {
    server = await useModelServer();
    subscriptions.push(
      vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
      vscode.languages.registerDocumentSymbolProvider(LANGUAGE, {
        provideDocumentSymbols: ({ lineCount }) => {
          const range = new vscode.Range(0, 0, lineCount - 1, 0);
          return [new vscode.DocumentSymbol('chunk', '', vscode.SymbolKind.Module, range, range)];
        },
      }),
    );
  });
  suiteTeardown(async () => {
    vscode.Disposable.from(...subscriptions).dispose();
    await server.close();
  });
  teardown(async () => {
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    await closeEditors();
  });

  async function optimized(
    before: readonly string[],
    after: readonly string[],
    language: 'lua' | 'plaintext' = LANGUAGE,
  ): Promise<void> {
    editor = await openNewFile(`${before.join('\n')}\n`, language);
    look(editor.document);
    editor.selection = new vscode.Selection(0, 0, before.length, 0);
    server.script({ text: `\`\`\`\n${after.join('\n')}\n\`\`\`\n` });
    await vscode.commands.executeCommand('inkstone.optimize');
  }

  /** Looks at the lenses until one of them says so; the test's time limit ends it. */
  async function says(text: string): Promise<void> {
    for (;;) {
      const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        editor.document.uri,
      );
      if (lenses.some(({ command }) => command?.title.includes(text))) return;
    }
  }

  test('and has no new problems where those of before have only moved', async () => {
    await optimized(['local a = 1', 'bad(a)', 'return a'], ['local a = 2', '-- why', 'bad(a)', 'return a']);
    await says('No new problems');
  });

  test('and its new problems are told, and follow what the user changes', async () => {
    await optimized(
      ['local a = 1', 'bad(a)', 'return a'],
      ['local a = bad()', 'bad(a)', 'bad()', 'return a'],
    );
    await says('2 new problems');
    await editor.edit((builder) => builder.replace(new vscode.Range(2, 0, 2, 5), 'good()'));
    await says('1 new problem');
    assert.equal(editor.document.lineAt(2).text, 'good()');
  });

  test('and the model repairs what it brought, within the same edit and its one undo', async () => {
    const before = ['local a = 1', 'return a'];
    await optimized(before, ['local a = bad()', 'return a']);
    await says('Let the Model Repair');
    server.script({ text: '```\nlocal a = good()\nreturn a\n```\n' });
    await vscode.commands.executeCommand('inkstone.repairEdit');
    const prompt = JSON.stringify(server.requests.at(-1)?.body);
    assert.match(prompt, /This is bad\./);
    assert.match(prompt, /local a = bad\(\)/);
    assert.equal(editor.document.getText(), 'local a = good()\nreturn a\n');
    await says('No new problems');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), `${before.join('\n')}\n`);
  });

  test('and is repaired twice at most', async () => {
    await optimized(['local a = 1', 'return a'], ['local a = bad()', 'return a']);
    for (const attempt of [1, 2]) {
      await says('Let the Model Repair');
      server.script({ text: `\`\`\`\nlocal a = bad(${attempt})\nreturn a\n\`\`\`\n` });
      await vscode.commands.executeCommand('inkstone.repairEdit');
    }
    await says('1 new problem');
    const requests = server.requests.length;
    await vscode.commands.executeCommand('inkstone.repairEdit');
    assert.equal(server.requests.length, requests);
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.equal(editor.document.getText(), 'local a = 1\nreturn a\n');
  });

  test('and keeps what the user types while it is repaired; one that was accepted meanwhile gets another', async () => {
    await optimized(['local a = 1', 'return a'], ['local a = bad()', 'return a']);
    await says('Let the Model Repair');
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    server.respondWith(async function* () {
      yield { type: 'text', text: '```\nlocal a = good()\n' };
      await gate;
      yield { type: 'text', text: 'return a\n```\n' };
    });
    const repaired = vscode.commands.executeCommand('inkstone.repairEdit');
    await says('Inkstone is repairing…');
    await editor.edit((builder) => builder.insert(new vscode.Position(2, 0), '-- mine\n'));
    await vscode.commands.executeCommand('inkstone.acceptEdit');
    goOn();
    await repaired;
    assert.equal(editor.document.getText(), 'local a = good()\nreturn a\n-- mine\n');
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.equal(editor.document.getText(), 'local a = bad()\nreturn a\n-- mine\n');
  });

  test('and where nothing looks at the language, that is said', async () => {
    await optimized(['one', 'two'], ['one', 'three'], 'plaintext');
    await says('no language server for this file');
  });
});
