import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, mock, suite, test } from 'node:test';
import { newAnswer } from '../../../../src/core/chat/session.ts';
import { ChatSearch } from '../../../../src/host/chat/chatSearch.ts';
import type { ChatStore } from '../../../../src/host/chat/chatStore.ts';
import { openStore } from './openStore.ts';

const { signal } = new AbortController();
let folder: string;
let store: ChatStore;
let search: ChatSearch;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ink-search-'));
  store = openStore(folder);
  await say('cheese', 'How is cheese made?', 'From milk. Then it ripens.');
  await say('zh', '如何调用这个函数？', '先导入模块，然后调用 `parse()`。');
  await say('parser', 'Explain the parser', 'It calls parse() for each line.');
  search = new ChatSearch(store);
});
after(() => rm(folder, { recursive: true }));

function say(id: string, text: string, answer: string): Promise<void> {
  return store.append({ id, createdAt: 5 }, [
    {
      type: 'turn-started',
      turn: { id, purpose: 'chat', question: { text, references: [] }, answer: newAnswer('m') },
    },
    { type: 'text-delta', turnId: id, text: answer },
  ]);
}

const found = async (query: string): Promise<readonly string[]> =>
  (await search.find(query, signal)).map(({ chat, excerpt }) => `${chat.id}: ${excerpt}`);

suite('the search of chats', () => {
  test('finds titles at once, and all else when it is loaded', async () => {
    search.chats = await store.list();
    assert.deepEqual(await found('cheese'), ['cheese: ']);
    assert.deepEqual(await found('milk'), []);
    await search.load(() => {}, signal);
    assert.deepEqual(await found('MILK ripens'), ['cheese: How is cheese made? From milk. Then it ripens.']);
    assert.deepEqual(await found('导入'), ['zh: 如何调用这个函数？ 先导入模块，然后调用 parse()。']);
    assert.deepEqual(await found('调用'), ['zh: ']);
    assert.deepEqual((await found('parse()')).length, 2);
    assert.deepEqual(await found('milk parse()'), []);
    assert.equal((await found('')).length, 3);
  });

  test('reads again what has changed, and nothing else', async () => {
    await say('cheese', 'ignored', ' And then it is eaten.');
    const peek = mock.method(store, 'peek');
    search.chats = await store.list();
    await search.load(() => {}, signal);
    assert.equal(peek.mock.callCount(), 1);
    assert.equal((await found('eaten')).length, 1);
    assert.equal(peek.mock.callCount(), 1);
  });

  test('forgets what is gone', async () => {
    await store.delete('zh');
    search.chats = await store.list();
    assert.deepEqual(await found('调用'), []);
  });

  test('ends when it is told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('the user typed on'));
    await assert.rejects(search.find('x', controller.signal), /typed on/);
    await assert.rejects(
      search.load(() => {}, controller.signal),
      /typed on/,
    );
  });
});
