import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { ContentCommands } from '../../src/contentCommands.ts';
import { createTokenCounts } from '../../src/core/usage/tokenCounts.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { answerDialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';
import { createRepository, type TestRepository } from './gitRepository.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';
import { openTwoModels } from './twoModels.ts';

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`inkstone.${command}`, ...args);

suite('Texts about the project', () => {
  let server: ModelServer;
  let repo: TestRepository;

  suiteSetup(async () => {
    server = await useModelServer();
    repo = await createRepository('shop');
    await repo.write('cart.ts', 'export const total = 0;\n');
    repo.git('add', '.');
    repo.git('commit', '-m', 'feat: add the cart');
    await repo.repository.status();
  });
  suiteTeardown(async () => {
    await repo.remove();
    await server.close();
  });
  teardown(closeEditors);

  const prompt = (): string => {
    const { messages } = server.requests.at(-1)!.body as { readonly messages: readonly WireMessage[] };
    return contentText(messages.at(-1)!);
  };
  const control = (): unknown => ({ rootUri: repo.repository.rootUri });

  test('fill the box of the commit message from what is staged, and what the model wrapped around it is gone', async () => {
    await repo.write('cart.ts', 'export const total = 1;\n');
    repo.git('add', '.');
    await repo.write('later.ts', 'export const unstaged = true;\n');
    repo.repository.inputBox.value = '';
    server.script({ text: '```\nfix: count from one\n```' });
    await run('writeCommitMessage', control());
    assert.equal(repo.repository.inputBox.value, 'fix: count from one');
    assert.match(prompt(), /-export const total = 0;\n\+export const total = 1;/);
    assert.match(prompt(), /```text\nfeat: add the cart\n```/);
    assert.doesNotMatch(prompt(), /unstaged/);
  });

  test('are of all changes where nothing is staged, new files included', async () => {
    repo.git('reset');
    await repo.repository.status();
    repo.repository.inputBox.value = '';
    server.script({ text: 'fix: two things' });
    await run('writeCommitMessage', control());
    assert.equal(repo.repository.inputBox.value, 'fix: two things');
    assert.match(prompt(), /\+export const total = 1;/);
    assert.match(prompt(), /\+export const unstaged = true;/);
  });

  test('never overwrite what the user typed into the box, unless they say so', async () => {
    const window = await openTwoModels();
    const dialogs = answerDialogs();
    const parts = { settings: new UserSettings(), editor: new CurrentEditor() };
    try {
      const commands = new ContentCommands({
        ...parts,
        gestures: window.gestures,
        access: window.access,
        counts: createTokenCounts({ read: () => ({}), write: () => {} }),
        notify: () => {},
      });
      const { inputBox } = repo.repository;
      for (const [button, box] of [
        ['cancel', 'WIP on carts'],
        ['Add Below', 'WIP on carts\n\nfix: carts'],
        ['Replace', 'fix: carts'],
      ] as const) {
        inputBox.value = 'WIP on carts';
        window.servers[0].script({ text: 'fix: carts' });
        dialogs.answer(button);
        await commands.writeCommitMessage(control());
        assert.equal(inputBox.value, box);
        const { body } = window.servers[0].requests.at(-1)!;
        assert.match(JSON.stringify(body), /<instruction>\\nWIP on carts\\n<\/instruction>/);
      }
      inputBox.value = '';
    } finally {
      dialogs.restore();
      for (const part of Object.values(parts)) part.dispose();
      await window.close();
    }
  });

  test('tell of a branch against its base, commit by commit', async () => {
    repo.git('checkout', '-b', 'carts');
    repo.git('add', '.');
    repo.git('commit', '-m', 'fix: count from one');
    await repo.repository.status();
    server.script({ text: '# Count from one' });
    await run('writePullRequest', 'main');
    assert.match(prompt(), /brings the branch `carts` into `main`/);
    assert.match(prompt(), /fix: count from one/);
    assert.match(prompt(), /\+export const total = 1;/);
    assert.doesNotMatch(prompt(), /feat: add the cart/);
  });

  test('tell of the commits since the last tag', async () => {
    repo.git('tag', 'v1', 'main');
    server.script({ text: '## Fixed' });
    await run('writeReleaseNotes');
    assert.match(prompt(), /since `v1`/);
    assert.match(prompt(), /```text\nfix: count from one\n```/);
  });

  test('summarize what is not committed, and ask nothing where there is nothing', async () => {
    const requests = server.requests.length;
    await run('summarizeChanges', control());
    assert.equal(server.requests.length, requests);
    await repo.write('cart.ts', 'export const total = 2;\n');
    server.script({ text: 'It counts.' });
    await run('summarizeChanges', control());
    assert.match(prompt(), /Summarize these uncommitted changes[\s\S]*\+export const total = 2;/);
  });

  test('summarize the file that is open', async () => {
    await openNewFile('one\ntwo\n');
    server.script({ text: 'Two numbers.' });
    await run('summarizeFile');
    assert.match(prompt(), /Summarize the file `.*code\.txt`[\s\S]*```plaintext\none\ntwo\n\n```/);
  });

  test('become a section at the end of the README, which is made where there is none', async () => {
    server.script({ text: '## Install\n\n```sh\nnpm ci\n```' });
    await run('writeReadmeSection', 'Installation');
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.scheme, 'untitled');
    assert.equal(document.getText(), '## Install\n\n```sh\nnpm ci\n```\n');
    assert.match(prompt(), /What is known of the project:\n```text\nFiles:[\s\S]*shop\//);
    await run('rejectEdit');
    assert.equal(document.getText(), '');
  });

  test('are translated as a pending edit that can be taken back', async () => {
    const editor = await openNewFile('// 加法\nadd();\n');
    server.script({ text: '```\n// addition\nadd();\n```' });
    await run('translateComments', 'English');
    assert.equal(editor.document.getText(), '// addition\nadd();\n');
    assert.match(prompt(), /into English/);
    await run('rejectEdit');
    assert.equal(editor.document.getText(), '// 加法\nadd();\n');
    rmSync(editor.document.uri.fsPath);
  });
});
