import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { DOCUMENT_ENDINGS, passagesOf } from '../../../../src/core/documents/passages.ts';

const places = (name: string, text: string) =>
  passagesOf(name, text).map(
    ({ line, endLine, headings, text: words }) => `${line}-${endLine} ${headings.join('>')}: ${words}`,
  );

suite('The passages of a document', () => {
  test('stand under their headings in Markdown, with the lines of the source', () => {
    const text = [
      ...['---', 'title: x', '---', '# Guide #', 'Intro.', '', '## Install', 'Run it.', '', 'Then wait.'],
      ...['', 'Under', '-----', 'Text', '', '```sh', '# no heading', '', 'x', '```', '### Deep', 'End'],
    ].join('\n');
    assert.deepEqual(places('a.md', text), [
      '1-3 : ---\ntitle: x\n---',
      '5-5 Guide: Intro.',
      '8-10 Guide>Install: Run it.\n\nThen wait.',
      '14-20 Guide>Under: Text\n\n```sh\n# no heading\n\nx\n```',
      '22-22 Guide>Under>Deep: End',
    ]);
  });

  test('have the levels of reStructuredText in the order of their use', () => {
    const text = ['=====', 'Title', '=====', 'A', '', 'Part', '----', 'B', '', 'Sub', '~~~', 'C'].join(
      '\r\n',
    );
    assert.deepEqual(places('a.rst', text), ['4-4 Title: A', '8-8 Title>Part: B', '12-12 Title>Part>Sub: C']);
  });

  test('take no heading from a listing in AsciiDoc', () => {
    const text = ['= Title', '', '== Part', '----', '== no', '----', 'text'].join('\n');
    assert.deepEqual(places('a.adoc', text), ['4-7 Title>Part: ----\n== no\n----\n\ntext']);
  });

  test('are what a reader sees of HTML', () => {
    const html = [
      '<html><head><title>no</title></head><body>',
      '<h1>The <em>first</em> &amp; last</h1>',
      '<!-- <p>no</p> --><script>no("<p>")</script>',
      '<p title="a > b">One',
      'two&#33;</p><p>1 < 2</p><style>',
      'no</style>end</body></html>',
    ].join('\n');
    assert.deepEqual(places('a.html', html), ['4-6 The first & last: One\ntwo!\n\n1 < 2\n\nend']);
  });

  test('hold a heading that is an entry by itself', () => {
    assert.deepEqual(places('a.md', '# Top\n## Faster start\n## Fix\ntext'), [
      '2-2 Top>Faster start: Faster start',
      '4-4 Top>Fix: text',
    ]);
  });

  test('of whatever text are short, in order, and leave no word of a plain text out', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('', '# a', '===', '---', '```', '<p>', '<!--', '<a "', '----'),
      fc.integer({ min: 1000, max: 5000 }).map((length) => 'long '.repeat(length / 5)),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 30 }),
        fc.constantFrom(...DOCUMENT_ENDINGS),
        (lines, ending) => {
          const text = lines.join('\n');
          const count = text.split(/\r\n|\n|\r/).length;
          let last = 1;
          const passages = passagesOf(`a.${ending}`, text);
          for (const { line: from, endLine, text: words } of passages) {
            assert.ok(words.length <= 1400);
            assert.ok(
              from >= last && endLine >= from && endLine <= count,
              `${last} ${from} ${endLine} ${count}`,
            );
            last = from;
          }
          if (ending === 'txt')
            assert.equal(
              passages
                .map((passage) => passage.text)
                .join('')
                .replace(/\s/g, ''),
              text.replace(/\s/g, ''),
            );
        },
      ),
    );
  });

  test('of markup that never closes are there in time that grows with its length only', () => {
    for (const part of ['<a "', '<!--', '<', '<script>', "<p title='", '&#x'])
      assert.ok(passagesOf('a.html', part.repeat(20_000)).length >= 0);
  });
});
