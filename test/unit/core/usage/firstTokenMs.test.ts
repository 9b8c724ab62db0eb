import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_USAGE } from '../../../../src/core/model/usage.ts';
import { firstTokenMs } from '../../../../src/core/usage/firstTokenMs.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';

const NOW = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;

const record = (timeToFirstTokenMs: number | undefined, more: Partial<UsageRecord> = {}): UsageRecord => ({
  at: NOW - DAY_MS,
  requestId: 'r',
  purpose: 'chat',
  modelId: 'a/one',
  usage: NO_USAGE,
  durationMs: 5000,
  outcome: 'completed',
  ...(timeToFirstTokenMs !== undefined && { timeToFirstTokenMs }),
  ...more,
});

test('the usual time to a first token is the median of the last week, once there are three', () => {
  const records = [
    record(9000),
    record(300),
    record(undefined),
    record(1, { modelId: 'b/two' }),
    record(1, { at: NOW - 8 * DAY_MS }),
  ];
  assert.equal(firstTokenMs(records, 'a/one', NOW), undefined);
  assert.equal(firstTokenMs([...records, record(400)], 'a/one', NOW), 400);
});
