import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { AnswerStore } from '../../../src/host/cache/answerStore.ts';
import { KEY_BYTES, seal, unseal } from '../../../src/host/seal.ts';

const DAY_MS = 86_400_000;
const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(64);

const answer = (text: string) => ({ text, reasoning: '' });

suite('the answer store', () => {
  let folder: string;
  let now: number;
  let bytes: number;
  let secret: Buffer;
  let failures: unknown[];

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'answers-'));
    now = Date.UTC(2026, 10, 21);
    bytes = 100_000;
    secret = randomBytes(KEY_BYTES);
    failures = [];
  });

  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const open = (at = folder): AnswerStore =>
    new AnswerStore({
      folder: at,
      secret: {
        get: async () => secret,
        async forget() {
          secret = randomBytes(KEY_BYTES);
        },
      },
      limits: () => ({ lifetimeMs: 30 * DAY_MS, bytes }),
      now: () => now,
      onFailure: (error) => failures.push(error),
    });

  async function put(key: string, text: string): Promise<void> {
    const store = open();
    store.put(key, answer(text));
    await store.flush();
  }

  const fileOf = (key: string): string => path.join(folder, `${key}.answer`);
  const textOf = async (key: string): Promise<string | undefined> => (await open().get(key))?.text;

  test('gives what was put, at once and to a later window', async () => {
    const store = open();
    store.put(A, { text: '加法。', reasoning: 'hm', servedModel: 'glm' });
    assert.equal((await store.get(A))?.text, '加法。');
    await store.flush();
    assert.deepEqual(await open().get(A), { text: '加法。', reasoning: 'hm', servedModel: 'glm' });
    assert.equal(await store.get(B), undefined);
    assert.deepEqual(failures, []);
  });

  test('leaves nothing on disk that could be read, for no eyes but the user’s', async () => {
    await put(A, 'The quick brown fox');
    const names = await fs.readdir(folder);
    assert.deepEqual(names, [`${A}.answer`]);
    const raw = await fs.readFile(fileOf(A));
    for (const plain of ['quick', 'reasoning', 'savedAt', secret.toString('latin1')])
      assert.ok(!raw.includes(plain, 0, 'latin1'), plain);
    assert.equal((await fs.stat(fileOf(A))).mode & 0o077, 0);
  });

  test('writes no two answers under the same nonce', async () => {
    await put(A, 'same');
    const first = await fs.readFile(fileOf(A));
    await put(A, 'same');
    assert.notDeepEqual((await fs.readFile(fileOf(A))).subarray(1, 13), first.subarray(1, 13));
  });

  test('drops what was damaged at any byte, and takes it for unknown [F71][F70]', async () => {
    await put(A, 'whole');
    const whole = await fs.readFile(fileOf(A));
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1;
      await fs.writeFile(fileOf(A), damaged);
      assert.equal(await textOf(A), undefined);
      await assert.rejects(fs.stat(fileOf(A)), { code: 'ENOENT' });
    }
    for (const size of [0, 1, 12, 28, 29, whole.length - 1]) {
      await fs.writeFile(fileOf(A), whole.subarray(0, size));
      assert.equal(await textOf(A), undefined);
    }
    assert.deepEqual(failures, []);
  });

  test('does not take an answer that was moved to another question [F71]', async () => {
    await put(A, 'of a');
    await fs.copyFile(fileOf(A), fileOf(B));
    assert.equal(await textOf(B), undefined);
    assert.equal(await textOf(A), 'of a');
  });

  test('does not take what was sealed with another key', async () => {
    await put(A, 'of before');
    secret = randomBytes(KEY_BYTES);
    assert.equal(await textOf(A), undefined);
  });

  test('forgets an answer when its time is over, wherever the clock has jumped', async () => {
    await put(A, 'old');
    now += 30 * DAY_MS;
    assert.equal(await textOf(A), 'old');
    now += 1;
    assert.equal(await textOf(A), undefined);
    await put(A, 'of the future');
    now -= 31 * DAY_MS;
    assert.equal(await textOf(A), undefined);
  });

  test('drops what was of no use for longest when the disk space is used up', async () => {
    bytes = 2500;
    await put(A, 'a'.repeat(1000));
    now += 1000;
    await put(B, 'b'.repeat(1000));
    now += 1000;
    assert.ok(await textOf(A));
    now += 1000;
    await put(C, 'c'.repeat(1000));
    assert.deepEqual((await fs.readdir(folder)).sort(), [`${A}.answer`, `${C}.answer`]);
  });

  test('does not give up all others for one that is larger than the space', async () => {
    bytes = 2500;
    await put(A, 'small');
    await put(B, 'b'.repeat(5000));
    assert.deepEqual(await fs.readdir(folder), [`${A}.answer`]);
  });

  test('clears away what a crash left half-written, and nothing that is not its own [F69]', async () => {
    await fs.writeFile(`${fileOf(A)}.0-1.new`, 'half');
    await fs.utimes(`${fileOf(A)}.0-1.new`, now / 1000 - 7200, now / 1000 - 7200);
    await fs.writeFile(path.join(folder, 'notes.txt'), 'mine');
    await fs.utimes(path.join(folder, 'notes.txt'), 0, 0);
    await put(B, 'b');
    assert.deepEqual((await fs.readdir(folder)).sort(), [`${B}.answer`, 'notes.txt']);
  });

  test('is empty after it was cleared, and copies can be read no more', async () => {
    await put(A, 'a');
    const copy = await fs.readFile(fileOf(A));
    await open().clear();
    assert.deepEqual(await fs.readdir(folder), []);
    await fs.writeFile(fileOf(A), copy);
    assert.equal(await textOf(A), undefined);
  });

  test('works without its folder, and says so once [F69]', async () => {
    const blocked = path.join(folder, 'file');
    await fs.writeFile(blocked, '');
    const store = open(path.join(blocked, 'answers'));
    store.put(A, answer('a'));
    assert.equal((await store.get(A))?.text, 'a');
    await store.flush();
    store.put(B, answer('b'));
    await store.flush();
    assert.equal(await store.get(A), undefined);
    assert.equal(failures.length, 1);
  });

  test('survives two processes that write and drop the same answers [F68]', { timeout: 60_000 }, async () => {
    const run = promisify(execFile);
    const script = path.join(import.meta.dirname, 'putAnswers.ts');
    await Promise.all(
      ['one', 'two', 'three'].map((window) =>
        run(process.execPath, [script, folder, secret.toString('base64'), window]),
      ),
    );
    const names = await fs.readdir(folder);
    assert.ok(names.length > 0);
    for (const name of names) {
      const [key = ''] = name.split('.');
      const text = unseal(secret, key, await fs.readFile(path.join(folder, name)));
      assert.match(JSON.parse(String(text)).text, /^(one|two|three) \d+ x{2000}$/);
    }
  });
});

suite('a sealed text', () => {
  test('opens under its own name and key only', () => {
    const key = randomBytes(KEY_BYTES);
    const sealed = seal(key, A, '文');
    assert.equal(String(unseal(key, A, sealed)), '文');
    assert.equal(unseal(key, B, sealed), undefined);
    assert.equal(unseal(randomBytes(KEY_BYTES), A, sealed), undefined);
  });
});
