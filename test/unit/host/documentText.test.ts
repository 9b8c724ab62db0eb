import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { changedLines, replacements } from '../../../src/host/edit/documentText.ts';

const line = fc.constantFrom('', 'a', 'b', '你好', '  x');
const text = fc.array(line, { minLength: 1, maxLength: 12 });

suite('the text of a document as lines', () => {
  test('follows a change event as the editor applies it', () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.nat(),
        fc.array(line, { minLength: 1, maxLength: 4 }),
        (lines, a, b, fresh) => {
          const whole = lines.join('\n');
          const [from, to] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [
            number,
            number,
          ];
          const position = (offset: number) => {
            const before = whole.slice(0, offset).split('\n');
            return { line: before.length - 1, character: before.at(-1)!.length };
          };
          const inserted = fresh.join('\r\n');
          const changes = [{ range: { start: position(from), end: position(to) }, text: inserted }];
          assert.deepEqual(
            changedLines(lines, changes),
            (whole.slice(0, from) + fresh.join('\n') + whole.slice(to)).split('\n'),
          );
        },
      ),
    );
  });

  test('is turned into any other text by replacements apart from each other, with either line end', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('\n', '\r\n'), (before, after, newline) => {
        const edits = replacements(before, after, newline);
        const positions = edits.flatMap(({ start, end }) => [start, end]);
        const ordered = positions.toSorted(([a, x], [b, y]) => a - b || x - y);
        assert.deepEqual(positions, ordered);
        const changes = edits.map(({ start, end, text: fresh }) => ({
          range: {
            start: { line: start[0], character: start[1] },
            end: { line: end[0], character: end[1] },
          },
          text: fresh,
        }));
        assert.deepEqual(changedLines(before, changes.toReversed()), after);
      }),
    );
  });
});
