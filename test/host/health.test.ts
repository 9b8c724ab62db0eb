import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ChatRequest } from '../../src/core/model/chatRequest.ts';
import { createAuditor } from '../../src/host/audit/auditor.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { modelOf } from '../../src/providers/modelOf.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { SharedSecrets } from './sharedSecrets.ts';

suite('The doctor', () => {
  let server: ModelServer;
  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(async () => {
    await closeEditors();
    await server.close();
  });

  test('examines the model in use and opens a report that can be read and shared', async () => {
    const before = vscode.workspace.textDocuments;
    let isOver = false;
    const over = vscode.commands.executeCommand('inkstone.doctor').then(() => {
      isOver = true;
    });
    // The first entry is the model in use; until the box is there, accepting does nothing.
    while (!isOver) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await over;
    // Other commands leave reports of their own.
    const document = vscode.workspace.textDocuments.find(
      (each) => each.uri.scheme === 'inkstone-report' && !before.includes(each),
    );
    assert.ok(document, 'a report is open');
    assert.equal(document.languageId, 'markdown');
    const text = document.getText();
    assert.match(text, /^# The Connection to Test server$/m);
    assert.match(text, /✅ \*\*Key accepted\*\* – test-model answered/);
    assert.match(text, /✅ \*\*Streaming\*\*/);
    assert.doesNotMatch(text, /❌/);
  });
});

suite('The audit log in the editor', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'inkstone-audit-'));
  const settings = new UserSettings();
  const write = (isOn: boolean | undefined): Promise<void> => settings.write('audit', isOn as boolean);
  suiteTeardown(async () => {
    await write(undefined);
    settings.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is written when the user turns it on, with paths of the workspace, and shows what was done to it', async () => {
    const auditor = createAuditor({
      storageFolder: folder,
      secrets: new SharedSecrets(),
      settings,
      onFailed: (error) => assert.fail(String(error)),
      onForgotten: (error) => assert.fail(String(error)),
    });
    const model = modelOf('test', { name: 'm' });
    const endpoint = {
      id: 'test',
      label: 'Test',
      baseUrl: 'https://models.example/v1',
      needsKey: false,
      isLocal: false,
      models: [],
    };
    assert.equal(auditor.observer(endpoint), undefined);
    await write(true);
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'src', 'cart.ts');
    const request: ChatRequest = {
      id: 'r1',
      purpose: 'explain',
      model,
      messages: [{ role: 'user', text: 'Why?' }],
      documents: [file.toString()],
    };
    const observe = auditor.observer(endpoint);
    assert.ok(observe, 'on as soon as the setting is');
    observe(request).end({ at: Date.now(), durationMs: 5, outcome: 'completed', text: 'So.' });
    await auditor.flush();
    const [name] = readdirSync(path.join(folder, 'audit'));
    const log = path.join(folder, 'audit', name!);
    const line = JSON.parse(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)!);
    assert.deepEqual(line.files, ['src/cart.ts']);
    assert.equal(line.window, vscode.env.sessionId);
    assert.deepEqual((await auditor.verify()).problems, []);
    writeFileSync(log, readFileSync(log, 'utf8').replace('"completed"', '"failed"'));
    assert.equal((await auditor.verify()).problems[0]?.kind, 'changed');
  });
});
