import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMarkdownParser } from '../../../../media/markdown/markdownParser.ts';
import { planMarkdown } from '../../../../media/markdown/markdownStream.ts';
import { seamPlace } from '../../../../media/markdown/seamPlace.ts';
import { realAnswers } from '../../support/realAnswers.ts';

const parser = createMarkdownParser();
/** The place of the `│` in the text. */
const placeIn = (text: string, isWhole = true) =>
  seamPlace(parser, text.replace('│', ''), text.indexOf('│'), isWhole);

describe('The place of a seam', () => {
  test('is before the block that begins there', () => {
    assert.deepEqual(placeIn('One.\n\n│Two.\n'), { block: 1, after: '' });
    assert.deepEqual(placeIn('One.│\n\nTwo.\n'), { block: 1, after: '' });
    assert.deepEqual(placeIn('One.\n\n│```ts\na\n```\n'), { block: 1, after: '' });
  });

  test('is before the block that it cuts, with the words before it', () => {
    assert.deepEqual(placeIn('One.\n\nIt is **two│ and** three.\n'), { block: 1, after: 'It is two' });
    assert.deepEqual(placeIn('- a\n- b│c\n'), { block: 0, after: '- b' });
    assert.deepEqual(placeIn('One.\n\n```ts\nconst a = 1;\nconst│ b = 2;\n```\n'), {
      block: 1,
      after: 'const',
    });
  });

  test('is known when the line is whole', () => {
    assert.equal(placeIn('One.\n\n│Tw', false), undefined);
    assert.equal(placeIn('One.│'), undefined);
    assert.deepEqual(placeIn('One.\n\n│Tw'), { block: 1, after: '' });
  });

  test('is one of the blocks that are shown, wherever an answer was cut', () => {
    for (const { name, text } of realAnswers) {
      const { length } = planMarkdown(parser, text);
      let last = 0;
      for (let at = 0; at < text.length; at += 7) {
        const place = seamPlace(parser, text, at, true);
        assert.ok(place && place.block >= last && place.block < length, `${name} at ${at}`);
        last = place.block;
      }
    }
  });
});
