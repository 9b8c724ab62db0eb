import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { newAnswer, type Turn } from '../../../../src/core/chat/session.ts';
import { openStore, Secrets } from './openStore.ts';

const WRITER = path.join(import.meta.dirname, 'writeChats.ts');

/** What may be missing of an answer, and what the machine may add to it while all cores are busy. */
const LOST_MS = 250;
const BUSY_MS = 250;

const ROUNDS = 5;

let folder: string;
const secrets = new Secrets();
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ink-killed-'));
  await openStore(folder, { secrets }).append({ id: 'shared', createdAt: 5 }, [
    {
      type: 'turn-started',
      turn: { id: 'first', purpose: 'chat', question: { text: 'q', references: [] }, answer: newAnswer('m') },
    },
  ]);
});
after(() => rm(folder, { recursive: true }));

/** What a window has said before it came to its end, with the times. */
interface Told {
  readonly at: number;
  readonly word: string;
  readonly turnId: string;
  readonly said: number;
}

/** Runs a window and kills it when it has said so many lines; `undefined` lets it live. */
async function runWindow(
  name: string,
  turns: number,
  killAfter: number | undefined,
): Promise<readonly Told[]> {
  const window = spawn(
    process.execPath,
    [WRITER, folder, JSON.stringify([...secrets.values]), name, String(turns)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  let lines = 0;
  window.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    lines += text.split('\n').length - 1;
    if (killAfter !== undefined && lines >= killAfter) window.kill('SIGKILL');
  });
  const [code] = await new Promise<readonly [number | null]>((resolve) =>
    window.on('close', (each) => resolve([each])),
  );
  if (killAfter === undefined) assert.equal(code, 0);
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [at, word = '', turnId = '', said = ''] = line.split(' ');
      return { at: Number(at), word, turnId, said: Number(said) };
    });
}

/** Fails unless all that a window has told is in the chat, but for the end of its last answer. */
function check(turns: readonly Turn[], told: readonly Told[]): void {
  const killedAt = told.at(-1)?.at ?? 0;
  for (const { at, word, turnId, said } of told) {
    const isDue = word === 'written' || at < killedAt - LOST_MS - BUSY_MS;
    if (!isDue) continue;
    const found = turns.filter(({ id }) => id === turnId);
    assert.equal(found.length, 1, `${word} ${turnId}, ${killedAt - at} ms before the end`);
    const { text, status } = found[0]!.answer;
    const words = text.split(' ').slice(0, -1);
    assert.deepEqual(
      words,
      words.map((_, index) => String(index)),
      'an answer has all its words, once and in their order',
    );
    if (word === 'written') assert.deepEqual([words.length, status], [60, 'complete']);
    if (word === 'said')
      assert.ok(words.length > said, `${turnId} ${said}, ${killedAt - at} ms before the end`);
  }
}

suite('windows that are killed while they write [F67] [F68]', () => {
  test('lose a quarter of a second of one answer at most, and nothing of each other', {
    timeout: 300_000,
  }, async () => {
    const told: (readonly Told[])[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // One of the three lives, so that files are taken from living and from dead windows.
      told.push(
        ...(await Promise.all([
          runWindow(`${round}a`, 4, 1 + ((round * 97) % 240)),
          runWindow(`${round}b`, 4, 1 + ((round * 61 + 100) % 240)),
          runWindow(`${round}c`, 2, undefined),
        ])),
      );
      const chat = await openStore(folder, { secrets }).load('shared');
      for (const each of told) check(chat!.session.turns, each);
    }
    const files = await readdir(folder, { recursive: true });
    assert.ok(files.length < 40, `${files.length} files are left`);
  });
});
