import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { median, type Row } from '../row.ts';
import { openPage, type PageFiles } from './benchPage.ts';
import { longAnswer } from './longAnswer.ts';
import type { RenderBench } from './renderPage.ts';

declare const renderBench: RenderBench;

const SEED = 977;
const ROUNDS = 3;
const CHARACTERS_PER_SECOND = 2000;

/** The longest task of the page while an answer comes at 500 tokens a second, and while a longer one comes at once. */
export async function measureTasks(browser: Browser, files: PageFiles): Promise<readonly Row[]> {
  const all = longAnswer(100_000, SEED);
  const part = longAnswer(20_000, SEED + 1);
  const bursts: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    bursts.push(
      await longestTask(browser, files, (page) => page.evaluate((text) => renderBench.burst(text), all)),
    );
  const live = await longestTask(browser, files, (page) =>
    page.evaluate(([text, pace]) => renderBench.live(text, pace), [part, CHARACTERS_PER_SECOND] as const),
  );
  const unit = 'ms CPU';
  return [
    { what: 'The longest task, 20k tokens at 500 a second', value: live, unit, budget: 50 },
    { what: 'The longest task of a burst of 100k tokens', value: median(bursts), unit, budget: 50 },
  ];
}

/** CPU time in ms of the longest task of the page's main thread. */
async function longestTask(
  browser: Browser,
  files: PageFiles,
  work: (page: Page) => Promise<void>,
): Promise<number> {
  await using opened = await openPage(browser, files);
  const file = path.join(os.tmpdir(), `inkstone-render-${process.pid}.json`);
  await browser.startTracing(opened.page, { path: file, categories: ['toplevel', 'devtools.timeline'] });
  await work(opened.page);
  await browser.stopTracing();
  const trace = JSON.parse(await readFile(file, 'utf8')) as Trace;
  await rm(file);
  return longestTaskMs(trace);
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
