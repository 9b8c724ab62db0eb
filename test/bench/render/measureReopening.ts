import type { Browser } from 'playwright-core';
import { median, type Row } from '../row.ts';
import { openPage, type PageFiles } from './benchPage.ts';
import { longAnswer } from './longAnswer.ts';
import type { RenderBench } from './renderPage.ts';

declare const renderBench: RenderBench;

const SEED = 31;
const ROUNDS = 5;
const TURNS = 50;
const TOKENS_PER_TURN = 2000;

/** What style and layout cost when a long chat is opened, against the same elements all of which are laid out. */
export async function measureReopening(browser: Browser, files: PageFiles): Promise<readonly Row[]> {
  const answers = Array.from({ length: TURNS }, (_, index) => longAnswer(TOKENS_PER_TURN, SEED + index));
  const costs: Record<'whole' | 'kept', number[]> = { whole: [], kept: [] };
  const heights = { whole: 0, kept: 0 };
  for (let round = 0; round < ROUNDS; round++)
    for (const way of ['whole', 'kept'] as const) {
      await using opened = await openPage(browser, files);
      await opened.page.evaluate(([texts, isWhole]) => renderBench.prepare(texts, isWhole), [
        answers,
        way === 'whole',
      ] as const);
      const before = await opened.spent();
      heights[way] = await opened.page.evaluate(() => renderBench.attach());
      const after = await opened.spent();
      costs[way].push(after.styleAndLayout - before.styleAndLayout);
    }
  return [
    {
      what: '100k tokens opened again: style and layout, all laid out',
      value: median(costs.whole),
      unit: 'ms CPU',
    },
    {
      what: '100k tokens opened again: Inkstone',
      value: median(costs.kept) / median(costs.whole),
      unit: '×',
      budget: 0.15,
    },
    {
      what: '100k tokens opened again: height that is off',
      value: 100 * Math.abs(heights.kept / heights.whole - 1),
      unit: '%',
    },
  ];
}
