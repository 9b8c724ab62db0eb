import * as fc from 'fast-check';

/** Beginnings of lines: containers and indentation of every depth. */
export const CONTAINERS = [
  ...['', '', '', ' ', '  ', '   ', '    ', '     '],
  ...['> ', '>', '> > ', '- ', '-', '* ', '1. ', '2. ', '2) ', '- - ', '> - ', '- > ', '   - '],
];

export const FENCES = ['```', '```ts', '~~~', '````'];

export const TEXTS = [
  ...['', '', '', 'text', 'item', 'line  ', '10. x', '---', '===', '- - -', '***', '# title', '<b>', '\\'],
  ...[
    '**bold',
    'bold**',
    '`code',
    '``',
    '[ ] do',
    '[x] done',
    '![i](http://h/i)',
    '`a.ts:1`',
    '[`a.ts:1`',
    '注意：**重点。**后',
  ],
];

export const TABLES_AND_DEFINITIONS = [
  ...['a | b', '| a | b |', '|--|--|', '--|--'],
  ...['[x]: /u', '[x]: /u "t"', '"title', 'title"', '[x]', '[y][x]', '[y]: <v>'],
];

export const FORMULAS_AND_NOTES = [
  ...['$$', '$$', 'x $$', '$$ y', '\\[', '\\]', '$a$', '\\(b\\)', '- c', '= d'],
  ...[
    '[^1]: note',
    '[^2]:',
    '    in the note',
    'ref[^1]',
    '[^3]',
    '[!NOTE]',
    '~a~',
    'http://a.b/c',
    'www.a.b',
  ],
];

export const ODD_CHARACTERS = ['\t', '\r', '\0', '\ttab'];

/** Lines of pieces that mean something in markdown, put together without sense. */
export function arbitraryMarkdown(
  containers: readonly string[],
  bodies: readonly string[],
): fc.Arbitrary<string> {
  const line = fc
    .tuple(fc.constantFrom(...containers), fc.constantFrom(...containers), fc.constantFrom(...bodies))
    .map((parts) => parts.join(''));
  return fc
    .tuple(
      fc.array(line, { maxLength: 14 }),
      fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n'),
      fc.constantFrom('', '\n', '\n\n'),
    )
    .map(([lines, newline, end]) => lines.join(newline) + end);
}
