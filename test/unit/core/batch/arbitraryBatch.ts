import fc from 'fast-check';
import type { BatchEvent, BatchItem, BatchJob } from '../../../../src/core/batch/batchJob.ts';

const id = fc.constantFrom('item-1', 'item-2', 'item-3');

const usage = fc.constant({
  inputTokens: 10,
  outputTokens: 5,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  estimated: false,
});

const ended = fc.oneof(
  fc.record({
    status: fc.constant('done' as const),
    answer: fc.string({ unit: 'grapheme' }),
    sourceHash: fc.stringMatching(/^[0-9a-f]{8}$/),
    usage,
    addedLines: fc.nat(),
  }),
  fc.record({ status: fc.constant('failed' as const), code: fc.string(), what: fc.string() }),
  fc.record({ status: fc.constant('skipped' as const), reason: fc.constant('binary' as const) }),
);

/** What may happen to a batch of three files. */
export const batchEvent: fc.Arbitrary<Exclude<BatchEvent, { type: 'created' }>> = fc.oneof(
  fc.record({ type: fc.constant('item-ended' as const), id, state: ended }),
  fc.record({
    type: fc.constant('item-left' as const),
    id,
    left: fc.record({ provider: fc.string(), taskId: fc.string(), sourceHash: fc.string() }),
  }),
  fc.record({ type: fc.constant('item-applied' as const), id }),
  fc.record({ type: fc.constant('retried' as const) }),
  fc.record({
    type: fc.constant('handed-over' as const),
    bulkId: fc.string(),
    sourceHashes: fc.dictionary(id, fc.stringMatching(/^[0-9a-f]{8}$/), { noNullPrototype: true }),
  }),
  fc.record({ type: fc.constant('taken-back' as const) }),
);

export function batchItem(name: string, more: Partial<BatchItem> = {}): BatchItem {
  return {
    id: name,
    uri: `file:///project/${name}.ts`,
    path: `${name}.ts`,
    state: { status: 'waiting' },
    ...more,
  };
}

export function batchJob(more: Partial<BatchJob> = {}): BatchJob {
  return {
    id: 'batch-1',
    kind: 'explain',
    title: 'src',
    createdAt: Date.UTC(2026, 10, 21),
    modelId: 'test/test-model',
    modelLabel: 'Test Model',
    delivery: 'live',
    items: ['item-1', 'item-2', 'item-3'].map((name) => batchItem(name)),
    ...more,
  };
}
