import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import {
  canContinue,
  emptySession,
  newAnswer,
  reduceSession,
  type SessionState,
} from '../../../src/core/chat/session.ts';
import { ChatStore } from '../../../src/host/chat/chatStore.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ink-chats-'));
});
after(() => rm(folder, { recursive: true }));

const SOURCES = [
  { title: 'A page', url: 'https://example.com/', site: 'Example' },
  { title: 'B', url: 'https://b.example/' },
];

function session(id: string, text: string): SessionState {
  return [
    {
      type: 'turn-started',
      turn: {
        id: 't',
        purpose: 'explain',
        question: {
          text,
          prompt: 'long',
          references: [{ label: 'a:1', uri: 'file:///a', startLine: 1, endLine: 1 }],
        },
        answer: newAnswer('glm'),
      },
    } as const,
    { type: 'text-delta', turnId: 't', text: '答案' } as const,
    { type: 'answer-sources', turnId: 't', sources: SOURCES } as const,
  ].reduce(reduceSession, emptySession(id, 5));
}

suite('the chat store', () => {
  test('gives back what was saved; an answer that was running is interrupted [F67]', async () => {
    const store = new ChatStore(path.join(folder, 'a'), assert.fail);
    const saved = session('one', 'q');
    await store.save(saved);
    const loaded = await store.load('one');
    assert.equal(loaded?.turns[0]?.answer.status, 'interrupted');
    assert.equal(loaded?.turns[0]?.answer.text, '答案');
    assert.deepEqual(loaded?.turns[0]?.answer.sources, SOURCES);
    assert.deepEqual(loaded?.turns[0]?.question, saved.turns[0]?.question);
    if (process.platform !== 'win32')
      assert.equal((await stat(path.join(folder, 'a/one.json'))).mode & 0o777, 0o600);
  });

  test('leaves all that is needed to go on with an answer that a window took with it', async () => {
    const store = new ChatStore(path.join(folder, 'killed'), assert.fail);
    const notice = {
      severity: 'information',
      code: '',
      what: 'w',
      side: 'network',
      next: '',
      actions: [],
    } as const;
    const killed = [
      { type: 'answer-restarted', turnId: 't', modelLabel: 'GLM', modelId: 'zhipu/glm-5.2' } as const,
      { type: 'text-delta', turnId: 't', text: '答案是' } as const,
      { type: 'answer-waiting', turnId: 't', notice } as const,
    ].reduce(reduceSession, session('killed', 'q'));
    await store.save(killed);
    const turn = (await store.load('killed'))!.turns[0]!;
    assert.ok(canContinue(turn));
    assert.equal(turn.question.prompt, 'long');
    assert.equal(turn.answer.text, '答案是');
    assert.equal(turn.answer.modelId, 'zhipu/glm-5.2');
    assert.equal(turn.answer.notice, undefined);
  });

  test('keeps the last of many saves that overlap, and leaves no scraps [F69]', async () => {
    const store = new ChatStore(path.join(folder, 'b'), assert.fail);
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.save(session('one', `q${index}`))));
    assert.equal((await store.load('one'))?.turns[0]?.question.text, 'q19');
    assert.deepEqual(await readdir(path.join(folder, 'b')), ['one.json']);
  });

  test('sets a damaged chat aside, says so, and lists the others [F70]', async () => {
    const damaged: string[] = [];
    const store = new ChatStore(path.join(folder, 'c'), (file) => damaged.push(file));
    await store.save(session('good', 'q'));
    await writeFile(path.join(folder, 'c/bad.json'), '{"version":1,"session":{"id":3');
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      ['good'],
    );
    assert.deepEqual(damaged, [path.join(folder, 'c/bad.json.damaged')]);
    assert.match(await readFile(damaged[0]!, 'utf8'), /"id":3/);
  });

  test('leaves the file of a newer version as it is [F70]', async () => {
    const store = new ChatStore(path.join(folder, 'd'), assert.fail);
    await store.save(session('x', 'q'));
    const newer = '{"version":3,"session":{}}';
    await writeFile(path.join(folder, 'd/new.json'), newer);
    assert.equal(await store.load('new'), undefined);
    assert.equal(await readFile(path.join(folder, 'd/new.json'), 'utf8'), newer);
  });

  test('refuses an id that would leave its folder', async () => {
    const store = new ChatStore(path.join(folder, 'e'), assert.fail);
    await assert.rejects(store.load('../a/one'), RangeError);
  });

  test('passes over files that are none of its own: a copy that somebody made breaks nothing', async () => {
    const store = new ChatStore(path.join(folder, 'f'), assert.fail);
    await store.save(session('one', 'q'));
    for (const name of ['one (copy).json', 'notes.txt', 'one.json.damaged'])
      await writeFile(path.join(folder, 'f', name), 'not a chat');
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      ['one'],
    );
  });

  test('lists the newest first, none without a turn, and fifty at most', async () => {
    const store = new ChatStore(path.join(folder, 'g'), assert.fail);
    assert.deepEqual(await store.list(), []);
    await store.save(emptySession('empty', 5));
    for (let age = 0; age < 55; age++) {
      await store.save(session(`chat${age}`, `q${age}`));
      await utimes(path.join(folder, `g/chat${age}.json`), 0, 1_000_000 - age);
    }
    await utimes(path.join(folder, 'g/empty.json'), 0, 0);
    const titles = (await store.list()).map(({ title }) => title);
    assert.deepEqual(
      titles,
      Array.from({ length: 50 }, (_, age) => `q${age}`),
    );
  });

  test('goes on saving a chat after one save has failed [F69]', async () => {
    const store = new ChatStore(path.join(folder, 'h'), assert.fail);
    await writeFile(path.join(folder, 'h'), 'a file in place of the folder');
    await assert.rejects(store.save(session('one', 'lost')));
    await rm(path.join(folder, 'h'));
    await store.save(session('one', 'kept'));
    assert.equal((await store.load('one'))?.turns[0]?.question.text, 'kept');
  });

  suite('of two windows [F68]', () => {
    const asked = (state: SessionState, id: string): SessionState =>
      reduceSession(state, {
        type: 'turn-started',
        turn: { id, purpose: 'chat', question: { text: id, references: [] }, answer: newAnswer('m') },
      });
    const said = (state: SessionState, turnId: string, text: string): SessionState =>
      reduceSession(state, { type: 'text-delta', turnId, text });
    const ended = (state: SessionState, turnId: string): SessionState =>
      reduceSession(state, { type: 'answer-finished', turnId, status: 'complete' });

    async function windows(name: string) {
      const [here, there] = [0, 1].map(() => new ChatStore(path.join(folder, name), assert.fail));
      await here!.save(ended(said(asked(emptySession('one', 5), 'first'), 'first', 'answer'), 'first'));
      const texts = async (): Promise<readonly string[]> =>
        (await new ChatStore(path.join(folder, name), assert.fail).load('one'))!.turns.map(
          ({ id, answer }) => `${id}: ${answer.text} (${answer.status})`,
        );
      return {
        here: here!,
        there: there!,
        mine: (await here!.load('one'))!,
        theirs: (await there!.load('one'))!,
        texts,
      };
    }

    test('keeps the turns that each has added, however often they take turns', async () => {
      const { here, there, mine, theirs, texts } = await windows('w1');
      const mineNow = ended(asked(mine, 'mine'), 'mine');
      const theirsNow = ended(asked(theirs, 'theirs'), 'theirs');
      await there.save(theirsNow);
      await here.save(mineNow);
      await here.save(ended(asked(mineNow, 'mine again'), 'mine again'));
      await there.save(ended(asked(theirsNow, 'theirs again'), 'theirs again'));
      const ids = (await texts()).map((text) => text.split(':')[0]);
      assert.deepEqual(ids, ['first', 'theirs', 'mine', 'mine again', 'theirs again']);
      assert.deepEqual(await readdir(path.join(folder, 'w1')), ['one.json']);
    });

    test('keeps the end of an answer that the other one has read while it ran', async () => {
      const { here, there, mine, texts } = await windows('w2');
      const running = said(asked(mine, 'long'), 'long', 'be');
      await here.save(running);
      const seen = (await there.load('one'))!;
      await here.save(ended(said(running, 'long', 'ginning and end'), 'long'));
      await there.save(ended(asked(seen, 'theirs'), 'theirs'));
      assert.deepEqual(await texts(), [
        'first: answer (complete)',
        'long: beginning and end (complete)',
        'theirs:  (complete)',
      ]);
    });

    test('does not take what the list has read for what this window has', async () => {
      const { here, there, mine, theirs, texts } = await windows('w3');
      await there.save(ended(asked(theirs, 'theirs'), 'theirs'));
      assert.equal((await here.list()).length, 1);
      await here.save(ended(asked(mine, 'mine'), 'mine'));
      assert.equal((await texts()).length, 3);
    });

    test('sets aside what a newer Inkstone has written', async () => {
      const { here, mine } = await windows('w4');
      const newer = '{"version":3,"session":{}}';
      await writeFile(path.join(folder, 'w4/one.json'), newer);
      await here.save(asked(mine, 'mine'));
      const [aside] = (await readdir(path.join(folder, 'w4'))).filter((name) => name.endsWith('.newer'));
      assert.equal(await readFile(path.join(folder, 'w4', aside!), 'utf8'), newer);
      assert.equal((await here.load('one'))?.turns.length, 2);
    });
  });
});
