import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createConcurrency } from '../../../../src/providers/policy/concurrency.ts';

describe('how many requests may be under way', () => {
  test('grows by one for each round that made full use of it, up to 32', () => {
    const concurrency = createConcurrency();
    for (const limit of [8, 9, 10]) {
      assert.equal(concurrency.limit, limit);
      for (let taken = 0; taken <= limit; taken++) concurrency.accepted(concurrency.round, limit);
    }
    for (let taken = 0; taken < 1000; taken++) concurrency.accepted(concurrency.round, 32);
    assert.equal(concurrency.limit, 32);
  });

  test('does not grow while it is not made use of', () => {
    const concurrency = createConcurrency();
    for (let taken = 0; taken < 100; taken++) concurrency.accepted(concurrency.round, 3);
    assert.equal(concurrency.limit, 8);
  });

  test('is halved once for all that were refused together', () => {
    const concurrency = createConcurrency();
    const { round } = concurrency;
    for (let refused = 0; refused < 5; refused++) concurrency.refused(round, 8);
    assert.equal(concurrency.limit, 4);
    concurrency.accepted(round, 8);
    assert.equal(concurrency.limit, 4, 'what was sent before says nothing of it');
  });

  test('stays between one and what the user allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(fc.boolean()), (most, outcomes) => {
        const concurrency = createConcurrency(most);
        for (const isTaken of outcomes) {
          if (isTaken) concurrency.accepted(concurrency.round, concurrency.limit);
          else concurrency.refused(concurrency.round, concurrency.limit);
          assert.ok(concurrency.limit >= 1 && concurrency.limit <= most);
        }
      }),
    );
  });
});
