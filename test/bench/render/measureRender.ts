import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../../vscode-server/workbench.ts';
import { median, type Row } from '../row.ts';
import { longAnswer } from './longAnswer.ts';
import type { RendererName } from './renderers.ts';
import type { RenderBench } from './renderPage.ts';

declare const renderBench: RenderBench;

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** 500 tokens a second in frames of a sixtieth. */
const CHARACTERS_PER_FRAME = 33;
const SEED = 20261121;
const SIZES = [5_000, 20_000, 100_000] as const;
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
const ROUNDS = 3;

/**
 * CPU time that a page spends on script, style and layout while an answer streams in, as a multiple of what plain
 * lines of text cost in the same run: Inkstone with its colours, and others that render streamed Markdown.
 */
export async function measureRender(): Promise<readonly Row[]> {
  const files = await bundlePage();
  const browser = await launchBrowser();
  try {
    const rows: Row[] = [];
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
    for (const tokens of SIZES) {
      const what = `${tokens / 1000}k tokens streamed`;
      const floor = cost('plain text', tokens);
      rows.push({ what: `${what}: plain text`, value: floor, unit: 'ms CPU', note: 'the floor' });
      for (const name of [...WHOLE.slice(1), ...SAMPLED])
        if (costs.has(`${name} ${tokens}`))
          rows.push({
            what: `${what}: ${name}`,
            value: cost(name, tokens) / floor,
            unit: '× floor',
            ...(name === 'Inkstone' && { budget: BUDGETS[tokens] }),
          });
    }
    rows.push(
      {
        what: 'Inkstone, 100k tokens against 20k',
        value: cost('Inkstone', 100_000) / cost('Inkstone', 20_000),
        unit: '×',
        budget: 5.5,
      },
      {
        what: 'Inkstone against streamdown, 20k tokens',
        value: cost('Inkstone', 20_000) / cost('streamdown', 20_000),
        unit: '×',
        budget: 0.15,
      },
    );
    return [...rows, ...(await measureFrames(browser, files))];
  } finally {
    await browser.close();
  }
}

const BUDGETS = { 5000: 3, 20000: 2.2, 100000: 1.6 } as const;

interface PageFiles {
  readonly script: string;
  readonly style: string;
}

async function bundlePage(): Promise<PageFiles> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ['test/bench/render/renderPage.ts', 'media/chat/main.css'],
    outdir: 'out',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome132',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const textOf = (extension: string): string =>
    outputFiles.find((file) => path.extname(file.path) === extension)?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

async function openPage(browser: Browser, { script, style }: PageFiles): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 460, height: 900 } });
  await page.setContent('<!DOCTYPE html><body></body>');
  await page.addStyleTag({ content: `${style} .scroller { height: 900px; overflow-y: auto; }` });
  await page.addScriptTag({ content: script });
  return page;
}

/** CPU time in ms of script, style and layout for the whole answer. */
async function costOf(
  browser: Browser,
  files: PageFiles,
  name: RendererName,
  answer: string,
): Promise<number> {
  const page = await openPage(browser, files);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  try {
    if (WHOLE.includes(name)) return await streamed(page, session, name, '', answer);
    let sum = 0;
    const length = CHARACTERS_PER_FRAME * FRAMES_PER_WINDOW;
    for (let index = 0; index < WINDOWS; index++) {
      const start = Math.floor(((index + 0.5) / WINDOWS) * (answer.length - length));
      sum += await streamed(page, session, name, answer.slice(0, start), answer.slice(start, start + length));
    }
    return (sum / (WINDOWS * length)) * answer.length;
  } finally {
    await page.close();
  }
}

async function streamed(
  page: Page,
  session: CDPSession,
  name: RendererName,
  prefix: string,
  text: string,
): Promise<number> {
  await page.evaluate(([chosen, shown]) => renderBench.start(chosen, shown), [name, prefix] as const);
  const before = await cpuMs(session);
  await page.evaluate(([added, count]) => renderBench.stream(added, count), [
    text,
    CHARACTERS_PER_FRAME,
  ] as const);
  return (await cpuMs(session)) - before;
}

const COUNTED = new Set(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']);

async function cpuMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.reduce((sum, { name, value }) => sum + (COUNTED.has(name) ? value * 1000 : 0), 0);
}

/** The longest task of a burst, and what an append costs where much has been shown. */
async function measureFrames(browser: Browser, files: PageFiles): Promise<readonly Row[]> {
  const answer = longAnswer(100_000, SEED);
  const page = await openPage(browser, files);
  const trace = path.join(os.tmpdir(), `inkstone-render-${process.pid}.json`);
  await browser.startTracing(page, { path: trace, categories: ['toplevel', 'devtools.timeline'] });
  await page.evaluate((text) => renderBench.burst(text), answer);
  await browser.stopTracing();
  const longest = longestTaskMs(JSON.parse(await readFile(trace, 'utf8')) as Trace);
  await page.close();

  const later = await openPage(browser, files);
  const session = await later.context().newCDPSession(later);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const frames = 240;
  const more = longAnswer(20_000, SEED + 1).slice(0, frames * CHARACTERS_PER_FRAME);
  const added = await streamed(later, session, 'Inkstone', `${answer}\n\n`, more);
  await later.close();
  return [
    { what: 'The longest task of a burst of 100k tokens', value: longest, unit: 'ms CPU', budget: 50 },
    { what: 'A frame appended to 100k tokens', value: added / frames, unit: 'ms CPU', budget: 0.6 },
  ];
}

interface Trace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly tdur?: number;
    readonly pid: number;
    readonly tid: number;
    readonly args: { readonly name?: string };
  }[];
}

/** CPU time of the longest task of any page's main thread. */
function longestTaskMs({ traceEvents }: Trace): number {
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const micros = traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid}:${tid}`))
    .map(({ tdur = 0 }) => tdur);
  return Math.max(0, ...micros) / 1000;
}
