import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
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

  test('sees what another window appended, and neither loses a record', async () => {
    const [one, two] = [new UsageStore(path.join(folder, 'b')), new UsageStore(path.join(folder, 'b'))];
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? one : two).append(record(String(index)))),
    );
    await one.refresh();
    assert.equal(new Set(ids(one)).size, 50);
  });

  test('passes over a line that a crash cut', async () => {
    const store = new UsageStore(path.join(folder, 'c'));
    await store.append(record('1'));
    await appendFile(path.join(folder, 'c/usage.jsonl'), '{"v":1,"at":1,"reque\n');
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
});
