import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { codeBlockAt, linesOfText } from '../../../../src/core/chat/codeBlockAt.ts';
import { arbitraryDocument } from '../../media/markdown/arbitraryDocument.ts';
import { arbitraryMarkdown, CONTAINERS, FENCES, TEXTS } from '../../media/markdown/arbitraryMarkdown.ts';
import { markdownSamples } from '../../media/markdown/markdownSamples.ts';

const markdownIt = new MarkdownIt({ html: false });

/** Code by the line of its opener, as markdown-it reads it. */
function fencesOf(markdown: string): Map<number, string> {
  const fences = markdownIt.parse(markdown, {}).filter((token) => token.type === 'fence');
  return new Map(fences.map((token) => [token.map?.[0] ?? -1, token.content.replace(/\n$/, '')]));
}

/** The first line at which the two differ. */
function differenceOf(markdown: string): number | undefined {
  const fences = fencesOf(markdown);
  const lines = Array.from({ length: markdown.split('\n').length + 1 }, (_, line) => line);
  return lines.find((line) => codeBlockAt(markdown, line)?.code !== fences.get(line));
}

function assertAgrees(markdown: string): void {
  assert.equal(differenceOf(markdown), undefined, JSON.stringify(markdown));
}

describe('codeBlockAt', () => {
  it('gives code and language of the fence at its line, and nothing at other lines', () => {
    const markdown = 'Look:\n\n```ts title="a.ts"\nconst a = 1;\n\n```\n';
    assert.deepEqual(codeBlockAt(markdown, 2), {
      info: 'ts title="a.ts"',
      lineAbove: 'Look:',
      language: 'ts',
      code: 'const a = 1;\n',
    });
    for (const line of [-1, 0, 1, 3, 4, 5, 6, 1.5]) assert.equal(codeBlockAt(markdown, line), undefined);
  });

  it('takes off the indentation and the quote marks around a fence, and no more', () => {
    const markdown = '1. Run:\n   > ```\n   >   deep\n   > \tx\n   > ```\n';
    assert.deepEqual(codeBlockAt(markdown, 1), {
      info: '',
      lineAbove: '1. Run:',
      language: '',
      code: '  deep\n\tx',
    });
  });

  it('gives what has arrived of a fence that was cut', () => {
    assert.deepEqual(codeBlockAt('- a\n  ~~~python\n  if x:\n      y', 1), {
      info: 'python',
      lineAbove: '- a',
      language: 'python',
      code: 'if x:\n    y',
    });
  });

  for (const [name, markdown] of Object.entries(markdownSamples)) {
    it(`finds what markdown-it finds: ${name}`, () => assertAgrees(markdown));
  }

  it('finds what markdown-it finds in any nesting of lists, quotes and fences', () => {
    void fc.assert(fc.property(arbitraryDocument, assertAgrees), { numRuns: 2000 });
  });

  it('finds what markdown-it finds even in nonsense, but for one document in a thousand', () => {
    // markdown-it itself parts from CommonMark where a lazy line is indented deeply or stands in two quotes.
    const documents = fc.sample(arbitraryMarkdown(CONTAINERS, [...TEXTS, ...FENCES]), 5000);
    const different = documents.filter((markdown) => differenceOf(markdown) !== undefined);
    assert.ok(different.length <= 5, JSON.stringify(different));
  });

  it('reads a very long answer', () => {
    const markdown = `${'> - text\n'.repeat(20_000)}\n\n\`\`\`\n${'x\n'.repeat(50_000)}`;
    assert.equal(codeBlockAt(markdown, 20_002)?.code.length, 99_999);
  });
});

describe('linesOfText', () => {
  it('leaves out what markdown-it takes for code, and nothing else', () => {
    void fc.assert(
      fc.property(arbitraryDocument, (markdown) => {
        const lines = markdown.split('\n');
        const expected = [...lines];
        for (const { type, map } of markdownIt.parse(markdown, {}))
          if (map && (type === 'fence' || type === 'code_block')) expected.fill('', map[0], map[1]);
        assert.deepEqual(linesOfText(markdown), expected);
      }),
      { numRuns: 2000 },
    );
  });
});
