import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { specExamples } from '../../unit/media/markdown/specExamples.ts';
import type { MarkdownProbe } from './support/markdownProbe.ts';
import { mediaPages } from './support/mediaPages.ts';

declare const markdownProbe: MarkdownProbe;

/** Examples that are shown otherwise on purpose, by number: nothing else may differ. */
const DECLARED: readonly { readonly because: string; readonly numbers: readonly number[] }[] = [
  {
    because: 'markup of HTML is shown as the text that it is',
    numbers: [
      ...[21, 31, ...range(148, 191), 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536],
      ...[...range(613, 617), 623, ...range(625, 631), 642, 643],
    ],
  },
  { because: 'a link to nowhere is none', numbers: [200, 486] },
  { because: 'GitHub makes links of addresses that no mark stands around', numbers: [608, 611, 612] },
  { because: 'links go to web and mail addresses and to files only', numbers: [596, 598, 599, 601] },
];

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

describe('CommonMark’s own examples', () => {
  const pages = mediaPages();
  const openPage = async (): Promise<Page> =>
    (await pages.open({ name: 'markdown', surface: 'sidebar' })).page;

  it('are shown as the specification asks', async () => {
    const page = await openPage();
    const shown = await page.evaluate(
      (sources) => markdownProbe.whole(sources),
      specExamples.map(({ markdown }) => markdown),
    );
    const asked = await page.evaluate(
      (html) => markdownProbe.outlinesOfHtml(html),
      // The policy speaks up for a style sheet even in a document that is only read.
      specExamples.map(({ html }) => html.replaceAll('<style', '<x-style')),
    );
    const declared = new Set(DECLARED.flatMap(({ numbers }) => numbers));
    for (const [index, { number, markdown }] of specExamples.entries()) {
      if (declared.has(number)) assert.notEqual(shown[index], asked[index], `${number} may go from the list`);
      else assert.equal(shown[index], asked[index], `${number}: ${markdown}`);
    }
    assert.equal(specExamples.length, 652);
  });

  it('lose no character where markup of HTML is shown as text', async () => {
    const page = await openPage();
    const [html] = DECLARED;
    for (const number of html?.numbers ?? []) {
      const { markdown = '' } = specExamples[number - 1] ?? {};
      const [outline = ''] = await page.evaluate((source) => markdownProbe.whole([source]), markdown);
      for (const tag of markdown.match(/<[a-z/!?][^\s<>*`]*/gi) ?? [])
        assert.ok(outline.includes(JSON.stringify(tag).slice(1, -1)), `${number}: ${tag} in ${outline}`);
    }
  });

  it('end in the same elements wherever the stream is cut', async () => {
    const page = await openPage();
    const different = await page.evaluate(
      (sources) => markdownProbe.cutDifferently(sources),
      specExamples.map(({ markdown }) => markdown),
    );
    assert.deepEqual(different, []);
  });
});
