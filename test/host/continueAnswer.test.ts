import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { endToRepeat } from '../../src/core/chat/repetition.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import { END_FRAMES, STREAM_HEAD, textFrame } from '../model-server/byteScript.ts';
import type { ModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);

suite('Continue the Answer', () => {
  let server: ModelServer;

  suiteSetup(async () => {
    server = await useModelServer();
  });
  suiteTeardown(() => server.close());
  teardown(closeEditors);

  const script = (text: string, end = ''): void =>
    server.script({ bytes: [{ write: STREAM_HEAD + textFrame(text) + end }, 'end'] });
  const messages = (): readonly WireMessage[] =>
    (server.requests.at(-1)!.body as { readonly messages: readonly WireMessage[] }).messages;

  test('goes on where the answer broke off, as often as it does, and not with a whole one', async () => {
    const first = 'The function adds what it is given, one number after the other, and';
    const second = ' gives the sum. It never fails,\n\n```ts\nsum([])';
    await openNewFile('export const sum = (a: number[]) => a.reduce((x, y) => x + y, 0);\n');
    script(first);
    await run('inkstone.explain');
    assert.equal(server.requests.length, 1);
    const asked = messages();

    script(endToRepeat(first) + second);
    await run('inkstone.continueAnswer');
    assert.equal(server.requests.length, 2);
    assert.deepEqual(messages().slice(0, asked.length), asked);
    assert.equal(contentText(messages()[asked.length]!), first);
    assert.ok(contentText(messages().at(-1)!).includes(endToRepeat(first)));

    script(`${endToRepeat(first + second)} // 0\n\`\`\``, END_FRAMES);
    await run('inkstone.continueAnswer');
    assert.equal(server.requests.length, 3);
    assert.equal(contentText(messages()[asked.length]!), first + second);
    assert.match(contentText(messages().at(-1)!), /begun with ```ts\b/);

    await run('inkstone.continueAnswer');
    assert.equal(server.requests.length, 3);
  });
});
