import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allowancesIn, bucketOf } from '../../../../src/providers/policy/allowance.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

const TABLE: readonly (readonly [who: string, headers: Record<string, string>, read: unknown])[] = [
  [
    'OpenAI',
    {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    {
      requests: { limit: 60, remaining: 59, resetMs: 1000 },
      tokens: { limit: 150_000, remaining: 149_984, resetMs: 360_000 },
    },
  ],
  [
    'Anthropic, whose dates are seen from its own clock',
    {
      date: 'Sat, 21 Nov 2026 13:00:00 GMT',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-21T13:00:30Z',
    },
    { requests: { limit: 50, remaining: 0, resetMs: 30_000 } },
  ],
  [
    'Qianfan, which names no reset',
    { 'X-Ratelimit-Limit-Requests': '300', 'X-Ratelimit-Remaining-Requests': '12' },
    { requests: { limit: 300, remaining: 12 } },
  ],
  ['one that names none', { 'content-type': 'text/event-stream' }, undefined],
  [
    'one that names rubbish',
    { 'x-ratelimit-limit-requests': 'many', 'x-ratelimit-remaining-requests': '-1' },
    undefined,
  ],
  [
    'one whose limit is nothing at all',
    { 'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0' },
    undefined,
  ],
  [
    'one that has more left than it allows',
    {
      'x-ratelimit-limit-tokens': '100',
      'x-ratelimit-remaining-tokens': '1e9',
      'x-ratelimit-reset-tokens': 'soon',
    },
    { tokens: { limit: 100, remaining: 100 } },
  ],
];

describe('what a reply says of the limits', () => {
  for (const [who, headers, read] of TABLE)
    test(`of ${who}`, () => assert.deepEqual(allowancesIn(new Headers(headers), NOW), read));
});

describe('the bucket behind an allowance', () => {
  test('fills up to the limit by the time of the reset', () => {
    const { capacity, refillPerMs, level } = bucketOf({ limit: 60, remaining: 30, resetMs: 30_000 }, 0);
    assert.deepEqual([capacity, level, level! + refillPerMs * 30_000], [60, 30, 60]);
  });

  test('is one a minute where no reset is named', () => {
    assert.equal(bucketOf({ limit: 300, remaining: 12 }, 0).refillPerMs * 60_000, 300);
  });

  test('has less in it by what was sent and may not be counted yet, and never less than nothing', () => {
    assert.equal(bucketOf({ limit: 60, remaining: 3 }, 2).level, 1);
    assert.equal(bucketOf({ limit: 60, remaining: 3 }, 9).level, 0);
  });
});
