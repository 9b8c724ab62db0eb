import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Batches } from '../../src/batches.ts';
import { ProviderError } from '../../src/core/model/providerError.ts';
import { PendingEdits } from '../../src/host/edit/pendingEdits.ts';
import { ReportPages } from '../../src/host/reportPages.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { systemClock } from '../../src/providers/clock.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../src/providers/endpoint.ts';
import { modelOf } from '../../src/providers/modelOf.ts';
import { createTraffic, type Traffic } from '../../src/providers/policy/traffic.ts';
import { createDirectTransport } from '../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../src/providers/transport/transport.ts';
import { contentText } from '../model-server/answer.ts';
import { lastOf, type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';
import { until } from './modelInUse.ts';

suite('A batch in the editor', () => {
  let server: ModelServer;
  let transport: ClosableTransport;
  let dialogs: Dialogs;
  let edits: PendingEdits;
  let settings: UserSettings;
  let reports: ReportPages;
  let memory: Map<string, unknown>;
  let errors: unknown[];
  let traffic: Traffic;
  let rounds = 0;
  let folder: string;

  suiteSetup(() => vscode.extensions.getExtension('inkstone.inkstone')!.activate());

  setup(async () => {
    server = await startModelServer();
    transport = createDirectTransport();
    edits = new PendingEdits(() => {});
    settings = new UserSettings();
    reports = new ReportPages();
    memory = new Map();
    errors = [];
    traffic = createTraffic({ clock: systemClock, random: Math.random });
    folder = path.join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, `batch-${++rounds}`);
    mkdirSync(path.join(folder, 'src'), { recursive: true });
    dialogs = answerDialogs();
  });

  teardown(async () => {
    dialogs.restore();
    await closeEditors();
    for (const part of [edits, settings, reports]) part.dispose();
    await transport.close();
    await server.close();
    assert.deepEqual(errors, []);
  });

  const write = (name: string, content: string | Buffer): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const uri = (name = ''): vscode.Uri => vscode.Uri.file(path.join(folder, name));

  /** The batches of a window; another call is another window, or the same one after a restart. */
  function open(): Batches {
    const endpoint = { ...createCustomEndpoint('test', { baseUrl: server.baseUrl }), isLocal: false };
    const deps = { transport, record: () => {}, random: () => 0, traffic };
    const provider = createProvider(deps, endpoint, async () => undefined);
    const access = { model: modelOf('test', { name: 'test-model' }), provider, resumes: async () => false };
    return new Batches({
      folder: path.join(folder, '..', `kept-${rounds}`),
      memory: {
        keys: () => [...memory.keys()],
        get: <T>(key: string) => memory.get(key) as T,
        update: async (key: string, value: unknown) => void memory.set(key, value),
      },
      settings,
      edits,
      reports,
      access: () => access,
      accessTo: () => access,
      tryNow: () => traffic.tryNow(endpoint),
      report: (error) => errors.push(error),
      onError: () => {},
    });
  }

  const isPageShown = (): boolean => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview');
  };
  /** The text of the report whose page is in front. */
  const shownReport = (): string | undefined =>
    isPageShown()
      ? vscode.workspace.textDocuments
          .findLast(({ uri: { scheme } }) => scheme === 'inkstone-report')
          ?.getText()
      : undefined;

  test('explains a folder: the files that git and the editor do not leave out, each with its answer', async () => {
    write('src/one.ts', 'export const one = 1;\n');
    write('src/two.ts', 'export const two = 2;\n');
    write('src/picture.dat', Buffer.from([137, 80, 0, 1]));
    write('package-lock.json', '{}\n');
    write('made/code.ts', 'export const made = 3;\n');
    write('node_modules/x/index.js', 'module.exports = 4;\n');
    write('.gitignore', 'made/\n.gitignore\n');
    server.respondWith(function* (request) {
      const name = /src\/(one|two)\.ts/.exec(contentText(lastOf(request, 'user')!))?.[1];
      yield { type: 'text', text: `# About\nThis is ${name}.` };
    });
    dialogs.answer('Start', 'cancel');
    await open().start('explain', [uri()]);
    await until(() => shownReport() !== undefined);
    const report = shownReport()!;
    assert.equal(server.requests.length, 2);
    for (const name of ['one', 'two']) assert.ok(report.includes(`### About\nThis is ${name}.`), name);
    assert.match(report, /picture\.dat \| left out: not text/);
    assert.match(report, /package-lock\.json \| left out: made by a tool/);
    assert.doesNotMatch(report, /made\/code|node\\_modules/);
    assert.match(dialogs.shown[0] ?? '', /^Explain 2 files with test-model\?$/);
  });

  test('shows its report as a page in which nothing that a model wrote does anything, and its text on demand', async () => {
    write('src/one.ts', 'export const one = 1;\n');
    const evil = `![p](${server.url}/p.png) <img src="${server.url}/q.png"> [run](command:workbench.action.quit)`;
    server.respondWith(() => [{ type: 'text', text: `${evil}\n\n\`\`\`html\n<b>\n\`\`\`` }]);
    dialogs.answer('Start', 'cancel');
    await open().start('explain', [uri('src')]);
    await until(() => shownReport() !== undefined);
    const html = await vscode.commands.executeCommand<string>('markdown.api.render', shownReport());
    assert.doesNotMatch(html, /<img|href="command/);
    assert.match(html, /!\[p\]|&lt;img/);
    const source = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;
    // Until the editor knows the page for the active one, this does nothing.
    while (source()?.uri.scheme !== 'inkstone-report')
      await vscode.commands.executeCommand('markdown.showSource');
    assert.match(source()!.getText(), /```html\n<b>\n```/);
  });

  test('shows the text alone where a page of it would do something', async () => {
    await reports.show('Hostile', '# A report\n\n<img src="http://127.0.0.1:9/p.png">\n');
    assert.equal(isPageShown(), false);
    assert.match(vscode.window.activeTextEditor!.document.getText(), /<img/);
    await reports.show('Harmless', '# A report\n');
    await until(isPageShown);
  });

  test('sends nothing without the user’s word', async () => {
    write('src/one.ts', 'export const one = 1;\n');
    dialogs.answer('cancel');
    await open().start('explain', [uri('src')]);
    assert.equal(server.requests.length, 0);
    assert.equal(memory.size, 0);
  });

  test('proposes comments in the file, which stays as it is until they are accepted', async () => {
    const code = 'export function add(a, b) {\n  return a + b;\n}\n';
    write('src/add.js', code);
    server.script({ text: `\`\`\`js\n/** Adds. */\n${code}\`\`\`\n` });
    dialogs.answer('Start', 'Review the Comments…', 'add.js');
    await open().start('document', [uri('src/add.js')]);
    await until(() => vscode.window.activeTextEditor?.document.getText().startsWith('/** Adds. */') ?? false);
    const { document } = vscode.window.activeTextEditor!;
    assert.ok(edits.find(document.uri));
    await edits.decide('rejected', document.uri, 'all');
    assert.equal(document.getText(), code);
  });

  test('lists for review only the files that have comments, and says when there is none', async () => {
    for (const name of ['one', 'two']) write(`src/${name}.js`, `export const ${name} = 1;\n`);
    server.respondWith(function* (request) {
      const name = /export const (\w+)/.exec(contentText(lastOf(request, 'user')!))?.[1];
      const comment = name === 'one' ? '/** One. */\n' : '';
      yield { type: 'text', text: `\`\`\`js\n${comment}export const ${name} = 1;\n\`\`\`\n` };
    });
    dialogs.answer('Start', 'Review the Comments…', 'cancel');
    await open().start('document', [uri('src')]);
    const list = (): string | undefined =>
      dialogs.shown.find((each) => each.startsWith('Review the comments'));
    await until(() => list() !== undefined);
    assert.match(list()!, /one\.js/);
    assert.doesNotMatch(list()!, /two\.js/);
    dialogs.answer('Start', 'cancel');
    await open().start('document', [uri('src/two.js')]);
    await until(() => dialogs.shown.at(-1)?.endsWith('There is no comment to add.') ?? false);
  });

  test('goes on after a restart when the user says so, and only then', async () => {
    for (const name of ['one', 'two', 'three']) write(`src/${name}.ts`, `export const ${name} = 1;\n`);
    const workers = vscode.workspace.getConfiguration('inkstone');
    await workers.update('batchWorkers', 1, vscode.ConfigurationTarget.Global);
    server.script(
      { text: 'The first.' },
      { status: 401, body: { error: { code: 'invalid_api_key', message: 'no such key' } } },
    );
    dialogs.answer('Start', 'cancel');
    await open().start('explain', [uri('src')]);
    assert.equal(server.requests.length, 2);
    assert.equal([...memory.values()].flat().length, 1);
    dialogs.answer('Go On', 'cancel');
    server.respondWith(() => [{ type: 'text', text: 'Another.' }]);
    await open().offerToGoOn();
    await until(() => shownReport()?.includes('3 of 3 files are done') ?? false);
    assert.match(shownReport()!, /The first\./);
    assert.equal(server.requests.length, 4);
    await workers.update('batchWorkers', undefined, vscode.ConfigurationTarget.Global);
    assert.deepEqual([...memory.values()], [undefined]);
  });

  test('that a pause has stopped goes on at once when the user wants to try now [F80]', async () => {
    write('src/one.ts', 'export const one = 1;\n');
    const lane = await traffic.lane({ id: 'test', baseUrl: server.baseUrl, isLocal: false }, undefined);
    for (let failure = 0; failure < 5; failure++)
      lane
        .enter({ priority: 0, modelName: 'm', tokens: () => 1 })
        .given!.leave(new ProviderError('server', 'x', { provider: 'test' }));
    server.respondWith(() => [{ type: 'text', text: 'It works again.' }]);
    dialogs.answer('Start', 'Try Now', 'cancel');
    await open().start('explain', [uri('src')]);
    await until(() => shownReport()?.includes('1 of 1 files are done') ?? false);
    assert.equal(server.requests.length, 1);
  });
});
