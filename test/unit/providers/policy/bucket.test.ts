import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createBucket, requestsPerMinute, tokensPerMinute } from '../../../../src/providers/policy/bucket.ts';

describe('a bucket', () => {
  test('is never below empty nor above full, whatever is taken and whenever', () => {
    const takes = fc.array(
      fc.record({ amount: fc.double({ min: 0, max: 500, noNaN: true }), afterMs: fc.nat(90_000) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), takes, (perMinute, steps) => {
        const size = tokensPerMinute(perMinute);
        const bucket = createBucket(size, 0);
        let now = 0;
        for (const { amount, afterMs } of steps) {
          now += afterMs;
          bucket.take(amount, now);
          assert.ok(bucket.level(now) >= 0 && bucket.level(now) <= size.capacity);
        }
      }),
    );
  });

  test('lets what it told to wait take its share when the time has come, and not before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        (perMinute, taken, wanted) => {
          const bucket = createBucket(tokensPerMinute(perMinute), 0);
          bucket.take(taken, 0);
          const waitMs = bucket.waitMs(wanted, 0);
          if (waitMs > 1) assert.ok(bucket.waitMs(wanted, waitMs - 2) > 0);
          assert.equal(bucket.waitMs(wanted, waitMs), 0);
        },
      ),
    );
  });

  test('lets what is more than it holds wait until it is full, and no longer', () => {
    const bucket = createBucket(tokensPerMinute(600), 0);
    bucket.take(600, 0);
    assert.equal(bucket.waitMs(1_000_000, 0), 60_000);
  });

  test('for requests lets out no more than its number in any minute, greedy as they may be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.array(fc.nat(20_000), { maxLength: 40 }),
        (perMinute, pauses) => {
          const bucket = createBucket(requestsPerMinute(perMinute), 0);
          const sentAt: number[] = [];
          let now = 0;
          for (const pauseMs of [0, ...pauses]) {
            now += pauseMs;
            for (let burst = 0; burst < perMinute; burst++) {
              now += bucket.waitMs(1, now);
              bucket.take(1, now);
              sentAt.push(now);
            }
          }
          for (let index = perMinute; index < sentAt.length; index++)
            assert.ok(sentAt[index]! - sentAt[index - perMinute]! >= 60_000 - 1);
        },
      ),
      { numRuns: 50 },
    );
  });
});
