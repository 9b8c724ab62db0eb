import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { barsOf } from '../../../../media/usage/chartGeometry.ts';

const SIZE = { width: 100, height: 50, gap: 2 };

suite('the bars of a chart', () => {
  test('are as high as their share of the greatest and stand on the ground', () => {
    const bars = barsOf([0, 5, 10], SIZE);
    assert.deepEqual(
      bars.map(({ y, height }) => [y, height]),
      [
        [50, 0],
        [25, 25],
        [0, 50],
      ],
    );
  });

  test('fill the width without touching', () => {
    const bars = barsOf([1, 1, 1, 1], SIZE);
    assert.equal(bars[0]?.x, 0);
    assert.ok(Math.abs(bars[3]!.x + bars[3]!.width - 100) < 1e-9);
    assert.ok(Math.abs(bars[1]!.x - (bars[0]!.x + bars[0]!.width) - 2) < 1e-9);
  });

  test('stay inside, and show whatever is not zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (values) => {
          for (const [index, bar] of barsOf(values, SIZE).entries()) {
            assert.ok(bar.y >= -1e-9 && bar.y + bar.height <= 50 + 1e-9);
            assert.equal(bar.height === 0, values[index] === 0);
          }
        },
      ),
    );
  });
});
