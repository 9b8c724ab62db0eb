import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CodeCommands } from '../../src/codeCommands.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { SlashCommands } from '../../src/slashCommands.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';
import { openTwoModels } from './twoModels.ts';

const FILE = 'first = one\nsecond = tow\n\nthird = three\nfourth = fuor\n';

suite('Problems', () => {
  let server: ModelServer;
  let reported: vscode.DiagnosticCollection;

  suiteSetup(async () => {
    server = await useModelServer();
    reported = vscode.languages.createDiagnosticCollection('inkstone-test');
  });
  suiteTeardown(async () => {
    reported.dispose();
    await server.close();
  });
  teardown(async () => {
    reported.clear();
    await closeEditors();
  });

  const prompt = (): string => {
    const { messages } = server.requests.at(-1)!.body as { readonly messages: readonly WireMessage[] };
    return contentText(messages.at(-1)!);
  };

  function report(
    { document }: vscode.TextEditor,
    ...problems: readonly (readonly [
      line: number,
      from: number,
      to: number,
      message: string,
      severity?: vscode.DiagnosticSeverity,
    ])[]
  ): readonly vscode.Diagnostic[] {
    const diagnostics = problems.map(([line, from, to, message, severity]) => {
      const diagnostic = new vscode.Diagnostic(new vscode.Range(line, from, line, to), message, severity);
      diagnostic.source = 'spelling';
      diagnostic.code = 'W1';
      return diagnostic;
    });
    reported.set(document.uri, diagnostics);
    return diagnostics;
  }

  const offered = async ({ document }: vscode.TextEditor, range: vscode.Range) => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.filter(({ command }) => command?.command === 'inkstone.fix');
  };

  test('have a quick fix of ours, and what has none is offered none', async () => {
    const editor = await openNewFile(FILE);
    assert.deepEqual(await offered(editor, new vscode.Range(1, 9, 1, 12)), []);
    report(editor, [1, 9, 12, 'No such word.'], [4, 9, 13, 'No such word either.']);
    const actions = await offered(editor, new vscode.Range(1, 10, 1, 10));
    assert.deepEqual(
      actions.map(({ title, isPreferred }) => [title, isPreferred ?? false]),
      [['Fix with Inkstone', false]],
    );
    const { document } = editor;
    const [uri, range] = actions[0]!.command!.arguments as [vscode.Uri, vscode.Range];
    assert.equal(uri.toString(), document.uri.toString());
    assert.deepEqual([range.start.line, range.start.character, range.end.character], [1, 9, 12]);
  });

  test('are fixed from there as a pending edit, only those at the place', async () => {
    const editor = await openNewFile(FILE);
    report(editor, [1, 9, 12, 'No such word.'], [4, 9, 13, 'No such word either.']);
    const [action] = await offered(editor, new vscode.Range(1, 10, 1, 10));
    server.script({ text: '```\nfirst = one\nsecond = two\n```\n- It was misspelt.' });
    await vscode.commands.executeCommand(action!.command!.command, ...action!.command!.arguments!);
    assert.equal(editor.document.getText(), FILE.replace('tow', 'two'));
    assert.match(
      prompt(),
      /The problems:\n```text\nline 2: second = tow\nerror \[spelling W1\], at `tow`: No such word\.\n```/,
    );
    assert.match(prompt(), /The code to fix:\n```plaintext\nfirst = one\nsecond = tow\n```$/);
    await vscode.commands.executeCommand('inkstone.rejectEdit');
    assert.equal(editor.document.getText(), FILE);
  });

  test('of the selection are fixed by the command; without one those near the cursor, else those of the file', async () => {
    const editor = await openNewFile(FILE);
    report(editor, [1, 9, 12, 'No such word.'], [4, 9, 13, 'No such word either.']);
    const asked = async (selection: vscode.Selection): Promise<string> => {
      editor.selection = selection;
      server.script({ text: 'I cannot.' });
      await vscode.commands.executeCommand('inkstone.fix');
      return prompt();
    };
    const selected = await asked(new vscode.Selection(3, 0, 5, 0));
    assert.match(selected, /No such word either/);
    assert.doesNotMatch(selected, /line 2:/);
    assert.match(await asked(new vscode.Selection(0, 0, 0, 0)), /line 2: second = tow\nerror.*\n```/);
    report(editor, [4, 9, 13, 'No such word either.']);
    assert.match(await asked(new vscode.Selection(0, 0, 0, 0)), /fourth = fuor\n```$/);
  });

  test('that are hints are offered a fix only when it is asked for, and count only where there is nothing worse', async () => {
    const editor = await openNewFile(FILE);
    const hint = vscode.DiagnosticSeverity.Hint;
    report(editor, [1, 9, 12, 'Unused.', hint]);
    server.script({ text: 'I cannot.' });
    await vscode.commands.executeCommand('inkstone.fix');
    assert.match(prompt(), /hint \[spelling W1\].*Unused/);
    report(editor, [1, 9, 12, 'Unused.', hint], [1, 0, 6, 'Wrong.', vscode.DiagnosticSeverity.Warning]);
    server.script({ text: 'I cannot.' });
    await vscode.commands.executeCommand('inkstone.fix');
    assert.match(prompt(), /warning \[spelling W1\].*Wrong/);
    assert.doesNotMatch(prompt(), /Unused/);
  });

  test('are fixed behind a slash too, with what is said about it, as tests and documentation are written', async () => {
    const editor = await openNewFile(FILE);
    report(editor, [1, 9, 12, 'No such word.']);
    const called: (readonly unknown[])[] = [];
    const window = await openTwoModels();
    const current = new CurrentEditor();
    try {
      const slash = new SlashCommands({
        gestures: window.gestures,
        editor: current,
        userFolder: () => vscode.Uri.joinPath(editor.document.uri, '..', 'prompts'),
        run: (command, args) => called.push([command, args]),
      });
      const names = (await slash.find('')).map(({ id }) => id);
      for (const name of ['fix', 'tests', 'doc']) {
        assert.ok(names.includes(name), name);
        assert.equal(await slash.run(`/${name} in few words`), true);
      }
    } finally {
      current.dispose();
      await window.close();
    }
    assert.deepEqual(called, [
      ['fix', 'in few words'],
      ['writeTests', 'in few words'],
      ['writeDocumentation', 'in few words'],
    ]);
    server.script({ text: 'I cannot.' });
    await vscode.commands.executeCommand('inkstone.fix', 'in few words');
    assert.match(prompt(), /<instruction>\nin few words\n<\/instruction>/);
  });

  test('that are none are said to be, and nothing is sent', async () => {
    const window = await openTwoModels();
    const current = new CurrentEditor();
    try {
      const editor = await openNewFile(FILE);
      const commands = new CodeCommands({
        gestures: window.gestures,
        edits: window.edits,
        journal: () => assert.fail('nothing is accepted'),
        editor: current,
        access: window.access,
      });
      const { uri } = editor.document;
      await assert.rejects(commands.fix({ wish: '' }), /Nothing is reported for case-.*code\.txt/);
      await assert.rejects(
        commands.fix({ wish: '', uri, place: new vscode.Range(0, 0, 0, 1) }),
        /not there any more/,
      );
      report(editor, [1, 9, 12, 'No such word.']);
      editor.selection = new vscode.Selection(3, 0, 4, 0);
      await assert.rejects(commands.fix({ wish: '' }), /Nothing is reported for the selected lines/);
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
