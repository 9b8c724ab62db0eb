import * as fc from 'fast-check';

/** Lines of code that could be taken for markdown. */
const CODE_LINES = [
  'a = 1',
  '',
  '  indented',
  '\ttab',
  '> quote',
  '- item',
  '1. one',
  '``',
  '    ```',
  '# title',
  '中文',
];

const words = fc.constantFrom('text', '*text*', '`code`', 'two\nlines', '**重点：**后', 'a | b', '[x] done');

const fence = fc
  .tuple(
    fc.constantFrom('```', '````', '~~~'),
    fc.constantFrom('', 'ts', 'python title="a.py"'),
    fc.array(fc.constantFrom(...CODE_LINES), { maxLength: 4 }),
  )
  .map(([mark, info, code]) => [mark + info, ...code, mark].join('\n'));

/** Markdown as one writes it: paragraphs, fences, lists and quotes in each other, with blank lines between. */
export const arbitraryDocument: fc.Arbitrary<string> = fc.letrec<{ blocks: string; block: string }>(
  (tie) => ({
    blocks: fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((blocks) => blocks.join('\n\n')),
    block: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      words,
      fence,
      fc
        .array(tie('blocks'), { minLength: 1, maxLength: 3 })
        .map((items) => listOf(items, (index) => `${index + 1}. `)),
      fc.array(tie('blocks'), { minLength: 1, maxLength: 3 }).map((items) => listOf(items, () => '- ')),
      tie('blocks').map((text) => text.replace(/^/gm, '> ')),
    ),
  }),
).blocks;

function listOf(items: readonly string[], mark: (index: number) => string): string {
  return items.map((item, index) => mark(index) + indented(item, mark(index).length)).join('\n');
}

function indented(text: string, columns: number): string {
  return text.replace(/\n(?!\n|$)/g, `\n${' '.repeat(columns)}`);
}
