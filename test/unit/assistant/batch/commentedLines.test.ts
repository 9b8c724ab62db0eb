import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { commentedLines } from '../../../../src/assistant/batch/commentedLines.ts';

const fenced = (lines: readonly string[]): string =>
  `Here it is:\n\n~~~~~~\n${lines.join('\n')}\n~~~~~~\nDone.\n`;

const line = fc.constantFrom('', 'a', 'b', '  c', '// d', '}', '```');

/** Whether all of `part` are in `whole`, in the same order. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const each of whole) if (at < part.length && each === part[at]) at++;
  return at === part.length;
}

suite('the comments of an answer', () => {
  test('never take a line of code away or alter it, whatever the model writes', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(line, { minLength: 1 }), (original, written) => {
        const result = commentedLines(original, fenced(written));
        assert.ok(result);
        assert.ok(isWithin(original, result.lines));
        assert.equal(result.lines.length, original.length + result.inserted);
      }),
    );
  });

  test('are all taken when nothing but lines was inserted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), line), { minLength: 1 }), (marked) => {
        const original = [...marked.flatMap(([isNew, text]) => (isNew ? [] : [text])), 'end'];
        const written = [...marked.map(([, text]) => text), 'end'];
        const result = commentedLines([...original, ''], fenced(written));
        assert.deepEqual(result?.lines, [...written, '']);
        assert.equal(result?.leftOut, 0);
      }),
    );
  });

  test('leave out a place where the model changed code, and say so', () => {
    const original = ['function add(a, b) {', '  return a + b;', '}'];
    const written = ['/** Adds. */', 'function add(a, b) {', '  return b + a;', '}'];
    assert.deepEqual(commentedLines(original, fenced(written)), {
      lines: ['/** Adds. */', ...original],
      inserted: 1,
      leftOut: 1,
    });
  });

  test('are none when the answer has no code, or half of it', () => {
    assert.equal(commentedLines(['a'], 'Everything has a comment already.'), undefined);
    assert.equal(commentedLines(['a'], '```js\n// half'), undefined);
  });
});
