import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { fitEdit } from '../../../../../src/core/edit/apply/fitEdit.ts';
import { parseModelEdit } from '../../../../../src/core/edit/apply/parseModelEdit.ts';
import { diffLines } from '../../../../../src/core/edit/lineDiff.ts';
import { asDiff, asSearchReplace, hunksOf, type WrittenHunk } from '../../../../corpus/edits/forms.ts';

const PATH = 'notes.txt';

const fitted = (document: string, code: string) => {
  const [file, ...others] = parseModelEdit({ code, info: '', lineAbove: '' }).files;
  assert.ok(file && others.length === 0);
  return fitEdit(document, file, PATH);
};

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'omega', '数据', 'run(x)', 'x = 1', '}');
const line = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constantFrom('', '  ', '    ', '\t'), word, word).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constant('') },
);

/** A document whose lines differ, and one whose lines often do not. */
const numbered = fc
  .array(line, { minLength: 4, maxLength: 40 })
  .map((lines) => lines.map((text, at) => (text === '' ? '' : `${text} ${at}`)));
const repeated = fc.array(line, { minLength: 4, maxLength: 40 });

interface Change {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Some ranges of a document's lines replaced by others. */
const changeOf = (
  document: fc.Arbitrary<readonly string[]>,
  fresh: fc.Arbitrary<string>,
): fc.Arbitrary<Change> =>
  document.chain((before) =>
    fc
      .array(
        fc.record({
          at: fc.nat(before.length),
          removed: fc.nat(3),
          lines: fc.array(fresh, { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((steps) => {
        let after = [...before];
        for (const { at, removed, lines } of [...steps].sort((a, b) => b.at - a.at))
          after = after.toSpliced(at, removed, ...lines);
        return { before, after };
      }),
  );

const text = (lines: readonly string[]): string => lines.map((one) => `${one}\n`).join('');

const isSolid = (some: string): boolean => some.trim() !== '';

const isSensible = ({ before, after }: Change): boolean =>
  text(before) !== text(after) && before.some(isSolid) && after.some(isSolid);

const forms = (
  { before, after }: Change,
  change = (hunk: WrittenHunk): WrittenHunk => hunk,
): readonly string[] => {
  const hunks = hunksOf(text(before), text(after), 3).map(change);
  return [asSearchReplace(PATH, hunks), asDiff(PATH, hunks)];
};

suite('an edit that a model wrote', () => {
  test('gives the wanted document in each of its forms, when it is right and its place is clear', () => {
    const fresh = fc.tuple(line, fc.nat()).map(([one, number]) => (one === '' ? '' : `${one} new${number}`));
    fc.assert(
      fc.property(changeOf(numbered, fresh).filter(isSensible), (change) => {
        for (const code of forms(change)) {
          const result = fitted(text(change.before), code);
          assert.ok(result.fits, JSON.stringify(result));
          assert.equal(result.text, text(change.after));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('gives the wanted document or none, whatever repeats', () => {
    fc.assert(
      fc.property(changeOf(repeated, line).filter(isSensible), (change) => {
        for (const code of forms(change)) {
          const result = fitted(text(change.before), code);
          if (result.fits) assert.equal(result.text, text(change.after));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same document or none, however the blanks of its context are', () => {
    const fresh = fc.tuple(line, fc.nat()).map(([one, number]) => (one === '' ? '' : `${one} new${number}`));
    const blanks = fc.array(fc.constantFrom('keep', 'behind', 'inside', 'deeper', 'line'), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(changeOf(numbered, fresh).filter(isSensible), blanks, fc.nat(4), (change, how, shift) => {
        const perturbed = ({ start, lines }: WrittenHunk): WrittenHunk => ({
          start,
          lines: lines.flatMap((one, at) => {
            const { sign, text: old } = one;
            const shifted = isSolid(old) ? { sign, text: ' '.repeat(shift) + old } : one;
            if (sign !== ' ') return [shifted];
            const isAmong = lines[at - 1]?.sign === ' ' && lines[at + 1]?.sign === ' ';
            if (!isSolid(old)) return how[at] === 'line' && isAmong ? [] : [shifted];
            if (how[at] === 'behind') return [{ sign, text: `${shifted.text}  ` }];
            if (how[at] === 'inside') return [{ sign, text: shifted.text.replace(/(\S) (\S)/, '$1   $2') }];
            // One line alone that is deeper: with others that are not, no rule explains it.
            const known = lines.filter((each) => each.sign !== '+' && isSolid(each.text)).length;
            if (how[at] === 'deeper' && at === 1 && known > 2) return [{ sign, text: ` ${shifted.text}` }];
            return how[at] === 'line' && isAmong ? [shifted, { sign, text: '' }] : [shifted];
          }),
        });
        for (const code of forms(change, perturbed)) {
          const result = fitted(text(change.before), code);
          if (result.fits) assert.equal(result.text, text(change.after));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('leaves every byte outside of what it changes, whatever ends the lines', () => {
    const fresh = fc.tuple(line, fc.nat()).map(([one, number]) => (one === '' ? '' : `${one} new${number}`));
    const ends = fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(
        changeOf(numbered, fresh).filter(isSensible),
        ends,
        fc.boolean(),
        (change, breaks, isOpen) => {
          const { before, after } = change;
          const written = before.map((one, at) => one + breaks[at]!);
          const document = isOpen ? written.join('').replace(/\r?\n$/, '') : written.join('');
          fc.pre(/\n/.test(document) && (!isOpen || isSolid(before.at(-1)!)));
          for (const code of forms(change)) {
            const result = fitted(document, code);
            assert.ok(result.fits, JSON.stringify(result));
            const lines = text(after).split('\n');
            assert.deepEqual(result.text.split(/\r?\n/), isOpen ? lines.slice(0, -1) : lines);
            let position = 0;
            const kept: string[] = [];
            for (const { oldStart, oldEnd } of diffLines(before, after)) {
              kept.push(written.slice(position, oldStart).slice(0, -1).join(''));
              position = oldEnd;
            }
            kept.push(written.slice(position).slice(0, -1).join(''));
            for (const part of kept) assert.ok(result.text.includes(part), JSON.stringify(part));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('ends with a text or with reasons, whatever it is', () => {
    const piece = fc.oneof(
      line,
      fc.constantFrom(
        '<<<<<<< SEARCH',
        '=======',
        '>>>>>>> REPLACE',
        '@@ -1,2 +1,2 @@',
        '@@',
        '--- a/x.ts',
        '+++ b/x.ts',
        '*** Begin Patch',
        '*** Update File: x.ts',
        '// ... existing code ...',
        '\\ No newline at end of file',
      ),
      line.map((one) => `+${one}`),
      line.map((one) => `-${one}`),
      line.map((one) => ` ${one}`),
      fc.string(),
    );
    fc.assert(
      fc.property(
        repeated,
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom('', 'diff', 'ts'),
        (before, code, info) => {
          for (const file of parseModelEdit({ code: code.join('\n'), info, lineAbove: '' }).files) {
            const result = fitEdit(text(before), file, 'x.ts');
            assert.ok(result.fits || result.refusals.length > 0);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
