import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  EVENT_FRAMING,
  type Frame,
  type Framing,
  LINE_FRAMING,
} from '../../../../src/providers/dialects/framing.ts';

interface Split {
  readonly frames: readonly Frame[];
  readonly tooLong: number;
}

function split(framing: Framing, pieces: readonly string[], longest = 1000): Split {
  const frames: Frame[] = [];
  let tooLong = 0;
  const splitter = framing.split(
    longest,
    (frame) => frames.push(frame),
    () => tooLong++,
  );
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return { frames, tooLong };
}

const dataOf = ({ frames }: Split): readonly string[] => frames.map(({ data }) => data);

describe('lines [F84]', () => {
  test('are frames of their own, whatever ends them, and blank ones are none', () => {
    assert.deepEqual(dataOf(split(LINE_FRAMING, ['{"a":1}\n\n{"b":2}\r\n  \n{"c":3}'])), [
      '{"a":1}',
      '{"b":2}',
      '{"c":3}',
    ]);
  });

  test('that arrive in pieces are the same lines', () => {
    const line = fc.string({ minLength: 1 }).map((text) => JSON.stringify(text));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(), { maxLength: 20 }), (lines, cuts) => {
        const text = lines.join('\n');
        const bounds = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const pieces = bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
        assert.deepEqual(dataOf(split(LINE_FRAMING, pieces, 10_000)), lines);
      }),
    );
  });
});

for (const [name, framing] of Object.entries({ EVENT_FRAMING, LINE_FRAMING })) {
  test(`${name}: a frame without an end is given up once, at its limit [F84][F10]`, () => {
    const endless = Array.from({ length: 50 }, () => 'data: xxxxxxxxxxxxxxxxxxxx');
    const { tooLong } = split(framing, endless, 100);
    assert.equal(tooLong, 1);
  });
}
