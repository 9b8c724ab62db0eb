import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateTokens } from '../../../../src/core/usage/estimateTokens.ts';

/** Counts by `o200k_base`, made with gpt-tokenizer. */
const COUNTED: readonly (readonly [string, number])[] = [
  [
    'export function addUsage(a: Usage, b: Usage): Usage {\n  return {\n    inputTokens: a.inputTokens + b.inputTokens,\n    estimated: a.estimated || b.estimated,\n  };\n}\n',
    43,
  ],
  [
    'The parser reads one event at a time and hands each to the callback, so a consumer that is slow holds the server back instead of filling the memory.',
    31,
  ],
  [
    '这个函数接收一个字符串数组，并返回出现次数最多的元素。它首先使用哈希表统计每个元素的频率，然后遍历整个表找到最大值。',
    37,
  ],
  [
    "def parse(path):\n    with open(path, encoding='utf-8') as file:\n        return [line.split(',') for line in file if line.strip()]\n",
    33,
  ],
  [
    '{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"glm-5.2","choices":[]}',
    34,
  ],
];

for (const [text, tokens] of COUNTED) {
  test(`the estimate of “${text.slice(0, 24).replaceAll('\n', ' ')}…” is within a quarter of a real count`, () => {
    const ratio = estimateTokens(text) / tokens;
    assert.ok(ratio > 0.75 && ratio < 1.25, `${estimateTokens(text)} for ${tokens}`);
  });
}

test('nothing is no token, and anything is at least one', () => {
  assert.equal(estimateTokens(''), 0);
  assert.equal(estimateTokens(' '), 1);
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => estimateTokens(text) >= 1));
});

test('more text is never fewer tokens', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (head, tail) => {
      return estimateTokens(head + tail) >= estimateTokens(head);
    }),
  );
});

test('a megabyte without a single space is read in one pass', () => {
  const started = performance.now();
  assert.ok(estimateTokens('a'.repeat(1 << 20)) > 100_000);
  assert.ok(performance.now() - started < 1000);
});
