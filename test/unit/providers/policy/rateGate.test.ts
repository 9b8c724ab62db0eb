import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createRateGate, SPREAD_MS } from '../../../../src/providers/policy/rateGate.ts';

describe('a rate gate [F50]', () => {
  test('is closed until the time that the provider named, and never shorter', () => {
    const refusals = fc.array(fc.record({ at: fc.nat(100_000), askedMs: fc.nat(120_000) }), { minLength: 1 });
    fc.assert(
      fc.property(refusals, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (all, random) => {
        const gate = createRateGate(() => random);
        for (const { at, askedMs } of all) gate.close(askedMs, at);
        const latest = Math.max(...all.map(({ at, askedMs }) => at + askedMs));
        assert.ok(gate.waitMs(latest - 1) >= 1);
        assert.equal(gate.waitMs(latest + SPREAD_MS), 0);
      }),
    );
  });

  test('without a time is closed for a second, and twice as long each time that it was too short', () => {
    const gate = createRateGate(() => 0);
    let now = 0;
    for (const waitMs of [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]) {
      gate.close(undefined, now);
      // Those that were sent together are refused together.
      gate.close(undefined, now + 10);
      assert.equal(gate.waitMs(now + 10), waitMs);
      now += waitMs + 10;
    }
  });

  test('lets one go first, and the others when that one was taken', () => {
    const gate = createRateGate(() => 0);
    assert.equal(gate.pass(), false);
    gate.close(1000, 0);
    assert.equal(gate.hasRoom, true);
    assert.equal(gate.pass(), true);
    assert.equal(gate.hasRoom, false);
    gate.proven(false);
    assert.equal(gate.pass(), true, 'nothing is known yet');
    gate.proven(true);
    assert.equal(gate.pass(), false);
    assert.equal(gate.hasRoom, true);
  });
});
