import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { retryAfterMs } from '../../../../src/providers/dialects/retryAfter.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const after = (headers: Readonly<Record<string, string>>): number | undefined =>
  retryAfterMs(new Headers(headers), NOW);

const CASES: readonly (readonly [string, Readonly<Record<string, string>>, number | undefined])[] = [
  ['nothing', {}, undefined],
  ['seconds', { 'retry-after': '2' }, 2000],
  ['a part of a second', { 'retry-after': '0.5' }, 500],
  ['zero', { 'retry-after': '0' }, 0],
  ['a huge number', { 'retry-after': '1e9' }, 1e12],
  ['a negative number', { 'retry-after': '-5' }, undefined],
  ['a word', { 'retry-after': 'abc' }, undefined],
  ['a word and a number', { 'retry-after': 'abc 1' }, undefined],
  ['an empty value', { 'retry-after': '' }, undefined],
  ['the same header twice', { 'retry-after': '2, 5' }, 5000],
  ['a date', { 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
  ['a date that has passed', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
  [
    'a date by the clock of a server that is an hour behind',
    { 'retry-after': 'Sat, 21 Nov 2026 11:00:30 GMT', date: 'Sat, 21 Nov 2026 11:00:00 GMT' },
    30_000,
  ],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1500],
  ['both, of which the finer counts', { 'retry-after-ms': '1500', 'retry-after': '60' }, 1500],
  ['milliseconds that cannot be read', { 'retry-after-ms': 'x', 'retry-after': '3' }, 3000],
  [
    'a used-up limit',
    { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' },
    360_000,
  ],
  [
    'two used-up limits, of which the later counts',
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '20ms',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '1.5s',
    },
    1500,
  ],
  [
    'a limit that is not used up',
    { 'x-ratelimit-remaining-tokens': '9', 'x-ratelimit-reset-tokens': '6m' },
    undefined,
  ],
  [
    'a reset that is no duration',
    { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': 'soon' },
    undefined,
  ],
];

for (const [name, headers, expected] of CASES) {
  test(`${name} asks for ${expected ?? 'no particular'} milliseconds [F49]`, () => {
    assert.equal(after(headers), expected);
  });
}

test('whatever the header says, the wait is never negative and never not a number [F49]', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\x20-\x7e]*$/), (value) => {
      const wait = after({ 'retry-after': value });
      return wait === undefined || wait >= 0;
    }),
  );
});
