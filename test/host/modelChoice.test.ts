import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { closeEditors } from './closeEditors.ts';
import { openNewFile } from './openNewFile.ts';

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);

suite('The model that answers', () => {
  const settings = vscode.workspace.getConfiguration('inkstone');
  const changed = new Set<string>();
  const set = async (name: string, value: unknown): Promise<void> => {
    changed.add(name);
    await settings.update(name, value, vscode.ConfigurationTarget.Global);
  };
  let servers: readonly ModelServer[];

  suiteSetup(async () => {
    servers = [await startModelServer(), await startModelServer()];
    const [one, two] = servers.map(({ baseUrl }) => ({ baseUrl, models: [{ name: 'm' }] }));
    await set('endpoints', { one, two });
    await set('model', 'one/m');
  });
  suiteTeardown(async () => {
    for (const name of changed) await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
    for (const server of servers) await server.close();
  });
  teardown(closeEditors);

  const asked = (): readonly number[] => servers.map(({ requests }) => requests.length);

  test('is the one that the user lists for the task', async () => {
    await set('modelFor', { explain: ['two/m'] });
    await openNewFile('export const one = 1;\n');
    await run('inkstone.explain');
    assert.deepEqual(asked(), [0, 1]);
    await set('modelFor', undefined);
    await run('inkstone.explain');
    assert.deepEqual(asked(), [1, 1]);
  });

  test('is the fallback when the one in use is at fault, and from then on', async () => {
    await set('fallback', ['two/m']);
    await openNewFile('export const two = 2;\n');
    const broken = { status: 500, body: { error: { message: 'x' } } };
    servers[0]!.script(broken, broken, broken);
    const before = asked();
    await run('inkstone.explain');
    assert.deepEqual(asked(), [before[0]! + 3, before[1]! + 1]);
    await openNewFile('export const three = 3;\n');
    await run('inkstone.explain');
    assert.deepEqual(asked(), [before[0]! + 3, before[1]! + 2]);
  });
});
