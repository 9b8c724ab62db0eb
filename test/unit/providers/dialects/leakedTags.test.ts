import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { createTagFilter } from '../../../../src/providers/dialects/leakedTags.ts';

interface Sorted {
  readonly text: string;
  readonly reasoning: string;
}

function sort(pieces: readonly string[]): Sorted {
  const events: StreamEvent[] = [];
  const filter = createTagFilter();
  for (const piece of pieces) filter.push(piece, (event) => events.push(event));
  filter.end((event) => events.push(event));
  const joined = (type: StreamEvent['type']): string =>
    events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
  return { text: joined('text-delta'), reasoning: joined('reasoning-delta') };
}

const CASES: readonly (readonly [string, string, Sorted])[] = [
  [
    'thoughts at the beginning are reasoning',
    '\n<think>\nHm.</think>\n\nYes.',
    { text: 'Yes.', reasoning: '\nHm.' },
  ],
  [
    'a box around the result is taken out',
    'So: <|begin_of_box|>42<|end_of_box|>.',
    { text: 'So: 42.', reasoning: '' },
  ],
  ['both', '<think>a</think><|begin_of_box|>b<|end_of_box|>', { text: 'b', reasoning: 'a' }],
  [
    'tags that a text is about stay',
    'Use <think> and </think>.',
    { text: 'Use <think> and </think>.', reasoning: '' },
  ],
  ['what only begins like a tag stays', '<thin>x<|begin', { text: '<thin>x<|begin', reasoning: '' }],
  ['an indented line keeps its blanks', '  return x', { text: '  return x', reasoning: '' }],
  ['thoughts that never end are reasoning', '<think>a</thi', { text: '', reasoning: 'a</thi' }],
  ['nothing but a beginning stays', ' <th', { text: ' <th', reasoning: '' }],
];

for (const [name, text, expected] of CASES) test(name, () => assert.deepEqual(sort([text]), expected));

test('wherever a text is cut, it is sorted in the same way', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('<think>', '</think>', '<|begin_of_box|>', '<|end_of_box|>', '\n', '<', '<|', '你好'),
  );
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 });
  fc.assert(
    fc.property(fc.array(part), cuts, (parts, shares) => {
      const text = parts.join('');
      const at = shares.map((share) => Math.round(share * text.length)).sort((a, b) => a - b);
      const bounds = [0, ...at, text.length];
      const pieces = bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
      assert.deepEqual(sort(pieces), sort([text]));
    }),
    { numRuns: 500 },
  );
});
