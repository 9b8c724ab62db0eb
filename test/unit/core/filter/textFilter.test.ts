import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compilePattern, PatternError, type PatternFault } from '../../../../src/core/filter/pattern.ts';
import { createTextFilter, type FilterRule } from '../../../../src/core/filter/textFilter.ts';

/** What stands in the place of a match. */
const masked = (label: string): string => `▇▇ [${label}]`;

const mask = (pattern: string, label = 'X'): FilterRule => ({ pattern, action: 'mask', label });
const stop = (pattern: string, label = 'X'): FilterRule => ({ pattern, action: 'stop', label });

function filter(rules: readonly FilterRule[], pieces: readonly string[]): string {
  const filtering = createTextFilter(rules);
  const shown = [...pieces.map((piece) => filtering.push(piece)), filtering.end()];
  const stopped = shown.find(({ stoppedBy }) => stoppedBy)?.stoppedBy;
  return shown.map(({ text }) => text).join('') + (stopped ? `<stopped by ${stopped.label}>` : '');
}

/** The text cut at arbitrary places, surrogate pairs included. */
const cut = (text: fc.Arbitrary<string>): fc.Arbitrary<{ text: string; pieces: string[] }> =>
  fc.tuple(text, fc.array(fc.nat(60), { maxLength: 8 })).map(([whole, places]) => {
    const at = [0, ...places.map((place) => Math.min(place, whole.length)), whole.length].sort(
      (a, b) => a - b,
    );
    return { text: whole, pieces: at.slice(1).map((end, index) => whole.slice(at[index], end)) };
  });

const SOME_TEXT = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', '密', '😀', 'é'),
  maxLength: 60,
});

