import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../vscode-server/workbench.ts';
import { median, type Row } from '../row.ts';
import { type BenchPage, between, bundlePage, openPage, type PageFiles } from './benchPage.ts';
import { longAnswer } from './longAnswer.ts';
import { measureReopening } from './measureReopening.ts';
import { measureTasks } from './measureTasks.ts';
import type { RendererName } from './renderers.ts';
import type { RenderBench } from './renderPage.ts';

declare const renderBench: RenderBench;

/** 500 tokens a second in frames of a sixtieth. */
const CHARACTERS_PER_FRAME = 33;
const SEED = 20261121;
const SIZES = [5_000, 20_000, 100_000] as const;
const BUDGETS = { 5000: 3, 20000: 2.2, 100000: 1.6 } as const;
/** These are streamed whole; of the others, which take longer, some frames are measured. */
const WHOLE: readonly RendererName[] = ['plain text', 'Inkstone'];
const SAMPLED: readonly RendererName[] = [
  'streaming-markdown',
  'streamdown',
  'memoised react-markdown',
  'markdown-it',
];
const WINDOWS = 4;
const FRAMES_PER_WINDOW = 6;
const ROUNDS = 5;

/**
 * CPU time that a page spends on script, style and layout while an answer streams in, as a multiple of what plain
 * lines of text cost in the same run: Inkstone with its colours, and others that render streamed Markdown.
 */
export async function measureRender(): Promise<readonly Row[]> {
  const files = await bundlePage();
  const browser = await launchBrowser();
  try {
    return [
      ...(await measureRenderers(browser, files)),
      ...(await measureShapes(browser, files)),
      ...(await measureTasks(browser, files)),
      await measureAppend(browser, files),
      ...(await measureReopening(browser, files)),
    ];
  } finally {
    await browser.close();
  }
}

async function measureRenderers(browser: Browser, files: PageFiles): Promise<readonly Row[]> {
  const costs = new Map<string, number>();
  for (const tokens of SIZES) {
    const answer = longAnswer(tokens, SEED + tokens);
    const measured = new Map<RendererName, number[]>();
    const names = tokens === 20_000 ? [...WHOLE, ...SAMPLED] : WHOLE;
    for (let round = 0; round < ROUNDS; round++)
      for (const name of names) {
        const cost = await costOf(browser, files, name, answer);
        measured.set(name, [...(measured.get(name) ?? []), cost]);
      }
    for (const [name, values] of measured) costs.set(`${name} ${tokens}`, median(values));
  }
  const cost = (name: RendererName, tokens: number): number => costs.get(`${name} ${tokens}`) ?? Number.NaN;
  const rows = SIZES.flatMap((tokens): Row[] => {
    const what = `${tokens / 1000}k tokens streamed`;
    const floor = cost('plain text', tokens);
    const others = [...WHOLE.slice(1), ...SAMPLED].filter((name) => costs.has(`${name} ${tokens}`));
    return [
      { what: `${what}: plain text`, value: floor, unit: 'ms CPU', note: 'the floor' },
      ...others.map((name) => ({
        what: `${what}: ${name}`,
        value: cost(name, tokens) / floor,
        unit: '× floor',
        ...(name === 'Inkstone' && { budget: BUDGETS[tokens] }),
      })),
    ];
  });
  const inkstone = cost('Inkstone', 20_000);
  return [
    ...rows,
    {
      what: 'Inkstone, 100k tokens against 20k',
      value: cost('Inkstone', 100_000) / inkstone,
      unit: '×',
      budget: 5.5,
    },
    {
      what: 'Inkstone against streamdown, 20k tokens',
      value: inkstone / cost('streamdown', 20_000),
      unit: '×',
      budget: 0.15,
    },
  ];
}

/** CPU time in ms of script, style and layout for the whole answer. */
async function costOf(
  browser: Browser,
  files: PageFiles,
  name: RendererName,
  answer: string,
): Promise<number> {
  await using opened = await openPage(browser, files);
  if (WHOLE.includes(name)) return await streamed(opened, name, '', answer);
  let sum = 0;
  const length = CHARACTERS_PER_FRAME * FRAMES_PER_WINDOW;
  for (let index = 0; index < WINDOWS; index++) {
    const start = Math.floor(((index + 0.5) / WINDOWS) * (answer.length - length));
    sum += await streamed(opened, name, answer.slice(0, start), answer.slice(start, start + length));
  }
  return (sum / (WINDOWS * length)) * answer.length;
}

async function streamed(
  { page, spent }: BenchPage,
  name: RendererName,
  prefix: string,
  text: string,
): Promise<number> {
  await page.evaluate(([chosen, shown]) => renderBench.start(chosen, shown), [name, prefix] as const);
  const before = await spent();
  await page.evaluate(([added, count]) => renderBench.stream(added, count), [
    text,
    CHARACTERS_PER_FRAME,
  ] as const);
  return between(before, await spent());
}

/** One block as long as the answer: what four times the text costs, and whether all of it is there. */
const SHAPES: readonly { readonly what: string; readonly text: (length: number) => string }[] = [
  {
    what: 'One huge table',
    text: (length) => `| a | b |\n|---|---|\n${filled('| cell | some `code` |\n', length)}`,
  },
  { what: 'One paragraph without a newline', text: (length) => filled('words that go on and on ', length) },
  { what: 'Markup that never closes', text: (length) => filled('*a **b _c ~~d [e](f ', length) },
];

const filled = (text: string, length: number): string => text.repeat(length / text.length);

async function measureShapes(browser: Browser, files: PageFiles): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { what, text } of SHAPES) {
    const costs: number[] = [];
    let lost = 0;
    for (const length of [20_000, 80_000]) {
      await using opened = await openPage(browser, files);
      costs.push(await streamed(opened, 'Inkstone', '', text(length)));
      const letters = (shown: string): number => shown.replace(/[^a-z]/g, '').length;
      lost = letters(text(length)) - letters(await opened.page.evaluate(() => renderBench.end()));
    }
    const [small = Number.NaN, large = Number.NaN] = costs;
    rows.push(
      { what: `${what}: 20k tokens against 5k`, value: large / small, unit: '×', budget: 14 },
      { what: `${what}: letters lost`, value: lost, unit: 'letters', budget: 0 },
    );
  }
  return rows;
}

const APPENDED_FRAMES = 240;

async function measureAppend(browser: Browser, files: PageFiles): Promise<Row> {
  const shown = longAnswer(100_000, SEED);
  const added = longAnswer(20_000, SEED + 1).slice(0, APPENDED_FRAMES * CHARACTERS_PER_FRAME);
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await using opened = await openPage(browser, files);
    costs.push((await streamed(opened, 'Inkstone', `${shown}\n\n`, added)) / APPENDED_FRAMES);
  }
  return { what: 'A frame appended to 100k tokens', value: median(costs), unit: 'ms CPU', budget: 0.6 };
}
