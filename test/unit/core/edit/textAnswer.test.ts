import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { TextAnswer } from '../../../../src/core/edit/textAnswer.ts';

function read(deltas: readonly string[], keepsFence = false): string {
  const lines: string[] = [];
  const answer = new TextAnswer((line) => lines.push(line), keepsFence);
  for (const delta of deltas) answer.push(delta);
  answer.end();
  return lines.join('\n');
}

/** Lines that a document may have, fences of both lengths among them. */
const line = fc.constantFrom(
  '# Title',
  'words',
  '',
  '```',
  '```js',
  '````',
  '~~~',
  '  indented',
  '| a | b |',
  '- x',
);

/** Documents whose code blocks are all closed, as those of models are. */
const documentLines = fc
  .array(
    fc.oneof(
      fc.constantFrom('# Title', 'words', '', '- x'),
      fc.constantFrom('```js\ncode\n```', '```\ncode\n\n\nmore\n```', '~~~\n```\n~~~'),
    ),
  )
  .map((parts) => parts.join('\n'))
  .filter((text) => text.trim() !== '')
  .map((text) => text.replace(/^\s*\n|\s+$/g, ''))
  .filter((text) => !/^(`|~|\s)/.test(text));

suite('An answer that is a text as a whole', () => {
  test('is taken without blank lines around it', () => {
    assert.equal(read(['\n\n# A\n', '\ntext\n\n\n']), '# A\n\ntext');
  });

  test('loses the fence around all of it, and no fence of its own', () => {
    const own = '# A\n\n```sh\nnpm ci\n```\n\n```\nplain\n```';
    assert.equal(read([`\`\`\`markdown\n${own}\n\`\`\`\n`]), own);
    assert.equal(read([`\`\`\`\`md\n${own}\n\`\`\`\``]), own);
    assert.equal(read([own]), own);
  });

  test('keeps a first fence where the text begins with one, or one that names a language', () => {
    const own = '```\ncode\n```\nwords';
    assert.equal(read([own], true), own);
    const python = '```python\ncode\n```\nwords';
    assert.equal(read([python]), python);
  });

  test('has lines without a carriage return', () => {
    assert.equal(read(['a\r\nb\r\n']), 'a\nb');
  });

  test('is the same however it is cut into deltas', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), fc.boolean(), (lines, cuts, keepsFence) => {
        const text = lines.join('\n');
        const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
        const deltas = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        assert.equal(read(deltas, keepsFence), read([text], keepsFence));
      }),
    );
  });

  test('comes through whole, wrapped or not', () => {
    fc.assert(
      fc.property(documentLines, fc.constantFrom('', '```', '````', '~~~~~'), (text, wrapper) => {
        const answer = wrapper === '' ? text : `${wrapper}\n${text}\n${wrapper}`;
        assert.equal(read([answer]), text);
      }),
    );
  });
});
