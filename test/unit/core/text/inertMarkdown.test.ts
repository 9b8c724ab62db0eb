import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { isInertHtml } from '../../../../src/core/text/inertHtml.ts';
import { inertMarkdown } from '../../../../src/core/text/inertMarkdown.ts';

/** As the editor's preview reads Markdown; it lets every address pass. */
const preview = new MarkdownIt({ html: true, linkify: true });
preview.validateLink = () => true;

/** What a page would do for this, as far as the tokens tell. */
function dangersIn(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token) => {
    if (token.type === 'image' || token.type.startsWith('html_')) return [`${token.type} ${token.content}`];
    const href = String(token.attrGet('href') ?? 'https://x');
    return [...(/^https?:\/\//i.test(href) ? [] : [`link ${href}`]), ...dangersIn(token.children ?? [])];
  });
}

const dangers = (markdown: string): readonly string[] => dangersIn(preview.parse(markdown, {}));

/** Whether there is more to it than harmless tags. */
const isActive = (markdown: string): boolean =>
  dangers(markdown).some((danger) => !danger.startsWith('html_') || /<img/.test(danger));

/** What models write, and what nobody should. */
const piece = fc.constantFrom(
  ...[
    '![a](http://evil.example/x.png)',
    '![a][r]',
    '<img src=http://evil.example>',
    '<b>',
    '</b>',
    '<!-- -->',
  ],
  ...[
    '[a](command:x)',
    '[a](<command:x>)',
    '[a][r]',
    '[a]',
    '[r]: command:x',
    '<command:x>',
    '[a](https://x.example)',
  ],
  ...[
    '`',
    '``',
    '`a<b>`',
    '\\',
    '!',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '| ',
    ' |',
    '|-|-|\n',
  ],
  ...['# ', '- ', '> ', 'word', '**', '注意：', '&#99;', '\t'],
  ...[
    '\n```ts\nconst a: List<string> = x as ![b](c);\n```\n',
    '\n~~~\n<b>\n~~~\n',
    '\n```\n<i>',
    '\n   ',
    '\n```\n',
  ],
  ...['\n- a\n  ```\n', '\n     ```\n', '\n1. a\n   ~~~\n'],
);

suite('inert Markdown', () => {
  for (const [what, markdown, inert] of [
    ['a picture', 'See ![it](http://x.example/p.png).', 'See \\![it](http://x.example/p.png).'],
    ['HTML', 'a <img src=x> b </i>', 'a \\<img src=x> b \\</i>'],
    ['a link to a command', '[run](command:x?%5B%5D)', '[run\\](command:x?%5B%5D)'],
    ['a reference to a command', '[run]\n\n[run]: command:x', '[run]\n\n[run\\]: command:x'],
    ['an address that is one in disguise', '[run](&#99;ommand:x)', '[run\\](&#99;ommand:x)'],
    ['what only looks escaped', '\\\\<img src=x>', '\\\\\\<img src=x>'],
  ] as const)
    test(`shows ${what} as it is written`, () => {
      assert.equal(inertMarkdown(markdown), inert);
      assert.deepEqual(dangers(inert), []);
    });

  test('leaves code, comparisons and links into the web as they are', () => {
    const markdown = [
      '# A `List<String>` and ``a `<b>` c``',
      'If a < b and b <= c, see [the page](https://x.example/a) \\<here\\>.',
      '```html\n<img src="x">\n![a](b)\n```',
      '- one\n\n  ```ts\n  f<T>();\n  ```',
      '',
    ].join('\n\n');
    assert.equal(inertMarkdown(markdown), markdown);
    assert.deepEqual(dangers(inertMarkdown(markdown)), []);
  });

  test('closes a fence that is still open, so that what follows is no code', () => {
    assert.equal(inertMarkdown('```ts\nf();'), '```ts\nf();\n```');
    assert.equal(inertMarkdown('~~~~\n~~~'), '~~~~\n~~~\n~~~~');
  });

  test('does nothing, or is found out before it is shown', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const inert = inertMarkdown(pieces.join(''));
        if (isActive(inert)) assert.equal(isInertHtml(preview.render(inert)), false);
      }),
      { numRuns: 3000 },
    );
  });
});

suite('HTML that was made from Markdown', () => {
  test('is inert where it is text, links into the web and code', () => {
    const markdown =
      '# A\n\n- [x](https://x.example) by a.b@x.example `<img src=x>`\n\n|a|\n|:-:|\n|1|\n\n```html\n<script>\n```';
    assert.equal(isInertHtml(preview.render(markdown)), true);
  });

  for (const html of [
    '<img src="x">',
    '<p onclick="x()">',
    '<svg><use xlink:href="x"></svg>',
    '<a href="command:x">',
  ])
    test(`is not where it holds ${html}`, () => {
      assert.equal(isInertHtml(`<p>a</p>${html}`), false);
    });

  test('is found out whatever the Markdown was', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const markdown = pieces.join('');
        fc.pre(isActive(markdown));
        assert.equal(isInertHtml(preview.render(markdown)), false);
      }),
      { numRuns: 1000 },
    );
  });
});
