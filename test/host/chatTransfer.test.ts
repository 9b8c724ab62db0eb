import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SessionState } from '../../src/core/chat/session.ts';
import { parseChatFile } from '../../src/protocol/chatFile.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const run = (command: string, ...given: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`inkstone.${command}`, ...given);

suite('Export Chat and Import Chat', () => {
  let server: ModelServer;
  let folder: string;

  suiteSetup(async () => {
    server = await useModelServer();
    folder = await mkdtemp(path.join(tmpdir(), 'inkstone-transfer-'));
  });
  suiteTeardown(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  teardown(closeEditors);

  const at = (name: string): vscode.Uri => vscode.Uri.file(path.join(folder, name));
  async function exported(name: string): Promise<SessionState> {
    await run('exportChat', at(name));
    const session = parseChatFile(await readFile(path.join(folder, name), 'utf8'));
    return typeof session === 'string' ? assert.fail(session) : session;
  }

  test('a chat comes back with all that it had, as one of its own', async () => {
    await run('newChat');
    await openNewFile('export const one = 1;\n');
    server.script({ text: 'It is **one**.\n\n```ts\none;\n```' });
    await run('explain');
    const before = await exported('chat.json');
    assert.equal(before.turns.length, 1);
    assert.equal(before.turns[0]?.answer.status, 'complete');

    await run('newChat');
    await run('importChat', at('chat.json'));
    const after = await exported('again.json');
    assert.notEqual(after.id, before.id);
    assert.deepEqual({ ...after, id: before.id }, before);

    await run('exportChat', at('chat.md'));
    const markdown = await readFile(path.join(folder, 'chat.md'), 'utf8');
    assert.match(markdown, /^# .+\n\n## /);
    assert.ok(markdown.includes(before.turns[0]!.answer.text));
  });

  test('what is no chat is refused, and the open one stays', async () => {
    const before = await exported('before.json');
    const whole = await readFile(path.join(folder, 'before.json'), 'utf8');
    for (const text of [
      whole.slice(0, -9),
      '',
      '[]',
      '{"version":99}',
      '{"version":2,"session":{"id":"x"}}',
    ]) {
      await writeFile(path.join(folder, 'bad.json'), text);
      await run('importChat', at('bad.json'));
    }
    await run('importChat', at('missing.json'));
    assert.deepEqual(await exported('after.json'), before);
  });

  test('the open chat is pinned, and unpinned', async () => {
    await run('pinChat');
    assert.equal((await exported('pinned.json')).isPinned, true);
    await run('pinChat');
    assert.equal((await exported('unpinned.json')).isPinned, undefined);
  });
});
