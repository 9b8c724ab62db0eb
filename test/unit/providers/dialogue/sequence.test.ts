import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSequence } from '../../../../src/providers/dialogue/sequence.ts';

test('items come out once and in order, whatever the order and however often they come in', () => {
  const arrivals = fc.integer({ min: 1, max: 60 }).chain((count) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const again = fc.array(fc.integer({ min: 1, max: count }), { maxLength: 40 });
    return again.chain((more) =>
      fc
        .shuffledSubarray([...numbers, ...more], { minLength: count + more.length })
        .map((order) => ({ count, order })),
    );
  });
  fc.assert(
    fc.property(arrivals, ({ count, order }) => {
      const sequence = createSequence<number>();
      const out = order.flatMap((number) => sequence.push(number, number));
      assert.deepEqual(
        out,
        Array.from({ length: count }, (_, index) => index + 1),
      );
      assert.equal(sequence.last, count);
      assert.equal(sequence.hasGap, false);
    }),
  );
});

test('what has no number does not wait, and what waits too long is known', () => {
  const sequence = createSequence<string>();
  assert.deepEqual(sequence.push(2, 'b'), []);
  assert.deepEqual(sequence.push(undefined, 'progress'), ['progress']);
  assert.equal(sequence.hasGap, true);
  for (let number = 3; number < 300; number++) sequence.push(number, 'x');
  assert.equal(sequence.isStuck, true);
  sequence.rewind();
  assert.equal(sequence.hasGap, false);
  assert.deepEqual(sequence.push(1, 'a'), ['a']);
});
