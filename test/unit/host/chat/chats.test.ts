import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, mock, suite, test } from 'node:test';
import { bringBack } from '../../../../src/core/chat/bringBack.ts';
import { newAnswer, type SessionEvent } from '../../../../src/core/chat/session.ts';
import type { ChatStore } from '../../../../src/host/chat/chatStore.ts';
import { Chats } from '../../../../src/host/chat/chats.ts';
import { Conversation } from '../../../../src/host/chat/conversation.ts';
import { openStore } from './openStore.ts';

let folder: string;
let store: ChatStore;
let chats: Chats;
let folders = 0;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ink-open-chats-'));
  mock.timers.enable({ apis: ['setTimeout'] });
});
after(async () => {
  mock.timers.reset();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  store = openStore(path.join(folder, String(folders++)));
  chats = new Chats(store, unexpected, refusal);
});

const unexpected = (error: unknown): never => assert.fail(String(error));

const refusal = (): Error => new Error('for reading only');

const begin = (conversation: Conversation, text: string, id = text): void =>
  conversation.dispatch({
    type: 'turn-started',
    turn: { id, purpose: 'chat', question: { text, references: [] }, answer: newAnswer('m') },
  });
const say = (turnId: string, text: string): SessionEvent => ({ type: 'text-delta', turnId, text });
const end = (turnId: string): SessionEvent => ({ type: 'answer-finished', turnId, status: 'complete' });
const textsOf = ({ state }: Conversation): readonly string[] => state.turns.map(({ answer }) => answer.text);

