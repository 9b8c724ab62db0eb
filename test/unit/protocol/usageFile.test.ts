import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { parseUsageLines, serializeUsage } from '../../../src/protocol/usageFile.ts';

const PLAIN: UsageRecord = {
  at: 1_795_000_000_000,
  requestId: 'r1',
  purpose: 'chat',
  modelId: 'zhipu/glm-5.2',
  usage: { inputTokens: 1, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: 0, estimated: false },
  durationMs: 3.25,
  outcome: 'completed',
};
const FULL: UsageRecord = {
  ...PLAIN,
  modelId: 'openrouter/qwen/qwen3:free',
  cost: { amount: 0.5, currency: 'USD' },
  timeToFirstTokenMs: 12,
  outcome: 'interrupted',
  errorKind: 'interrupted',
};

/** A line with some of its fields replaced; `undefined` takes one away. */
const lineWith = (fields: object): string =>
  `${JSON.stringify({ ...JSON.parse(serializeUsage(PLAIN)), ...fields })}\n`;

suite('the usage file', () => {
  test('gives its records back, in their order', () => {
    const text = [FULL, PLAIN].map(serializeUsage).join('');
    assert.equal(text.split('\n').length, 3);
    assert.deepEqual(parseUsageLines(text), [FULL, PLAIN]);
  });

  test('may be empty, or lack the last line’s end', () => {
    assert.deepEqual(parseUsageLines(''), []);
    assert.deepEqual(parseUsageLines(serializeUsage(PLAIN).trimEnd()), [PLAIN]);
  });

  test('may have passed through an editor that writes other line ends', () => {
    assert.deepEqual(parseUsageLines(serializeUsage(PLAIN).replaceAll('\n', '\r\n').repeat(2)), [
      PLAIN,
      PLAIN,
    ]);
  });

  for (const [name, line] of Object.entries({
    'a cut line': `${serializeUsage(PLAIN).slice(0, 50)}\n`,
    zeros: `${'\0'.repeat(50)}\n`,
    'another program’s JSON': '{"level":"info"}\n',
    'a bare null': 'null\n',
    'a line of a newer Inkstone': lineWith({ v: 2 }),
    'a line without a version': lineWith({ v: undefined }),
    'a purpose that is none': lineWith({ purpose: 'sing' }),
    'a model without a provider': lineWith({ modelId: 'glm-5.2' }),
    'a count below zero': lineWith({ usage: { ...PLAIN.usage, inputTokens: -5 } }),
    'a count in words': lineWith({ usage: { ...PLAIN.usage, inputTokens: '5' } }),
    'a currency that is none': lineWith({ cost: { amount: 1, currency: 'GOLD' } }),
  })) {
    test(`passes over ${name} and reads on`, () => {
      assert.deepEqual(parseUsageLines(serializeUsage(PLAIN) + line + serializeUsage(FULL)), [PLAIN, FULL]);
    });
  }
});
