import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fitEdit } from '../../../../../src/core/edit/apply/fitEdit.ts';
import { parseModelEdit } from '../../../../../src/core/edit/apply/parseModelEdit.ts';
import { refusalText } from '../../../../../src/core/edit/apply/refusalText.ts';
import { translator } from '../../../../../src/core/text/translate.ts';

const fitted = (document: string, code: string, path = 'a.js') =>
  fitEdit(document, parseModelEdit({ code, info: '', lineAbove: '' }).files[0]!, path);

const block = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

const FILE =
  'function sum(values) {\n  let total = 0;\n  for (const value of values) total += value;\n  return total;\n}\n';

suite('an edit that does not fit', () => {
  test('says which of its hunks, where the nearest text is, and what differs there', () => {
    const code = [
      block('  let total = 0;', '  let total = 1;'),
      block('  for (const value of values) total += value.price;\n  return total;', '  return sum(values);'),
    ].join('\n');
    const result = fitted(FILE, code);
    assert.ok(!result.fits);
    assert.deepEqual(
      result.refusals.map(({ reason, hunk, places, nearest }) => ({
        reason,
        hunk,
        places,
        range: nearest?.range,
      })),
      [
        {
          reason: 'changed-since',
          hunk: 1,
          places: [{ startLine: 2, endLine: 4 }],
          range: { startLine: 2, endLine: 4 },
        },
      ],
    );
    const [refusal] = result.refusals;
    assert.ok(refusal!.nearest!.similarity > 0.7 && refusal!.nearest!.similarity < 1);
    assert.deepEqual(refusal!.nearest!.difference, [
      { in: 'document', text: '  for (const value of values) total += value;' },
      { in: 'edit', text: '  for (const value of values) total += value.price;' },
      { in: 'both', text: '  return total;' },
    ]);
    assert.equal(
      refusalText(result.refusals, 'a.js', translator()),
      `This edit does not fit a.js: what it changes is not as the model saw it. The nearest text is in lines 3 to 4, ${Math.round(refusal!.nearest!.similarity * 100)} % alike. The file has “for (const value of values) total += value;” where the edit has “for (const value of values) total += value.price;”.`,
    );
  });

  test('says in which places it would fit when there are several', () => {
    const result = fitted('a();\nb();\na();\n', block('a();', 'c();'));
    assert.ok(!result.fits);
    assert.deepEqual(result.refusals, [
      {
        reason: 'ambiguous',
        hunk: 0,
        places: [
          { startLine: 0, endLine: 1 },
          { startLine: 2, endLine: 3 },
        ],
      },
    ]);
    assert.match(refusalText(result.refusals, 'a.js', translator()), /lines 1, 3\.$/);
  });

  test('has what it would become where only the user’s word is missing', () => {
    const result = fitted(FILE, block('  return total;\n}', '  return total;'));
    assert.ok(!result.fits);
    assert.equal(result.refusals[0]?.reason, 'unbalanced');
    assert.equal(result.ifConfirmed, FILE.replace('}\n', ''));
  });

  test('tells a file that is there, one that would be emptied, and one that is deleted', () => {
    const create = '--- /dev/null\n+++ b/a.js\n@@ -0,0 +1 @@\n+one();';
    const made = fitted('', create);
    assert.deepEqual(made.fits && made.text, 'one();\n');
    const there = fitted('two();\n', create);
    assert.ok(!there.fits);
    assert.deepEqual([there.refusals[0]?.reason, there.ifConfirmed], ['file-exists', 'one();\n']);
    const same = fitted('one();\n', create);
    assert.ok(!same.fits);
    assert.equal(same.refusals[0]?.reason, 'already-applied');
    const emptied = fitted('one();\n', '--- a/a.js\n+++ b/a.js\n@@ -1 +0,0 @@\n-one();');
    assert.ok(!emptied.fits);
    assert.equal(emptied.refusals[0]?.reason, 'would-empty-file');
    const gone = fitted('one();\n', '--- a/a.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-one();');
    assert.deepEqual(gone.fits && gone.text, '');
  });

  test('comes to an end, however large it is and however much repeats', () => {
    const same = 'x = compute(1)\n'.repeat(10_000);
    const lines = Array.from({ length: 10_000 }, (_, at) => `  const value${at % 7} = compute(${at});`);
    const many = Array.from({ length: 900 }, (_, at) => block(`${lines[at]} // not there`, 'y')).join('\n');
    const reasonOf = (document: string, code: string, path?: string): string | undefined => {
      const result = fitted(document, code, path);
      return result.fits ? undefined : result.refusals[0]?.reason;
    };
    assert.equal(reasonOf(same, block(same.slice(0, 60_000).trimEnd(), 'y')), 'ambiguous');
    assert.equal(reasonOf(same, block(lines.slice(0, 5000).join('\n'), 'y')), 'too-large');
    assert.equal(reasonOf(lines.join('\n'), many), 'ambiguous');
    assert.equal(reasonOf(lines.join('\n'), `${many}\n${many}`), 'too-large');
    assert.equal(
      reasonOf(lines.join('\n'), lines.slice(0, 3000).join(' \n').replaceAll('value', 'v'), 'a.md'),
      'unanchored',
    );
    assert.equal(reasonOf(`${'('.repeat(100_000)}\nb();\n`, block('b();', 'c();')), undefined);
    assert.equal(reasonOf('a();\n', `// ${'the rest '.repeat(50_000)}`), 'unanchored');
  });
});