describe('A filter of the model’s text', () => {
  const cases: readonly (readonly [string, readonly FilterRule[], string, string])[] = [
    ['masks a literal', [mask('secret', 'word')], 'a secret here', `a ${masked('word')} here`],
    ['masks each of several', [mask('ab')], 'abxab', `${masked('X')}x${masked('X')}`],
    ['takes the longest match', [mask('ab|abab')], 'abab', masked('X')],
    ['takes the leftmost match', [mask('bc', 'L'), mask('ab', 'R')], 'abc', `${masked('R')}c`],
    ['takes the first of two rules for the same text', [mask('ab', '1'), mask('ab', '2')], 'ab', masked('1')],
    ['knows words', [mask('\\bcat\\b')], 'cat concat cat', `${masked('X')} concat ${masked('X')}`],
    ['knows the edges of lines', [mask('^b$')], 'b\nab\nb', `${masked('X')}\nab\n${masked('X')}`],
    ['knows the word before a match that it took', [mask('a|\\bb')], 'ab', `${masked('X')}b`],
    ['ignores case when told', [mask('(?i)key-[a-f]+')], 'KEY-ABC!', `${masked('X')}!`],
    ['counts', [mask('\\d{3}-\\d{2,3}')], '12-123-4567', `12-${masked('X')}7`],
    ['reads classes and escapes', [mask('[^\\s\\]\\x41-\\x43]+\\.')], 'A]zy. ', `A]${masked('X')} `],
    ['masks characters beyond the first plane', [mask('😀+')], 'a😀😀b', `a${masked('X')}b`],
    ['goes on after what almost matched', [mask('aab')], 'aaab', `a${masked('X')}`],
    [
      'finds a match in what another had reached over',
      [mask('ab(c{5}d)?', '1'), mask('cc', '2')],
      'abccce',
      `${masked('1')}${masked('2')}ce`,
    ],
    [
      'stops before what it was to stop',
      [stop('rm -rf', 'danger')],
      'run rm -rf /',
      'run <stopped by danger>',
    ],
    ['stops at the first of two', [mask('b', 'm'), stop('a', 's')], 'b a b', `${masked('m')} <stopped by s>`],
    ['leaves half a match at the end', [mask('secret')], 'my secre', 'my secre'],
    ['without rules changes nothing', [], 'a😀b', 'a😀b'],
  ];
  for (const [name, rules, text, expected] of cases) {
    test(`${name}, however the text is cut`, () => {
      assert.equal(filter(rules, [text]), expected);
      assert.equal(filter(rules, [...text]), expected);
      assert.equal(filter(rules, text.split('')), expected);
    });
  }

  test('gives the same for any pieces of a text, by any rules', () => {
    const pattern = fc.constantFrom(
      ...[
        'a',
        'ab',
        'a+b',
        '(?:ab|b)+c',
        '\\ba{2,3}\\b',
        '[^a]{2}1',
        'a(?:b|bc)?1',
        '^c',
        'c$',
        '.密',
        '😀',
        '\\s+a',
      ],
    );
    const rules = fc.array(
      fc.record({
        pattern,
        action: fc.constantFrom('mask' as const, 'stop' as const),
        label: fc.constantFrom('p', 'q'),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(rules, cut(SOME_TEXT), (some, { text, pieces }) => {
        assert.equal(filter(some, pieces), filter(some, [text]));
      }),
      { numRuns: 2000 },
    );
  });

  test('finds what JavaScript finds, where its choice is the longest too', () => {
    const pattern = fc.constantFrom(
      'ab',
      '[ab]+',
      'a\\w*',
      '\\d+',
      '(?:ab)+',
      'b{2,4}',
      'a.c',
      '\\bab',
      'a+\\b',
      '[^\\n ]+1',
    );
    fc.assert(
      fc.property(pattern, cut(SOME_TEXT), (source, { text, pieces }) => {
        const expected = text.replace(new RegExp(source, 'gmu'), masked('X'));
        assert.equal(filter([mask(source)], pieces), expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('holds back only what may still become a match', () => {
    const filtering = createTextFilter([mask('secret')]);
    assert.equal(filtering.push('the s').text, 'the ');
    assert.equal(filtering.push('ec').text, '');
    assert.equal(filtering.push('ond').text, 'second');
    assert.equal(filtering.end().text, '');
  });

  test('never holds back more than its longest match, and forgets none of it', () => {
    const filtering = createTextFilter([mask('a[^z]*z')]);
    const longest = 4096;
    const text = `a${'b'.repeat(3 * longest)}`;
    const shown = filtering.push(text).text;
    assert.ok(shown.length >= text.length - longest);
    assert.equal(shown + filtering.end().text, text);
  });

  test('takes time in proportion to the text for patterns that take others years', () => {
    const text = `${'a'.repeat(20_000)}b`;
    for (const pattern of ['(?:a+)+c', '(?:a|aa)+c', '(?:a*)*c', 'a{0,200}a{0,200}c'])
      assert.equal(filter([mask(pattern)], [text]), text);
  });
});

describe('A pattern', () => {
  const refused: readonly (readonly [string, PatternFault, string?])[] = [
    ['', 'matches-nothing'],
    ['a*', 'matches-nothing'],
    ['a|', 'matches-nothing'],
    ['^$', 'matches-nothing'],
    ['(a)\\1', 'unknown-escape', '\\1'],
    ['(?=a)b', 'unknown-group'],
    ['(?<=a)b', 'unknown-group'],
    ['a+?b', 'repeated-repetition'],
    ['a**', 'repeated-repetition'],
    ['*a', 'nothing-to-repeat', '*'],
    ['(a', 'open-group'],
    ['a)', 'unopened-group'],
    ['[a', 'breaks-off'],
    ['[b-a]', 'bad-range'],
    ['[a-\\d]', 'bad-range'],
    ['a\\', 'breaks-off'],
    ['\\p{L}', 'unknown-escape', '\\p'],
    ['\\x4', 'no-such-character', '\\x'],
    ['a{3,2}', 'counts-reversed'],
    ['(?:a{999}){999}', 'too-long'],
    ['a'.repeat(5000), 'too-long'],
  ];
  for (const [pattern, fault, part = ''] of refused) {
    test(`like ${JSON.stringify(pattern.slice(0, 20))} is refused with its reason`, () => {
      assert.throws(() => compilePattern(pattern), { name: 'PatternError', fault, part });
    });
  }

  test('is compiled or refused, whatever it is', () => {
    const unit = fc.constantFrom(...'ab1\\()[]{}|*+?.^$-,:=<!dbx𝒳');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), cut(SOME_TEXT), (pattern, { text, pieces }) => {
        try {
          compilePattern(pattern);
        } catch (error) {
          assert.ok(error instanceof PatternError);
          return;
        }
        assert.equal(filter([mask(pattern)], pieces), filter([mask(pattern)], [text]));
      }),
      { numRuns: 3000 },
    );
  });
});
