import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseSettings } from '../../src/core/settings.ts';
import { Gestures } from '../../src/gestures.ts';
import { ChatKeys } from '../../src/host/chat/chatKeys.ts';
import { ChatStore } from '../../src/host/chat/chatStore.ts';
import { Chats } from '../../src/host/chat/chats.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { PendingEdits } from '../../src/host/edit/pendingEdits.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { createIntentTable, type IntentDeps } from '../../src/intentTable.ts';
import { createNoticeActions, type NoticeActionDeps } from '../../src/noticeActions.ts';
import { createModels } from '../../src/providers/models.ts';
import { createDirectTransport } from '../../src/providers/transport/directTransport.ts';
import { startModelServer } from '../model-server/modelServer.ts';
import { SharedSecrets } from './sharedSecrets.ts';

test('The button of a limit that lasts has the fallback answer that turn, and no other', async () => {
  const servers = [await startModelServer(), await startModelServer()];
  const [one, two] = servers.map(({ baseUrl }) => ({ baseUrl, models: [{ name: 'm' }] }));
  const values: Readonly<Record<string, unknown>> = {
    model: 'one/m',
    fallback: ['two/m'],
    endpoints: { one, two },
  };
  const network = createDirectTransport();
  const models = createModels({
    settings: () => parseSettings((name) => values[name]).settings,
    credential: async () => undefined,
    directTransport: network,
    record: () => {},
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'inkstone-'));
  const parts = { settings: new UserSettings(), editor: new CurrentEditor(), edits: new PendingEdits() };
  const unexpected = (what: unknown): never => assert.fail(String(what));
  const chats = new Chats(
    new ChatStore({
      folder,
      keys: new ChatKeys({ root: folder, secrets: new SharedSecrets(), onLost: unexpected }),
      now: Date.now,
      onDamaged: unexpected,
      onError: unexpected,
    }),
    unexpected,
    () => new Error('for reading only'),
  );
  try {
    const gestures = new Gestures({
      ...parts,
      chats,
      access: (purpose) => models.inUse(purpose)!,
      accessTo: (id) => models.named(id),
      usageOf: () => undefined,
      showChat: async () => {},
      notify: () => {},
      onError: () => {},
      onRunningChanged: () => {},
    });
    const act = createNoticeActions({ gestures } as unknown as NoticeActionDeps);
    const intents = createIntentTable({ gestures, chats, act } as unknown as IntentDeps);
    const asked = () => servers.map(({ requests }) => requests.length);
    servers[0]!.script({ status: 429, body: {}, headers: { 'retry-after': '3600' } });
    await gestures.send('One?');
    const [turn] = chats.current.state.turns;
    assert.equal(turn?.answer.notice?.actions[0]?.id, 'answer-with');
    assert.deepEqual(asked(), [1, 0]);
    await intents['notice-action']({ type: 'notice-action', turnId: turn.id, action: 'answer-with' });
    const [answered] = chats.current.state.turns;
    assert.deepEqual([answered?.answer.status, answered?.answer.modelId], ['complete', 'two/m']);
    assert.deepEqual(asked(), [1, 1]);
  } finally {
    for (const part of Object.values(parts)) part.dispose();
    await network.close();
    for (const server of servers) await server.close();
    await chats.flush();
    await rm(folder, { recursive: true });
  }
});
