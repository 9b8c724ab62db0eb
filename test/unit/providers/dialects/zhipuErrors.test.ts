import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resetAfterMs } from '../../../../src/providers/dialects/zhipuErrors.ts';

const NOW = Date.UTC(2026, 10, 21, 4);
const HOUR_MS = 3_600_000;

const CASES: readonly (readonly [string, string, number | undefined])[] = [
  ['a Beijing time', '您的限额将在 2026-11-21 14:00:00 重置。', 2 * HOUR_MS],
  ['a time without seconds', 'Your limit will reset at 2026-11-21 13:30', 1.5 * HOUR_MS],
  ['an ISO time', 'resets at 2026-11-21T06:00:00Z', 2 * HOUR_MS],
  ['an ISO time with a zone', 'resets at 2026-11-21T08:00:00.000+02:00', 2 * HOUR_MS],
  ['milliseconds since 1970', `next flush time ${NOW + 5000}`, 5000],
  ['milliseconds in a field of JSON', `{"next_flush_time":${NOW + 5000},"unit":5}`, 5000],
  ['a time that has passed', 'reset at 2026-11-20 13:30:00', undefined],
  ['no time', 'usage limit reached', undefined],
  ['a number that is no time', 'request 202611211234567890123 failed', undefined],
  ['an impossible time', 'reset at 2026-13-45 99:99:99', undefined],
];

for (const [name, message, expected] of CASES) {
  test(`a message with ${name} gives ${expected === undefined ? 'no wait' : `${expected} ms`}`, () => {
    assert.equal(resetAfterMs(message, NOW), expected);
  });
}
