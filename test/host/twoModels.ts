import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ContextDesk } from '../../src/contextDesk.ts';
import type { Notice } from '../../src/core/notice.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { createTokenCounts } from '../../src/core/usage/tokenCounts.ts';
import { type GestureDeps, Gestures } from '../../src/gestures.ts';
import { ChatStore } from '../../src/host/chat/chatStore.ts';
import { Chats } from '../../src/host/chat/chats.ts';
import { TerminalOutput } from '../../src/host/context/terminalOutput.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { PendingEdits } from '../../src/host/edit/pendingEdits.ts';
import { SealedFolders } from '../../src/host/sealedFolders.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { createModels, type Models } from '../../src/providers/models.ts';
import { createDirectTransport } from '../../src/providers/transport/directTransport.ts';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { SharedSecrets } from './sharedSecrets.ts';

export interface TwoModels {
  /** Of `one/m`, which is in use, and of `two/m`, its fallback. */
  readonly servers: readonly [ModelServer, ModelServer];
  readonly chats: Chats;
  /** Where they are kept. */
  readonly store: ChatStore;
  readonly gestures: Gestures;
  readonly edits: PendingEdits;
  readonly access: GestureDeps['access'];
  /** What goes along with the questions. */
  readonly desk: ContextDesk;
  /** Another one, as after a restart of the editor. */
  openDesk(): ContextDesk;
  readonly models: Models;
  /** What the user was told outside of the chat. */
  told(): readonly Notice[];
  close(): Promise<void>;
}

/** The gestures of a window with two models, put together without the rest of the extension. `own` are more settings. */
export async function openTwoModels(own: Readonly<Record<string, unknown>> = {}): Promise<TwoModels> {
  const servers = [await startModelServer(), await startModelServer()] as const;
  const [one, two] = servers.map(({ baseUrl }) => ({ baseUrl, models: [{ name: 'm' }] }));
  const values: Readonly<Record<string, unknown>> = {
    model: 'one/m',
    fallback: ['two/m'],
    endpoints: { one, two },
    ...own,
  };
  const network = createDirectTransport();
  const { settings } = parseSettings((name) => values[name]);
  const models = createModels({
    settings: () => settings,
    credential: async () => undefined,
    directTransport: network,
    record: () => {},
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'inkstone-'));
  const parts = {
    settings: new UserSettings(),
    editor: new CurrentEditor(),
    terminals: new TerminalOutput(),
    edits: new PendingEdits(() => {}),
  };
  const unexpected = (what: unknown): never => assert.fail(String(what));
  const store = new ChatStore({
    folder,
    keys: new SealedFolders({
      what: 'chats',
      root: folder,
      secrets: new SharedSecrets(),
      onLost: unexpected,
    }),
    now: Date.now,
    limitBytes: () => 1e9,
    onDamaged: unexpected,
    onError: unexpected,
  });
  const chats = new Chats(store, unexpected, () => new Error('for reading only'));
  const counts = createTokenCounts({ read: () => ({}), write: () => {} });
  const storage = { folder: path.join(folder, 'unsent'), secrets: new SharedSecrets(), onError: unexpected };
  const openDesk = (): ContextDesk =>
    new ContextDesk({
      ...parts,
      counts,
      chats,
      model: () => models.inUse('chat')?.answering,
      usableModels: models.usable,
      guardKinds: () => settings.guard,
      envValues: async () => [],
      onChange: () => {},
      storage,
    });
  const desk = openDesk();
  const notices: Notice[] = [];
  const access: GestureDeps['access'] = (purpose) => models.inUse(purpose)!;
  const gestures = new Gestures({
    ...parts,
    chats,
    access,
    question: (text, meaning) => desk.question(text, meaning),
    accessTo: (id) => models.named(id),
    usageOf: () => undefined,
    documents: {
      async search() {
        throw new Error('nobody asks the documents');
      },
    },
    counts,
    showChat: async () => {},
    notify: (notice) => notices.push(notice),
    onError: () => {},
    onRunningChanged: () => {},
  });
  return {
    servers,
    chats,
    store,
    gestures,
    edits: parts.edits,
    access,
    desk,
    openDesk,
    models,
    told: () => notices,
    async close() {
      desk.dispose();
      for (const part of Object.values(parts)) part.dispose();
      await network.close();
      for (const server of servers) await server.close();
      await chats.flush();
      await rm(folder, { recursive: true });
    },
  };
}
