import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { plainExcerpt } from '../../../../src/core/text/plainExcerpt.ts';

function around(markdown: string, found: string): string {
  const start = markdown.indexOf(found);
  return plainExcerpt(markdown, { start, end: start + found.length });
}

suite('an excerpt of Markdown', () => {
  const cases: readonly (readonly [what: string, markdown: string, found: string, excerpt: string])[] = [
    [
      'emphasis',
      'It *is* in **the rebate** ~~list~~ ***table***.',
      'rebate',
      'It is in the rebate list table.',
    ],
    ['code', 'Call `` a`b `` or `parse()` now', 'parse', 'Call a`b or parse() now'],
    [
      'links and pictures',
      'See [the *page*](https://a.example/x_(y) "t") ![or](a.png)',
      'page',
      'See the page or',
    ],
    [
      'titles, lists and quotations',
      '## One\n\n> - [x] two\n\n---\n* three\n1. four',
      'two',
      'One two three 1. four',
    ],
    ['tables', '| A | B |\n|---|--:|\n| one | two |', 'one', 'A B one two'],
    ['escapes', 'not \\*bold\\* at all', 'bold', 'not *bold* at all'],
    ['Chinese', '客户组的折扣写在**返利表**中。', '返利', '客户组的折扣写在返利表中。'],
  ];
  for (const [what, markdown, found, excerpt] of cases)
    test(`has no marks of ${what}`, () => assert.equal(around(markdown, found), excerpt));

  test('leaves code and names as they are', () => {
    const python = '```py\ndef __init__(self, *args, **kw):\n    # a `b` c\n```\nThen **call** it';
    assert.equal(around(python, 'self'), 'def __init__(self, *args, **kw): # a `b` c Then call it');
    assert.equal(around('a_b_c, 2 * 3 * 4 and x__y__z', 'and'), 'a_b_c, 2 * 3 * 4 and x__y__z');
    const long = `\`\`\`\n${'x = *a\n'.repeat(100)}y = *b*c\n`;
    assert.match(around(long, 'y ='), /= \*a y = \*b\*c$/);
  });

  test('shows what was looked for even where it is markup', () => {
    assert.match(around('the **rebate** table', '**rebate'), /\*\*rebate/);
    assert.match(around('see [it](https://example.com/page)', 'example.com'), /example\.com\/page/);
  });

  test('begins near the place, and says where it was cut', () => {
    const excerpt = around(`${'before '.repeat(60)}**here** ${'after '.repeat(60)}`, 'here');
    assert.match(excerpt, /^…e before before before before here after/);
    assert.match(excerpt, / aft…$/);
  });

  test('is one line in which the place is in sight, whatever the text', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '**',
        '`',
        '```\n',
        '\n',
        '|',
        '[a](b)',
        '_',
        '\\',
        '# ',
        '> ',
        '- ',
        '😀',
        '函',
        ' ',
        'word',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    const text = fc.array(part, { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const excerpt = plainExcerpt(`${before}needle${after}`, {
          start: before.length,
          end: before.length + 6,
        });
        const at = excerpt.indexOf('needle');
        assert.ok(at >= 0 && at <= 31, excerpt);
        assert.ok(excerpt.length <= 142 && !/[\n\r]/.test(excerpt), excerpt);
      }),
    );
  });
});
