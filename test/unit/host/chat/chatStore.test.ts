import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { canContinue, newAnswer, type SessionEvent } from '../../../../src/core/chat/session.ts';
import type { ChatStore, StoredChat } from '../../../../src/host/chat/chatStore.ts';
import { readJournal } from '../../../../src/host/chat/journalFile.ts';
import { seal } from '../../../../src/host/seal.ts';
import { openStore, Secrets } from './openStore.ts';

let root: string;
let folders = 0;
const newFolder = (): string => path.join(root, String(folders++));
before(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'ink-chats-'));
});
after(() => rm(root, { recursive: true }));

const ONE = { id: 'one', createdAt: 5 };
const SOURCES = [{ title: 'A page', url: 'https://example.com/', site: 'Example' }];

const asked = (id: string, text = id): SessionEvent => ({
  type: 'turn-started',
  turn: {
    id,
    purpose: 'explain',
    question: {
      text,
      prompt: 'long',
      references: [{ label: 'a:1', uri: 'file:///a', startLine: 1, endLine: 1 }],
    },
    answer: newAnswer('glm'),
  },
});
const said = (turnId: string, text: string): SessionEvent => ({ type: 'text-delta', turnId, text });
const ended = (turnId: string): SessionEvent => ({ type: 'answer-finished', turnId, status: 'complete' });

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.(open|claimed|new|damaged|json)$/.test(name));
}

const textsOf = (chat: StoredChat | undefined): readonly string[] =>
  chat!.session.turns.map(({ id, answer }) => `${id}: ${answer.text} (${answer.status})`);

