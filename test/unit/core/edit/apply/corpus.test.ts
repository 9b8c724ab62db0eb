import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { EDITS_PAGE, editsTable, pageWith, runCorpus } from '../../../../corpus/edits/editsTable.ts';

/** So much of each kind is applied at least, in percent; what is not named must be refused always. */
const LEAST_APPLIED: Readonly<Record<string, number>> = {
  correct: 100,
  'indentation lost': 100,
  'indentation too deep': 100,
  'first line dedented': 95,
  'one context line indented otherwise': 90,
  'tabs for blanks': 100,
  'blanks for tabs': 100,
  'trailing blanks': 100,
  'blank lines lost': 95,
  'blank lines added': 95,
  CRLF: 100,
  'no final line break': 100,
  'wrong line numbers': 100,
  'wrong line counts': 95,
  'no line numbers': 100,
  'missing diff prefix': 95,
  'blank after the sign': 100,
  'smart quotes and full-width signs': 95,
  'context line missing': 95,
  'context line made up': 100,
  'context line retyped': 100,
  'elsewhere changed since': 100,
  'context changed since': 100,
  elisions: 80,
  'elisions right beside the change': 40,
  'elided search': 100,
  'several faults at once': 85,
  'little context': 75,
  'elisions by hand': 70,
  'blocks by hand': 40,
  'diffs by hand': 60,
  'parts by hand': 60,
  'found in real sources': 10,
};

suite('the corpus of edits that models got slightly wrong', () => {
  const rows = runCorpus();

  test('has several hundred cases of many kinds', () => {
    assert.ok(rows.length >= 35);
    assert.ok(rows.reduce((sum, { cases }) => sum + cases, 0) >= 3000);
  });

  test('has none that is applied otherwise than it is meant', () => {
    assert.deepEqual(
      rows.flatMap(({ wrong }) => wrong),
      [],
    );
  });

  for (const { kind, cases, applied, refused } of rows)
    test(`${kind}: ${applied} of ${cases} are applied and ${refused} are refused`, () => {
      assert.equal(applied + refused, cases);
      assert.ok(applied * 100 >= cases * (LEAST_APPLIED[kind] ?? 0), `only ${applied} of ${cases}`);
    });

  test('is what the page says: run `npm run docs:edits` after changing it', () => {
    const page = readFileSync(EDITS_PAGE, 'utf8');
    assert.equal(page, pageWith(page, editsTable(rows)));
  });
});
