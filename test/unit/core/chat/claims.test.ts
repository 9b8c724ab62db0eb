import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createMarkdownParser } from '../../../../media/markdown/markdownParser.ts';
import type { PlanNode } from '../../../../media/markdown/markdownPlan.ts';
import { planMarkdown } from '../../../../media/markdown/markdownStream.ts';
import { claimsIn } from '../../../../src/core/chat/claims.ts';
import { readableTarget } from '../../../../src/core/text/placeInFile.ts';
import { realAnswers } from '../../support/realAnswers.ts';

const parser = createMarkdownParser();

/** What the page shows as inline code or as a link, by which it finds claims again. */
function shownTexts(markdown: string): ReadonlySet<string> {
  const texts = new Set<string>();
  const see = (node: PlanNode): void => {
    if (node.kind === 'link') texts.add(readableTarget(node.target));
    if (node.kind === 'element' && node.tag === 'code')
      texts.add(node.children.map((child) => (child.kind === 'text' ? child.text : '')).join(''));
    if ('children' in node) node.children.forEach(see);
  };
  planMarkdown(parser, markdown).forEach(see);
  return texts;
}

const PIECES = [
  ...['`total()`', '`Cart.total`', '`src/a.ts:3`', '[a](src/a.ts:3)', '[购](源码/购.ts:7-9)', '`` a`b ``'],
  ...['\\`no()\\`', '`a.ts`', 'words', ' and ', '（`项目.总计()`）', '**`bold()`**', '[`x.ts:1`](./x.ts:1)'],
];

describe('the claims of an answer', () => {
  for (const [code, name, owner, isDistinct] of [
    ['total', 'total', '', false],
    ['total()', 'total', '', true],
    ['Cart.total(items, 3)', 'total', 'Cart', true],
    ['this.#items', 'items', '', true],
    ['std::sort', 'sort', 'std', true],
    ['cart->first', 'first', 'cart', true],
    ['a?.b', 'b', 'a', true],
    ['new Cart()', 'Cart', '', true],
    ['Map<string, number>', 'Map', '', false],
    ['discountOf', 'discountOf', '', true],
    ['MAX_SIZE', 'MAX_SIZE', '', true],
    ['购物车.总计()', '总计', '购物车', true],
  ] as const)
    it(`are names: ${code}`, () => {
      assert.deepEqual(claimsIn(`See \`${code}\`.`), [{ kind: 'name', text: code, name, owner, isDistinct }]);
    });

  for (const code of [
    ...[
      'true',
      'None',
      'async',
      'return',
      'string',
      'package.json',
      'cart.ts',
      'Node.js',
      'a + b',
      '-x',
      '3',
    ],
    ...['npm test', 'a.b.', '"text"', 'https://example.com/a', '../a.ts:3', '/etc/hosts:1', 'C:\\a.ts:1', ''],
  ])
    it(`are none of a language’s words, of files and of other code: ${code}`, () => {
      assert.deepEqual(claimsIn(`See \`${code}\`.`), []);
    });

  it('are places, as inline code and as links, each once', () => {
    const markdown =
      '`src/cart.ts:18-20`, [cart.ts:3](src/my%20cart.ts:3), [b](b.ts#L2-L4), `src/cart.ts:18-20`, [c](c.ts)';
    assert.deepEqual(claimsIn(markdown), [
      { kind: 'place', text: 'src/cart.ts:18-20', path: 'src/cart.ts', startLine: 18, endLine: 20 },
      { kind: 'place', text: 'src/my cart.ts:3', path: 'src/my cart.ts', startLine: 3, endLine: 3 },
      { kind: 'place', text: 'b.ts#L2-L4', path: 'b.ts', startLine: 2, endLine: 4 },
    ]);
  });

  it('are not looked for in code blocks, and not without end', () => {
    assert.deepEqual(claimsIn('```\n`total()`\n```\n\n    `total()`\n'), []);
    const many = Array.from({ length: 500 }, (_, index) => `\`name${index}()\``).join(' ');
    assert.equal(claimsIn(many).length, 80);
  });

  it('are what the page shows as code and links, whatever stands around', () => {
    const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join(' '));
    void fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('', '- ', '1. ', '> ', '## ', '| '), line)), (lines) => {
        const markdown = lines.map((parts) => parts.join('')).join('\n\n');
        const shown = shownTexts(markdown);
        for (const { text } of claimsIn(markdown)) assert.ok(shown.has(text), `${text} in ${markdown}`);
        for (const text of shown)
          if (/^[\p{L}.]+\(\)$|:\d/u.test(text) && !text.startsWith('x.ts'))
            assert.ok(
              claimsIn(markdown).some((claim) => claim.text === text),
              `${text} in ${markdown}`,
            );
      }),
    );
  });

  it('are found in any text in time that grows with it, and never throw', () => {
    void fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('`', '[', ']', '(', ')', 'a', '.', ' ', '\\', '\n', ':', '1') }),
        (text) => {
          for (const claim of claimsIn(text)) assert.notEqual(claim.text, '');
        },
      ),
    );
    for (const unit of ['`a', '[a', '` ', '[`](', 'a.']) claimsIn(unit.repeat(100_000));
  });

  it('are in answers as models write them', () => {
    const found = realAnswers.flatMap(({ text }) => {
      const shown = shownTexts(text);
      return claimsIn(text).map((claim) => shown.has(claim.text));
    });
    assert.ok(found.length > 5);
    assert.ok(found.every(Boolean));
  });
});