suite('the chats of a window', () => {
  test('save an answer that runs every quarter of a second, however much comes [F67]', async () => {
    const append = mock.method(store, 'append');
    const { current } = chats;
    begin(current, 'q');
    for (let i = 0; i < 100; i++) current.dispatch(say('q', 'x'));
    mock.timers.tick(249);
    assert.equal(append.mock.callCount(), 0);
    mock.timers.tick(1);
    assert.equal(append.mock.callCount(), 1);
    current.dispatch(say('q', 'y'));
    mock.timers.tick(250);
    assert.equal(append.mock.callCount(), 2);
    await chats.flush();
    assert.equal((await store.load(current.state.id))?.session.turns[0]?.answer.text, `${'x'.repeat(100)}y`);
  });

  test('save an answer at once when it is finished, and once', async () => {
    const append = mock.method(store, 'append');
    begin(chats.current, 'q');
    chats.current.dispatch(end('q'));
    assert.equal(append.mock.callCount(), 1);
    mock.timers.tick(1000);
    assert.equal(append.mock.callCount(), 1);
    await chats.flush();
  });

  test('are on disk when a flush has resolved, a save under way included', async () => {
    begin(chats.current, 'q');
    chats.current.dispatch(end('q'));
    await chats.flush();
    assert.equal((await store.load(chats.current.state.id))?.session.turns.length, 1);
  });

  test('say that a save has failed, and go on [F69]', async () => {
    const errors: unknown[] = [];
    const full = new Error('the disk is full');
    mock.method(store, 'append', () => Promise.reject(full));
    const failing = new Chats(store, (error) => errors.push(error), refusal);
    begin(failing.current, 'q');
    await failing.flush();
    assert.deepEqual(errors, [full]);
    assert.equal(failing.current.state.turns.length, 1);
  });

  test('say so once for each cause, and again only after a save has succeeded [F69]', async () => {
    const told: unknown[] = [];
    const causes = ['ENOSPC', 'ENOSPC', 'EACCES', 'ENOSPC', undefined, 'ENOSPC'];
    mock.method(store, 'append', async () => {
      const code = causes.shift();
      if (code) throw Object.assign(new Error('in vain'), { code, syscall: 'open' });
    });
    const failing = new Chats(store, (error) => told.push((error as { code: string }).code), refusal);
    begin(failing.current, 'q');
    while (causes.length > 0) {
      failing.current.dispatch(say('q', 'x'));
      await failing.flush();
    }
    assert.deepEqual(told, ['ENOSPC', 'EACCES', 'ENOSPC']);
  });

  test('come back as they are when they could not be saved, and are saved with the next flush', async () => {
    const blocked = path.join(folder, 'blocked');
    await writeFile(blocked, 'a file in place of the folder');
    store = openStore(blocked);
    const failing = new Chats(store, () => {}, refusal);
    const first = failing.current;
    begin(first, 'q');
    first.dispatch(end('q'));
    await failing.flush();
    failing.startNew();
    assert.equal(await failing.open(first.state.id), true);
    assert.equal(failing.current, first);
    await rm(blocked);
    await failing.flush();
    assert.equal((await store.load(first.state.id))?.session.turns.length, 1);
  });

  test('start a new one only after something was said in the old one', () => {
    const first = chats.current;
    chats.startNew();
    assert.equal(chats.current, first);
    begin(first, 'q');
    chats.startNew();
    assert.notEqual(chats.current, first);
    assert.equal(chats.current.state.turns.length, 0);
  });

  test('go on writing an answer whose chat is no longer the open one', async () => {
    const first = chats.current;
    begin(first, 'q');
    chats.startNew();
    first.dispatch(say('q', 'late'));
    first.dispatch(end('q'));
    await chats.flush();
    assert.equal((await store.load(first.state.id))?.session.turns[0]?.answer.text, 'late');
  });

  test('come back as they are while an answer runs, not as they were last written [F75]', async () => {
    const first = chats.current;
    begin(first, 'a');
    begin(first, 'b');
    first.dispatch(say('b', 'short'));
    first.dispatch(end('b'));
    chats.startNew();
    assert.equal(await chats.open(first.state.id), true);
    assert.equal(chats.current, first, 'a second copy would overwrite what the first goes on to write');
    first.dispatch(say('a', 'long'));
    first.dispatch(end('a'));
    begin(chats.current, 'c');
    await chats.flush();
    assert.deepEqual(
      (await store.load(first.state.id))?.session.turns.map(({ answer }) => answer.text),
      ['long', 'short', ''],
    );
  });

  test('are read from disk when nothing runs in them, since another window may have gone on', async () => {
    const first = chats.current;
    begin(first, 'q');
    first.dispatch(end('q'));
    chats.startNew();
    const other = new Chats(store, unexpected, refusal);
    await chats.flush();
    await other.open(first.state.id);
    begin(other.current, 'from the other window');
    await other.flush();
    await chats.open(first.state.id);
    assert.equal(chats.current.state.turns.length, 2);
  });

  test('tell who listens which one is open and what happens in any', async () => {
    const opened: Conversation[] = [];
    const seen: string[] = [];
    chats.onDidSwitch((conversation) => opened.push(conversation));
    chats.onEvent(({ type }) => seen.push(type));
    const first = chats.current;
    begin(first, 'q');
    chats.startNew();
    const second = chats.current;
    first.dispatch(end('q'));
    begin(second, 'r');
    await chats.open(first.state.id);
    assert.deepEqual(seen, ['turn-started', 'answer-finished', 'turn-started']);
    assert.deepEqual(
      opened.map(({ state }) => state.id),
      [second.state.id, first.state.id],
    );
  });

  test('list what has been saved, the newest first, with no second entry for the open one', async () => {
    const first = chats.current;
    begin(first, 'one');
    first.dispatch(end('one'));
    await chats.list();
    chats.startNew();
    begin(chats.current, 'two');
    chats.current.dispatch(end('two'));
    await chats.flush();
    begin(first, 'three');
    first.dispatch(end('three'));
    await chats.flush();
    assert.deepEqual(
      chats.recent.map(({ title }) => title),
      ['one', 'two'],
    );
  });

  test('reopen that of the last time, unless another one has been begun meanwhile', async () => {
    begin(chats.current, 'q');
    chats.current.dispatch(say('q', 'kept'));
    await chats.flush();
    const { id } = chats.current.state;
    const next = new Chats(store, unexpected, refusal);
    await next.reopen(id);
    assert.deepEqual(textsOf(next.current), ['kept']);
    const hasty = new Chats(store, unexpected, refusal);
    const reopened = hasty.reopen(id);
    begin(hasty.current, 'new');
    await reopened;
    assert.equal(hasty.current.state.turns[0]?.question.text, 'new');
    await hasty.flush();
  });

  test('get a file when something is said in them, and keep it when all of that is deleted', async () => {
    const append = mock.method(store, 'append');
    chats.current.dispatch({ type: 'chat-pinned', isPinned: true });
    await chats.flush();
    assert.equal(append.mock.callCount(), 0);
    begin(chats.current, 'q');
    await chats.flush();
    chats.current.dispatch({ type: 'turn-deleted', turnId: 'q' });
    await chats.flush();
    const session = (await store.load(chats.current.state.id))?.session;
    assert.deepEqual([session?.turns, session?.isPinned], [[], true]);
  });

  test('are renamed, pinned and deleted, the open one and others', async () => {
    const first = chats.current;
    begin(first, 'one');
    first.dispatch(end('one'));
    chats.startNew();
    const second = chats.current;
    begin(second, 'two');
    await chats.change(first.state.id, { type: 'chat-renamed', title: 'first' });
    await chats.change(second.state.id, { type: 'chat-pinned', isPinned: true });
    const listed = (await chats.list()).map(({ title, isPinned = false }) => `${title} ${isPinned}`);
    assert.deepEqual(listed.sort(), ['first false', 'two true']);
    await chats.delete(first.state.id);
    await chats.delete(second.state.id);
    assert.notEqual(chats.current, second);
    second.dispatch(say('two', 'after the end'));
    await chats.flush();
    assert.deepEqual(await chats.list(), []);
    assert.deepEqual(chats.recent, []);
  });

  test('come back when their deletion is undone, with all that was in them', async () => {
    const { current } = chats;
    begin(current, 'one');
    current.dispatch(say('one', 'answer'));
    current.dispatch(end('one'));
    begin(current, 'two');
    current.dispatch(say('two', 'half'));
    current.dispatch({
      type: 'question-queued',
      queued: { id: 'w', question: { text: 'w', references: [] } },
    });
    current.dispatch({ type: 'chat-pinned', isPinned: true });
    await chats.flush();
    const before = (await store.load(current.state.id))!.session;
    const stopped: Conversation[] = [];
    chats.onDidDelete((conversation) => stopped.push(conversation));
    const undo = await chats.delete(current.state.id);
    assert.deepEqual(stopped, [current]);
    assert.equal(await store.load(before.id), undefined);
    assert.equal(chats.current.state.turns.length, 0);
    await undo!();
    assert.deepEqual(chats.current.state, before);
    assert.deepEqual((await store.load(before.id))?.session, before);
    assert.equal((await chats.list()).length, 1);
  });

  test('that come back leave open what was begun meanwhile', async () => {
    const { id } = chats.current.state;
    begin(chats.current, 'one');
    const undo = await chats.delete(id);
    begin(chats.current, 'other');
    await undo!();
    assert.equal(chats.current.state.turns[0]?.id, 'other');
    assert.equal((await chats.list()).length, 2);
    assert.equal(await chats.open(id), true);
    assert.equal(chats.current.state.turns[0]?.id, 'one');
    assert.equal(await chats.delete('gone'), undefined);
  });

  test('have what was deleted in them and brought back, also when another one is open by then', async () => {
    const { current } = chats;
    begin(current, 'zero');
    begin(current, 'one');
    current.dispatch(say('one', 'kept'));
    current.dispatch(end('one'));
    const { state } = current;
    current.dispatch({ type: 'turn-deleted', turnId: 'one' });
    await chats.flush();
    chats.startNew();
    begin(chats.current, 'other');
    await chats.change(state.id, ...bringBack(state, 'one'));
    await chats.open(state.id);
    assert.deepEqual(textsOf(chats.current), ['', 'kept']);
    assert.deepEqual(textsOf(new Conversation((await store.load(state.id))!.session)), ['', 'kept']);
  });

  test('that can only be read say so when something is to happen in them', async () => {
    begin(chats.current, 'q');
    await chats.flush();
    const { id } = chats.current.state;
    const stored = (await store.load(id))!;
    mock.method(store, 'load', async () => ({ ...stored, isReadOnly: true }));
    const [append, remove] = [mock.method(store, 'append'), mock.method(store, 'delete')];
    const next = new Chats(store, unexpected, refusal);
    await next.open(id);
    assert.equal(next.current.isReadOnly, true);
    assert.throws(() => begin(next.current, 'r'), /for reading only/);
    await assert.rejects(next.change(id, { type: 'chat-renamed', title: 'r' }), /for reading only/);
    await assert.rejects(next.delete(id), /for reading only/);
    assert.deepEqual([append.mock.callCount(), remove.mock.callCount()], [0, 0]);
    assert.equal(next.current.state.id, id);
    const heard: string[] = [];
    next.onEvent(({ type }) => heard.push(type));
    next.current.dispatch({ type: 'turn-shown', turnId: 'q' });
    await next.flush();
    assert.deepEqual([heard, append.mock.callCount()], [['turn-shown'], 0]);
    assert.equal(next.current.state.turns.length, 1);
  });

  test('stay where they are when one cannot be read', async () => {
    const first = chats.current;
    assert.equal(await chats.open('gone'), false);
    assert.equal(chats.current, first);
  });
});
