import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { UsageStore } from '../../../src/host/usage/usageStore.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ink-usage-'));
});
after(() => rm(folder, { recursive: true }));

const record = (requestId: string): UsageRecord => ({
  at: 1,
  requestId,
  purpose: 'chat',
  modelId: 'a/b',
  usage: { inputTokens: 1, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: 0, estimated: false },
  durationMs: 3,
  outcome: 'completed',
});
const ids = (store: UsageStore): string[] => store.records.map(({ requestId }) => requestId);

suite('the usage store', () => {
  test('keeps records over a restart and shows them at once', async () => {
    const store = new UsageStore(path.join(folder, 'a'));
    const written = store.append(record('1'));
    assert.deepEqual(ids(store), ['1']);
    await written;
    const next = new UsageStore(path.join(folder, 'a'));
    await next.refresh();
    assert.deepEqual(next.records, [record('1')]);
  });

  test('sees what another window appended, and neither loses a record [F68]', async () => {
    const [one, two] = [new UsageStore(path.join(folder, 'b')), new UsageStore(path.join(folder, 'b'))];
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? one : two).append(record(String(index)))),
    );
    await one.refresh();
    assert.equal(new Set(ids(one)).size, 50);
  });

  test('passes over a line that a crash cut [F70]', async () => {
    const store = new UsageStore(path.join(folder, 'c'));
    await store.append(record('1'));
    await appendFile(path.join(folder, 'c/usage.jsonl'), '{"v":1,"at":1,"reque');
    await store.append(record('2'));
    await store.refresh();
    assert.deepEqual(ids(store), ['1', '2']);
  });

  test('starts from zero but keeps the old file', async () => {
    const store = new UsageStore(path.join(folder, 'd'));
    await store.append(record('1'));
    await store.reset(42);
    assert.deepEqual(ids(store), []);
    assert.match(await readFile(path.join(folder, 'd/usage.jsonl.42.old'), 'utf8'), /"requestId":"1"/);
    await store.append(record('2'));
    assert.deepEqual(ids(store), ['2']);
  });

  test('keeps a record that comes while it starts from zero', async () => {
    const store = new UsageStore(path.join(folder, 'e'));
    await store.append(record('1'));
    const done = store.reset(42);
    const written = store.append(record('2'));
    await Promise.all([done, written]);
    assert.deepEqual(ids(store), ['2']);
    await store.refresh();
    assert.deepEqual(ids(store), ['2']);
  });

  test('starts from zero also where nothing was ever counted', async () => {
    const store = new UsageStore(path.join(folder, 'f'));
    await store.reset(42);
    assert.deepEqual(ids(store), []);
  });

  test('keeps what cannot be written while the window is open, says so, and writes the next again [F69]', async () => {
    const file = path.join(folder, 'g/usage.jsonl');
    await mkdir(file, { recursive: true });
    const store = new UsageStore(path.join(folder, 'g'));
    await assert.rejects(store.append(record('1')), { code: 'EISDIR' });
    await rm(file, { recursive: true });
    await store.append(record('2'));
    await store.refresh();
    assert.deepEqual(ids(store).toSorted(), ['1', '2']);
    assert.doesNotMatch(await readFile(file, 'utf8'), /"requestId":"1"/);
    await store.reset(42);
    assert.deepEqual(ids(store), []);
  });

  test('is written when a flush has resolved', async () => {
    const store = new UsageStore(path.join(folder, 'h'));
    void store.append(record('1'));
    await store.flush();
    assert.match(await readFile(path.join(folder, 'h/usage.jsonl'), 'utf8'), /"requestId":"1"/);
  });

  test('tells who listens when something has changed, and only then', async () => {
    const store = new UsageStore(path.join(folder, 'i'));
    let changes = 0;
    const listening = store.onDidChange(() => changes++);
    await store.append(record('1'));
    assert.equal(changes, 1);
    await store.refresh();
    const known = changes;
    await store.refresh();
    assert.equal(changes, known, 'the file is as it was');
    listening.dispose();
    await store.append(record('2'));
    assert.equal(changes, known);
  });
});
