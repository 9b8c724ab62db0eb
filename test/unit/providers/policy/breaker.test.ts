import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Breaker, createBreaker } from '../../../../src/providers/policy/breaker.ts';

/** Lets a string of outcomes happen: `f` fails, `s` succeeds, a digit is that many tens of seconds passing. */
function played(outcomes: string): { readonly breaker: Breaker; readonly now: number } {
  const breaker = createBreaker();
  let now = 0;
  for (const outcome of outcomes) {
    if (outcome === 'f') breaker.failed(now, false);
    else if (outcome === 's') breaker.succeeded(now);
    else now += Number(outcome) * 10_000;
  }
  return { breaker, now };
}

describe('a breaker [F80]', () => {
  const TABLE: readonly (readonly [outcomes: string, state: string, why: string])[] = [
    ['ffff', 'closed', 'four failures may be bad luck'],
    ['fffff', 'open', 'five in a row are not'],
    ['ffffsf', 'closed', 'a success begins the row anew'],
    ['sfsfsfsfsf', 'open', 'half of ten have failed'],
    ['fsfsfsfsf', 'closed', 'nine are too few to tell'],
    ['ssfssfssfs', 'closed', 'less than half have failed'],
    ['sfsfsfsf6sf', 'closed', 'what was a minute ago is forgotten'],
    [`ffff${'s'.repeat(20)}ffff`, 'closed', 'only the last twenty are looked at'],
  ];
  for (const [outcomes, state, why] of TABLE) {
    test(`is ${state} after ${outcomes}: ${why}`, () => {
      const { breaker, now } = played(outcomes);
      assert.equal(breaker.state(now), state);
    });
  }

  test('stays open for 15 s, then lets one try, and twice as long after each trial that fails, to 2 min', () => {
    const { breaker } = played('fffff');
    let now = 0;
    for (const pauseMs of [15_000, 30_000, 60_000, 120_000, 120_000]) {
      assert.equal(breaker.waitMs(now), pauseMs);
      assert.equal(breaker.state(now + pauseMs - 1), 'open');
      now += pauseMs;
      assert.equal(breaker.state(now), 'ready');
      breaker.try();
      assert.equal(breaker.state(now), 'trying');
      assert.equal(breaker.failed(now, true), true);
    }
  });

  test('closes with a trial that succeeds, and its next pause is short again', () => {
    const { breaker } = played('fffff');
    breaker.try();
    breaker.failed(15_000, true);
    breaker.try();
    breaker.succeeded(45_000);
    assert.equal(breaker.state(45_000), 'closed');
    for (let count = 0; count < 5; count++) breaker.failed(46_000, false);
    assert.equal(breaker.waitMs(46_000), 15_000);
  });

  test('lets another try when a trial has shown neither', () => {
    const { breaker } = played('fffff');
    breaker.try();
    breaker.giveUp();
    assert.equal(breaker.state(15_000), 'ready');
  });

  test('is not kept open longer by what began before it opened', () => {
    const { breaker } = played('fffff');
    assert.equal(breaker.failed(5_000, false), false);
    breaker.try();
    assert.equal(breaker.failed(16_000, false), false);
    assert.equal(breaker.state(16_000), 'trying');
  });

  test('lets one try at once when the user says so', () => {
    const { breaker } = played('fffff');
    breaker.tryNow();
    assert.equal(breaker.state(0), 'ready');
    const closed = createBreaker();
    closed.tryNow();
    assert.equal(closed.state(0), 'closed');
  });

  test('has one trial out at most, and never opens before five failures', () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.nat(40_000), outcome: fc.constantFrom('fails', 'succeeds', 'is given up') }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const breaker = createBreaker();
        let now = 0;
        let failures = 0;
        for (const { afterMs, outcome } of all) {
          now += afterMs;
          const state = breaker.state(now);
          assert.notEqual(state, 'trying');
          if (state === 'open') {
            assert.ok(failures >= 5);
            assert.ok(breaker.waitMs(now) > 0 && breaker.waitMs(now) <= 120_000);
            continue;
          }
          const isTrial = state === 'ready';
          if (isTrial) breaker.try();
          if (outcome === 'fails') {
            failures++;
            breaker.failed(now, isTrial);
          } else if (outcome === 'succeeds') breaker.succeeded(now);
          else if (isTrial) breaker.giveUp();
        }
      }),
    );
  });
});
