import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createFrameTemplate } from '../../../../src/providers/dialects/frameTemplate.ts';

const frameOf = (content: string, blank = ''): string =>
  JSON.stringify({ id: 'a', choices: [{ index: 0, delta: { content }, finish_reason: null }] }).replace(
    '"content":',
    `"content":${blank}`,
  );

/** A template that has learned a frame with this text. */
function learned(text = 'const', blank = '') {
  const template = createFrameTemplate();
  template.learn(frameOf(text, blank), text);
  return template;
}

describe('a frame that differs from the one learned in its text alone', () => {
  test('gives its text, or nothing at all: never another', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, text, fc.constantFrom('', ' '), (first, second, blank) => {
        const read = learned(first, blank).textOf(frameOf(second, blank));
        if (read !== undefined) assert.equal(read, second);
      }),
    );
  });

  test('is not parsed, however its server writes JSON', () => {
    for (const blank of ['', ' ', '\n  '])
      for (const text of [' value', '模型', '', '👩‍👩‍👧‍👦', '\u2028'])
        assert.equal(learned('const', blank).textOf(frameOf(text, blank)), text);
  });

  test('is parsed when its text is written with an escape', () => {
    for (const text of ['\n', '"', '\\', 'a\u0001', '","finish_reason":"stop'])
      assert.equal(learned().textOf(frameOf(text)), undefined);
  });
});

describe('nothing is read out of', () => {
  const [head = '', tail = ''] = frameOf('const').split('const');

  for (const [what, data] of Object.entries({
    'another head': frameOf('x').replace('"id":"a"', '"id":"b"'),
    'another tail': frameOf('x').replace('null', '"stop"'),
    'a head alone': head,
    'a tail alone': tail,
    'a head and a tail that share characters': head.slice(0, -1) + tail,
    'a string that does not end': `${head}x`,
    'a line end, which JSON has to escape': `${head}a\nb${tail}`,
  })) {
    test(what, () => assert.equal(learned().textOf(data), undefined));
  }

  test('frames of a server that writes each differently: it is not tried for ever', () => {
    const template = createFrameTemplate();
    for (let index = 0; index < 100; index++) template.learn(frameOf('x').replace('"a"', `"${index}"`), 'x');
    assert.equal(template.textOf(frameOf('x').replace('"a"', '"99"')), undefined);
    assert.equal(template.textOf(frameOf('y').replace('"a"', '"31"')), 'y');
  });

  test('anything before a frame was learned', () => {
    assert.equal(createFrameTemplate().textOf(frameOf('x')), undefined);
  });

  test('a frame like one that names two texts: nobody knows which is which', () => {
    const two = '{"choices":[{"delta":{"content":"a"},"message":{"content":"a"}}]}';
    const template = createFrameTemplate();
    template.learn(two, 'a');
    assert.equal(template.textOf(two), undefined);
  });

  test('a frame like one whose text is somewhere else', () => {
    const template = createFrameTemplate();
    template.learn('{"choices":[{"delta":{"text":"a"}}],"content":"b"}', 'a');
    assert.equal(template.textOf('{"choices":[{"delta":{"text":"a"}}],"content":"c"}'), undefined);
  });
});
