import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createRetryBudget, type RetryBudget } from '../../../../src/providers/policy/retryBudget.ts';

const failing = (budget: RetryBudget, times: number): RetryBudget => {
  for (let failure = 0; failure < times; failure++) budget.failed();
  return budget;
};

describe('the budget for repetitions', () => {
  test('bears four failures, and not a fifth', () => {
    assert.equal(
      failing(
        createRetryBudget(() => 0),
        4,
      ).allowsRetry,
      true,
    );
    assert.equal(
      failing(
        createRetryBudget(() => 0),
        5,
      ).allowsRetry,
      false,
    );
  });

  test('regains half a failure with a success, and one in thirty seconds', () => {
    const budget = failing(
      createRetryBudget(() => 0),
      5,
    );
    budget.succeeded();
    assert.equal(budget.allowsRetry, true);
    const lower = failing(
      createRetryBudget(() => 0),
      6,
    );
    for (const allowed of [false, false, true]) {
      lower.succeeded();
      assert.equal(lower.allowsRetry, allowed);
    }
    let now = 0;
    const later = failing(
      createRetryBudget(() => now),
      6,
    );
    now = 30_000;
    assert.equal(later.allowsRetry, false);
    now = 30_001;
    assert.equal(later.allowsRetry, true);
  });

  test('regains it once, however often it is asked for in between, and from whatever moment it is counted', () => {
    let now = 1_000_000;
    const budget = failing(
      createRetryBudget(() => now),
      6,
    );
    for (; now <= 1_030_000; now += 1000) assert.equal(budget.allowsRetry, false, `${now}`);
    assert.equal(budget.allowsRetry, true);
  });

  test('is never overdrawn: a long outage is forgotten in two and a half minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 1000 }), (failures) => {
        let now = 0;
        const budget = failing(
          createRetryBudget(() => now),
          failures,
        );
        now = 151_000;
        assert.equal(budget.allowsRetry, true);
      }),
    );
  });
});
