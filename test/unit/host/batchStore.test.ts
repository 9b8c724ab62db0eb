import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import type { ItemState } from '../../../src/core/batch/batchJob.ts';
import { BatchStore } from '../../../src/host/batch/batchStore.ts';
import { batchJob } from '../core/batch/arbitraryBatch.ts';

const DONE: Exclude<ItemState, { status: 'waiting' }> = { status: 'done', answer: 'So.', sourceHash: 'h' };

suite('the store of batches', () => {
  let folder: string;
  let failures: unknown[];
  let store: BatchStore;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'batches-'));
    failures = [];
    store = new BatchStore(path.join(folder, 'batches'), (error) => failures.push(error));
  });

  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const file = (id: string): string => path.join(folder, 'batches', `${id}.jsonl`);

  test('gives a batch back as it was, result by result', async () => {
    const batch = store.create(batchJob());
    batch.dispatch({ type: 'item-ended', id: 'item-2', state: DONE });
    await batch.flush();
    const again = await store.open('batch-1');
    assert.deepEqual(again?.job, batch.job);
    assert.equal(again?.job.items[1]?.state.status, 'done');
    assert.equal((await fs.stat(file('batch-1'))).mode & 0o077, 0);
    assert.deepEqual(failures, []);
  });

  test('goes on behind a line that a crash has cut [F70]', async () => {
    const batch = store.create(batchJob());
    await batch.flush();
    await fs.appendFile(file('batch-1'), '{"type":"item-ended","id":"item-1","sta');
    const again = await store.open('batch-1');
    again?.dispatch({ type: 'item-ended', id: 'item-3', state: DONE });
    await again?.flush();
    const last = await store.open('batch-1');
    assert.deepEqual(
      last?.job.items.map(({ state }) => state.status),
      ['waiting', 'waiting', 'done'],
    );
  });

  test('keeps in memory what the disk refuses, and writes it when the disk takes it again [F69]', async () => {
    await fs.writeFile(path.join(folder, 'batches'), 'in the way');
    const batch = store.create(batchJob());
    await batch.flush();
    assert.equal(failures.length, 1);
    assert.equal(batch.job.items.length, 3);
    await fs.rm(path.join(folder, 'batches'));
    batch.dispatch({ type: 'item-ended', id: 'item-1', state: DONE });
    await batch.flush();
    assert.deepEqual((await store.open('batch-1'))?.job, batch.job);
  });

  test('lists the newest first and keeps no more than twenty', async () => {
    for (let index = 1; index <= 22; index++)
      await store.create(batchJob({ id: `batch-${index}`, createdAt: index })).flush();
    const ids = (await store.list()).map(({ id }) => id);
    assert.deepEqual(
      ids,
      Array.from({ length: 20 }, (_, index) => `batch-${22 - index}`),
    );
    await store.remove('batch-22');
    assert.equal(await store.open('batch-22'), undefined);
  });

  test('takes no name that leads elsewhere', async () => {
    await assert.rejects(async () => store.open('../../x'), RangeError);
  });
});
