import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSteadyTime } from '../../../../src/providers/policy/steadyTime.ts';

function clockAt(start = Date.UTC(2026, 10, 21)) {
  let wall = start;
  let monotonic = 0;
  const clock = {
    now: () => wall,
    monotonic: () => monotonic,
    setTimer: () => assert.fail('time needs no timer'),
  };
  const pass = (wallMs: number, monotonicMs = wallMs): void => {
    wall += wallMs;
    monotonic += monotonicMs;
  };
  return { clock, pass };
}

describe('steady time', () => {
  test('goes on while the machine sleeps, though its monotonic clock stands still [F54]', () => {
    const { clock, pass } = clockAt();
    const time = createSteadyTime(clock);
    pass(1000);
    assert.equal(time(), 1000);
    pass(3_600_000, 0);
    assert.equal(time(), 3_601_000);
    pass(1000);
    assert.equal(time(), 3_602_000);
  });

  test('does not go on twice where the monotonic clock goes on by itself', () => {
    const { clock, pass } = clockAt();
    const time = createSteadyTime(clock);
    pass(3_600_000);
    assert.equal(time(), 3_600_000);
  });

  test('does not go back when the clock is set back, and takes no notice of small corrections [F73]', () => {
    const { clock, pass } = clockAt();
    const time = createSteadyTime(clock);
    pass(-3_600_000, 1000);
    assert.equal(time(), 1000);
    pass(29_000, 0);
    assert.equal(time(), 1000);
  });
});