suite('the chat store', () => {
  test('gives back what was written; an answer that was running is interrupted [F67]', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    await store.append(ONE, [asked('t', 'q'), said('t', '答'), said('t', '案')]);
    await store.append(ONE, [{ type: 'answer-sources', turnId: 't', sources: SOURCES }]);
    const chat = (await store.load('one'))!;
    assert.deepEqual(textsOf(chat), ['t: 答案 (interrupted)']);
    assert.deepEqual(chat.session.turns[0]?.answer.sources, SOURCES);
    assert.equal(chat.session.turns[0]?.question.prompt, 'long');
    assert.equal(chat.session.createdAt, 5);
    assert.equal(chat.isReadOnly, false);
    const [name] = await filesIn(folder);
    if (process.platform !== 'win32')
      assert.equal((await stat(path.join(folder, name!))).mode & 0o777, 0o600);
  });

  test('leaves all that is needed to go on with an answer that a window took with it', async () => {
    const folder = newFolder();
    const secrets = new Secrets();
    const notice = {
      severity: 'information',
      code: '',
      what: 'w',
      side: 'network',
      next: '',
      actions: [],
    } as const;
    await openStore(folder, { secrets }).append(ONE, [
      asked('t'),
      { type: 'answer-restarted', turnId: 't', modelLabel: 'GLM', modelId: 'zhipu/glm-5.2' },
      said('t', '答案是'),
      { type: 'answer-waiting', turnId: 't', notice },
    ]);
    const [turn] = (await openStore(folder, { secrets }).load('one'))!.session.turns;
    assert.ok(canContinue(turn!));
    assert.equal(turn?.question.prompt, 'long');
    assert.equal(turn?.answer.modelId, 'zhipu/glm-5.2');
    assert.equal(turn?.answer.notice, undefined);
  });

  test('keeps all of many writes that overlap, in their order [F69]', async () => {
    const store = openStore(newFolder());
    await Promise.all(
      [asked('t'), ...Array.from('abcdefghij', (text) => said('t', text))].map((event) =>
        store.append(ONE, [event]),
      ),
    );
    assert.deepEqual(textsOf(await store.load('one')), ['t: abcdefghij (interrupted)']);
  });

  test('puts many records together when an answer has ended, and says the same', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    await store.append(ONE, [asked('t')]);
    for (let part = 0; part < 100; part++) await store.append(ONE, [said('t', `${part} `)]);
    const [long] = await filesIn(folder);
    const { size } = await stat(path.join(folder, long!));
    await store.append(ONE, [ended('t')]);
    const [short, ...others] = await filesIn(folder);
    assert.deepEqual(others, []);
    assert.ok((await stat(path.join(folder, short!))).size < size / 5);
    await store.append(ONE, [asked('u'), ended('u')]);
    const all = Array.from({ length: 100 }, (_, part) => `${part} `).join('');
    assert.deepEqual(textsOf(await store.load('one')), [`t: ${all} (complete)`, 'u:  (complete)']);
  });

  test('writes what it could not write before the next, once it can [F69]', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    await writeFile(folder, 'a file in place of the folder');
    await assert.rejects(store.append(ONE, [asked('t')]));
    await assert.rejects(store.append(ONE, [said('t', 'a')]));
    await rm(folder);
    await store.append(ONE, []);
    await store.append(ONE, [said('t', 'b')]);
    assert.deepEqual(textsOf(await store.load('one')), ['t: ab (interrupted)']);
  });

  test('leaves nothing on the disk that could be read', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    await store.append(ONE, [asked('t', 'the secret question')]);
    const [name] = await filesIn(folder);
    const text = await readFile(path.join(folder, name!), 'latin1');
    assert.doesNotMatch(text, /secret/);
    for (const [, base64] of text.matchAll(/^\d+ (.+)$/gm))
      assert.doesNotMatch(Buffer.from(base64!, 'base64').toString('latin1'), /secret|turn/);
  });

  test('sets a damaged file aside, says so, and keeps what could be read of it and all others [F70]', async () => {
    const folder = newFolder();
    const damaged: string[] = [];
    const store = openStore(folder, { onDamaged: (file) => damaged.push(file) });
    await store.append(ONE, [asked('t')]);
    await store.append(ONE, [said('t', 'lost')]);
    await store.append(ONE, [said('t', 'kept')]);
    await store.append({ id: 'other', createdAt: 6 }, [asked('o')]);
    const name = (await filesIn(folder)).find((each) => each.includes('one'))!;
    const lines = (await readFile(path.join(folder, name), 'latin1')).split('\n');
    lines[3] = lines[3]!.replace(/.{9}$/, 'damaged==');
    await writeFile(path.join(folder, name), lines.join('\n'));
    const next = await store.load('one');
    assert.deepEqual(textsOf(next), ['t: kept (interrupted)']);
    assert.equal(damaged.length, 1);
    assert.equal(await readFile(damaged[0]!, 'latin1'), lines.join('\n'));
    assert.deepEqual(textsOf(await store.load('one')), textsOf(next));
    assert.deepEqual((await store.list()).map(({ id }) => id).sort(), ['one', 'other']);
    assert.equal(damaged.length, 1, 'a file is set aside once');
  });

  test('sets aside a file of which nothing can be read', async () => {
    const folder = newFolder();
    const damaged: string[] = [];
    const store = openStore(folder, { onDamaged: (file) => damaged.push(file) });
    await store.append(ONE, [asked('t')]);
    const [name] = await filesIn(folder);
    await writeFile(path.join(folder, name!), 'something\nelse\n');
    assert.equal(await store.load('one'), undefined);
    assert.equal(await readFile(damaged[0]!, 'utf8'), 'something\nelse\n');
    assert.deepEqual(await store.list(), []);
  });

  test('opens the file of a newer version for reading, and leaves it as it is [F70]', async () => {
    const folder = newFolder();
    const secrets = new Secrets();
    const store = openStore(folder, { secrets });
    await store.append({ id: 'other', createdAt: 6 }, [asked('o')]);
    const [[name, key]] = [...secrets.values] as [[string, string]];
    const sealedBy2 = (number: number, body: unknown): string => {
      const place = `chat 2 one 0123456789abcdef ${number}`;
      return `${number} ${seal(Buffer.from(key, 'base64'), place, JSON.stringify(body)).toString('base64')}\n`;
    };
    const record = { writer: 'w', first: 1, last: 1, at: 9, until: 9 };
    const newer = [
      'inkstone chat 2\n',
      sealedBy2(1, { createdAt: 7, replaces: [] }),
      sealedBy2(2, { ...record, events: [asked('t'), { type: 'mood-set' }, said('t', 'a')] }),
      sealedBy2(3, 'something else'),
    ].join('');
    const file = path.join(folder, name.split('.').at(-1)!, 'one.0123456789abcdef.open');
    await writeFile(file, newer);
    const chat = await store.load('one');
    assert.equal(chat?.isReadOnly, true);
    assert.deepEqual(textsOf(chat), ['t: a (interrupted)']);
    const keeper = openStore(folder, { secrets, limitBytes: () => 0 });
    assert.equal((await keeper.list()).find(({ id }) => id === 'one')?.isReadOnly, true);
    await keeper.flush();
    assert.equal(await readFile(file, 'latin1'), newer);
    for (let turn = 0; turn < 5; turn++)
      await openStore(folder, { secrets }).append(ONE, [asked(`u${turn}`), ended(`u${turn}`)]);
    const names = await filesIn(folder);
    assert.equal((await openStore(folder, { secrets }).load('one'))?.session.turns.length, 6);
    assert.deepEqual(await filesIn(folder), names);
    assert.equal(await readFile(file, 'latin1'), newer);
    await writeFile(file, 'inkstone chat 2\nsealed another way\n');
    assert.equal((await store.load('one'))?.isReadOnly, true);
  });

  test('refuses an id that would leave its folder', () => {
    assert.throws(() => openStore(newFolder()).load('../a/one'), RangeError);
  });

  test('passes over files that are none of its own: a copy that somebody made breaks nothing', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    await store.append(ONE, [asked('t')]);
    const [name] = await filesIn(folder);
    for (const copy of ['one (copy).open', 'notes.txt', `${path.basename(name!)}.damaged`])
      await writeFile(path.join(folder, path.dirname(name!), copy), 'not a chat');
    await writeFile(path.join(folder, 'one (copy).json'), 'not a chat');
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      ['one'],
    );
  });

  test('lists the newest first, and none without a turn', async () => {
    let now = 1_000_000;
    const store = openStore(newFolder(), { now: () => now++ });
    assert.deepEqual(await store.list(), []);
    await store.append({ id: 'empty', createdAt: 5 }, [said('t', 'of nothing')]);
    for (let index = 0; index < 55; index++)
      await store.append({ id: `chat${index}`, createdAt: 5 }, [asked(`q${index}`)]);
    assert.deepEqual(
      (await store.list()).map(({ title }) => title),
      Array.from({ length: 55 }, (_, age) => `q${54 - age}`),
    );
  });

  test('lists without reading what has not changed, also in the next window', async () => {
    const folder = newFolder();
    const secrets = new Secrets();
    const store = openStore(folder, { secrets });
    await store.append(ONE, [asked('t', 'first')]);
    await store.append({ id: 'two', createdAt: 5 }, [asked('u', 'second')]);
    const [before] = (await store.list()).filter(({ id }) => id === 'two');
    const name = (await filesIn(folder)).find((each) => each.includes('one'))!;
    const file = path.join(folder, name);
    const bytes = await readFile(file);
    await writeFile(file, bytes.toString('latin1').replaceAll(/\w/g, 'x'));
    await store.append({ id: 'two', createdAt: 5 }, [{ type: 'chat-pinned', isPinned: true }]);
    const next = openStore(folder, { secrets });
    for (const window of [store, next]) {
      const entries = await window.list();
      assert.deepEqual(
        entries.map(({ title }) => title),
        ['second', 'first'],
      );
      assert.deepEqual([before?.isPinned, entries[0]?.isPinned], [undefined, true]);
    }
  });

  test('makes the index anew from the chats, whatever became of it', async () => {
    const folder = newFolder();
    const secrets = new Secrets();
    const store = openStore(folder, { secrets });
    await store.append(ONE, [asked('t')]);
    const entries = await store.list();
    const index = path.join(folder, (await readdir(folder))[0]!, 'index');
    const sealed = await readFile(index);
    assert.ok(!sealed.includes('title'));
    for (const damaged of ['', 'something else', sealed.subarray(1), Buffer.from(sealed.toReversed())]) {
      await writeFile(index, damaged);
      assert.deepEqual(await openStore(folder, { secrets }).list(), entries);
    }
    await rm(index);
    assert.deepEqual(await openStore(folder, { secrets }).list(), entries);
    assert.deepEqual(await readFile(index).then(({ length }) => length > 100), true);
  });

  test('deletes a chat, and nothing else', async () => {
    const folder = newFolder();
    const store = openStore(folder);
    await store.append(ONE, [asked('t')]);
    await store.append({ id: 'two', createdAt: 5 }, [asked('u')]);
    await store.list();
    await store.delete('one');
    assert.equal(await store.load('one'), undefined);
    assert.equal(await store.peek('one'), undefined);
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      ['two'],
    );
    assert.ok((await filesIn(folder)).every((name) => !name.includes('one')));
  });

  test('moves the oldest chats into the archive when there are too many, but no pinned one', async () => {
    const folder = newFolder();
    const secrets = new Secrets();
    const words = Array.from({ length: 400 }, (_, word) => `word ${word % 40}`).join(' ');
    let limitBytes = 1e9;
    let now = 1000;
    const store = openStore(folder, { secrets, limitBytes: () => limitBytes, now: () => now++ });
    const ids = Array.from({ length: 10 }, (_, age) => `chat${age}`);
    for (const id of ids) await store.append({ id, createdAt: 5 }, [asked(id), said(id, words), ended(id)]);
    await store.append({ id: 'chat2', createdAt: 5 }, [{ type: 'chat-pinned', isPinned: true }]);
    const full = await store.list();
    limitBytes = full.reduce((sum, { bytes }) => sum + bytes, 0) / 2;
    await store.list();
    await store.flush();
    const listed = await openStore(folder, { secrets, limitBytes: () => limitBytes }).list();
    assert.deepEqual(
      listed.map(({ id, isArchived }) => `${id} ${isArchived}`),
      ['chat2 false', ...[9, 8, 7, 6, 5, 4, 3, 1, 0].map((age) => `chat${age} ${age < 7}`)],
    );
    const [big, small] = ['chat9', 'chat0'].map((id) => listed.find((entry) => entry.id === id)!.bytes);
    assert.ok(small! < big! / 5, `${small} of ${big}`);
    for (const id of ids) assert.deepEqual(textsOf(await store.load(id)), [`${id}: ${words} (complete)`]);
    assert.equal((await store.peek('chat0'))?.turns.length, 1);
    limitBytes = 1e9;
    await store.append({ id: 'chat0', createdAt: 5 }, [asked('again'), ended('again')]);
    const [newest] = await store.list();
    assert.deepEqual([newest?.id, newest?.turns, newest?.isArchived], ['chat0', 2, false]);
  });

  test('holds nothing any more of what was deleted or taken back', async () => {
    const folder = newFolder();
    const secrets = new Secrets();
    const store = openStore(folder, { secrets });
    await store.append(ONE, [asked('t'), asked('u'), said('u', 'secret')]);
    await store.append(ONE, [said('t', 'hidden'), { type: 'answer-withdrawn', turnId: 't' }]);
    await store.append(ONE, [{ type: 'turn-deleted', turnId: 'u' }]);
    const [[name, key]] = [...secrets.values] as [[string, string]];
    const [file, ...others] = await filesIn(folder);
    assert.deepEqual(others, []);
    const [chatId = '', fileId] = path.basename(file!).split('.');
    const content = readJournal(
      Buffer.from(key, 'base64'),
      { chatId, fileId: fileId! },
      await readFile(path.join(folder, file!)),
    );
    assert.ok(name.endsWith(path.dirname(file!)));
    assert.equal(content.state, 'whole');
    assert.doesNotMatch(JSON.stringify(content.records), /secret|hidden/);
    assert.deepEqual(textsOf(await store.load('one')), ['t:  (interrupted)']);
  });

  suite('finds chats of the format before', () => {
    const session = {
      id: 'old',
      title: 'q',
      createdAt: 7,
      turns: [
        {
          id: 't',
          purpose: 'chat',
          question: { text: 'q', references: [] },
          answer: { ...newAnswer('m'), text: 'a', status: 'streaming' },
        },
      ],
    };
    async function withOld(text = JSON.stringify({ version: 1, session })) {
      const folder = newFolder();
      await openStore(folder).append(ONE, [asked('t')]);
      const file = path.join(folder, 'old.json');
      await writeFile(file, text);
      await utimes(file, 1000, 1000);
      return { folder, file };
    }

    test('and gives them journals, once whoever opens them', async () => {
      const folder = newFolder();
      const secrets = new Secrets();
      const store = openStore(folder, { secrets });
      await store.append(ONE, [asked('t')]);
      await writeFile(path.join(folder, 'old.json'), JSON.stringify({ version: 1, session }));
      const [chat] = await Promise.all([store.load('old'), openStore(folder, { secrets }).load('old')]);
      assert.deepEqual(textsOf(chat), ['t: a (interrupted)']);
      assert.equal(chat?.session.createdAt, 7);
      assert.equal(chat?.session.title, 'q');
      assert.ok(!(await filesIn(folder)).includes('old.json'));
      await store.append(chat!.session, [asked('u')]);
      assert.deepEqual(textsOf(await openStore(folder, { secrets }).load('old')), [
        't: a (interrupted)',
        'u:  (interrupted)',
      ]);
    });

    test('and lists them by when they were changed', async () => {
      const { folder } = await withOld();
      const [entry] = (await openStore(folder, { onLost: () => {} }).list()).filter(({ id }) => id === 'old');
      assert.deepEqual([entry?.title, entry?.changedAt], ['q', 1_000_000]);
    });

    test('and keeps them as they are while they cannot be written anew', async () => {
      const { folder, file } = await withOld();
      const secrets = new Secrets();
      secrets.store = () => Promise.reject(new Error('locked'));
      const store = openStore(folder, { secrets, onLost: () => {} });
      await assert.rejects(store.load('old'), /locked/);
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')).session, session);
    });

    test('and leaves those of a newer version, and sets damaged ones aside', async () => {
      const damaged: string[] = [];
      const { folder, file } = await withOld('{"version":3,"session":{}}');
      const store = openStore(folder, { onLost: () => {}, onDamaged: (each) => damaged.push(each) });
      assert.equal(await store.load('old'), undefined);
      assert.equal(await readFile(file, 'utf8'), '{"version":3,"session":{}}');
      await writeFile(file, '{"version":1,"session":{"id":3');
      assert.equal(await store.load('old'), undefined);
      assert.deepEqual(damaged, [`${file}.damaged`]);
    });
  });

  suite('whose key is lost', () => {
    test('leaves the chats where they are, says so once, and goes on with a new key', async () => {
      const folder = newFolder();
      const lost: string[] = [];
      const onLost = (each: string): void => void lost.push(each);
      const secrets = new Secrets();
      await openStore(folder, { secrets }).append(ONE, [asked('t')]);
      const before = await filesIn(folder);
      const kept = new Map(secrets.values);
      secrets.values.clear();
      const store = openStore(folder, { secrets, onLost });
      assert.equal(await store.load('one'), undefined);
      await store.append({ id: 'two', createdAt: 6 }, [asked('u')]);
      assert.deepEqual(
        (await store.list()).map(({ id }) => id),
        ['two'],
      );
      assert.deepEqual(
        (await openStore(folder, { secrets, onLost }).list()).map(({ id }) => id),
        ['two'],
      );
      assert.equal(lost.length, 1);
      assert.match(await readFile(path.join(lost[0]!, 'LOST-KEY.txt'), 'utf8'), /secret storage/);
      assert.ok(before.every((name) => name.startsWith(path.basename(lost[0]!))));
      for (const [name, value] of kept) secrets.values.set(name, value);
      assert.deepEqual((await openStore(folder, { secrets }).list()).map(({ id }) => id).sort(), [
        'one',
        'two',
      ]);
    });

    test('takes no key for lost while the secret storage does not answer', async () => {
      const folder = newFolder();
      const secrets = new Secrets();
      await openStore(folder, { secrets }).append(ONE, [asked('t')]);
      const { get } = secrets;
      secrets.get = () => Promise.reject(new Error('locked'));
      const store = openStore(folder, { secrets });
      await assert.rejects(store.load('one'), /locked/);
      await assert.rejects(store.append(ONE, [asked('u')]), /locked/);
      secrets.get = get;
      await store.append(ONE, []);
      assert.equal((await store.load('one'))?.session.turns.length, 2);
    });

    test('opens what two windows have written that made a key at the same moment', async () => {
      const folder = newFolder();
      const secrets = new Secrets();
      const windows = [openStore(folder, { secrets }), openStore(folder, { secrets })];
      await Promise.all(
        windows.map((store, index) => store.append({ id: `chat${index}`, createdAt: 5 }, [asked('t')])),
      );
      assert.equal((await readdir(folder)).length, 2);
      for (const store of windows) assert.equal((await store.list()).length, 2);
    });
  });

  suite('of two windows [F68]', () => {
    async function windows() {
      const folder = newFolder();
      const secrets = new Secrets();
      const [here, there] = [openStore(folder, { secrets }), openStore(folder, { secrets })] as const;
      await here.append(ONE, [asked('first'), said('first', 'answer'), ended('first')]);
      const texts = async (): Promise<readonly string[]> =>
        textsOf(await openStore(folder, { secrets }).load('one'));
      return { here, there, texts, folder };
    }
    const turn = (store: ChatStore, id: string): Promise<void> => store.append(ONE, [asked(id), ended(id)]);

    test('keeps the turns that each has added, however often they take turns', async () => {
      const { here, there, texts } = await windows();
      for (let round = 0; round < 5; round++) {
        await turn(there, `theirs ${round}`);
        await turn(here, `mine ${round}`);
      }
      const ids = (await texts()).map((text) => text.split(':')[0]);
      assert.deepEqual(
        ids.toSorted(),
        ['first', ...[0, 1, 2, 3, 4].flatMap((round) => [`mine ${round}`, `theirs ${round}`])].sort(),
      );
      assert.deepEqual(
        ids.filter((id) => id?.startsWith('mine')),
        [0, 1, 2, 3, 4].map((round) => `mine ${round}`),
      );
    });

    test('keeps the end of an answer whose file the other one has put together while it ran', async () => {
      const { here, there, texts } = await windows();
      await here.append(ONE, [asked('long'), said('long', 'be')]);
      await there.load('one');
      await turn(there, 'theirs');
      for (let part = 0; part < 80; part++) {
        await there.append(ONE, [said('theirs', 'x')]);
        await here.append(ONE, [said('long', 'y')]);
      }
      await there.append(ONE, [ended('theirs')]);
      await here.append(ONE, [said('long', 'ginning and end'), ended('long')]);
      assert.deepEqual(await texts(), [
        'first: answer (complete)',
        `long: be${'y'.repeat(80)}ginning and end (complete)`,
        `theirs: ${'x'.repeat(80)} (complete)`,
      ]);
    });
  });
});
