import assert from 'node:assert/strict';
import { uptime } from 'node:os';
import { describe, test } from 'node:test';
import { systemClock } from '../../../../src/providers/clock.ts';
import { createSteadyTime } from '../../../../src/providers/policy/steadyTime.ts';

const HOUR_MS = 3_600_000;

interface Passed {
  readonly wall?: number;
  readonly monotonic?: number;
  readonly boot?: number;
}

function startTime() {
  let [wall, monotonic, boot] = [Date.UTC(2026, 10, 21), 0, 500_000];
  const clock = {
    now: () => wall,
    monotonic: () => monotonic,
    setTimer: () => assert.fail('time needs no timer'),
  };
  const time = createSteadyTime(clock, () => boot);
  /** Lets each of the machine's clocks go on by itself. */
  const pass = (passed: Passed): number => {
    wall += passed.wall ?? 0;
    monotonic += passed.monotonic ?? 0;
    boot += passed.boot ?? 0;
    return time();
  };
  return pass;
}

const both = (ms: number): Passed => ({ wall: ms, monotonic: ms, boot: ms });

describe('steady time', () => {
  test('goes on while the machine sleeps, though its monotonic clock stands still [F54]', () => {
    const pass = startTime();
    assert.equal(pass(both(1000)), 1000);
    assert.equal(pass({ wall: HOUR_MS, boot: HOUR_MS }), HOUR_MS + 1000);
    assert.equal(pass(both(1000)), HOUR_MS + 2000);
  });

  test('does not go on twice where the monotonic clock goes on in its sleep', () => {
    assert.equal(startTime()(both(HOUR_MS)), HOUR_MS);
  });

  test('takes no notice of a clock that is set, forward or back, before and after a sleep [F73]', () => {
    for (const setMs of [HOUR_MS, -HOUR_MS, 29_000]) {
      const pass = startTime();
      assert.equal(pass({ wall: setMs }), 0);
      assert.equal(pass(both(1000)), 1000);
      assert.equal(pass({ wall: 2 * HOUR_MS, boot: 2 * HOUR_MS }), 2 * HOUR_MS + 1000);
      assert.equal(pass({ wall: setMs }), 2 * HOUR_MS + 1000);
    }
  });

  test('is told by the machine itself', () => {
    const before = systemClock.monotonic();
    const now = createSteadyTime(systemClock)();
    assert.ok(now >= before && now <= systemClock.monotonic());
    assert.ok(uptime() > 0);
  });
});
