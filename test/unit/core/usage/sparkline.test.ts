import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sparkline } from '../../../../src/core/usage/sparkline.ts';

test('a sparkline goes from nothing to the full bar', () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), '▁▂▃▄▅▆▇█');
  assert.equal(sparkline([0, 0]), '▁▁');
  assert.equal(sparkline([]), '');
});

test('a sparkline shows what is little as more than nothing', () => {
  assert.equal(sparkline([0, 1, 1_000_000]), '▁▂█');
});

test('a sparkline has one bar a value, and the highest value has the full one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
      const bars = [...sparkline(values)];
      const highest = Math.max(...values);
      assert.equal(bars.length, values.length);
      if (highest > 0) assert.equal(bars[values.indexOf(highest)], '█');
    }),
  );
});
