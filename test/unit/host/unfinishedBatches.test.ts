import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  forgetUnfinished,
  rememberUnfinished,
  unfinishedBatches,
} from '../../../src/host/batch/unfinishedBatches.ts';

test('of several batches at once each is remembered until it is finished', () => {
  const values = new Map<string, unknown>();
  const memory = {
    keys: () => [...values.keys()],
    get: <T>(key: string) => values.get(key) as T,
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
  assert.deepEqual(unfinishedBatches(memory), []);
  rememberUnfinished(memory, 'one');
  rememberUnfinished(memory, 'two');
  rememberUnfinished(memory, 'one');
  assert.deepEqual(unfinishedBatches(memory), ['two', 'one']);
  forgetUnfinished(memory, 'one');
  forgetUnfinished(memory, 'nobody');
  assert.deepEqual(unfinishedBatches(memory), ['two']);
  forgetUnfinished(memory, 'two');
  assert.deepEqual([...values.values()], [undefined]);
});
