import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

export async function bundlePage(): Promise<PageFiles> {
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

export interface BenchPage {
  readonly page: Page;
  /** CPU time in ms that the page's main thread has spent so far. */
  spent(): Promise<Spent>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Spent {
  readonly script: number;
  readonly styleAndLayout: number;
}

export async function openPage(browser: Browser, { script, style }: PageFiles): Promise<BenchPage> {
  const page = await browser.newPage({ viewport: { width: 460, height: 900 } });
  await page.setContent('<!DOCTYPE html><body></body>');
  await page.addStyleTag({ content: `${style} .scroller { height: 900px; overflow-y: auto; }` });
  await page.addScriptTag({ content: script });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    page,
    spent: () => spentSoFar(session),
    [Symbol.asyncDispose]: () => page.close(),
  };
}

async function spentSoFar(session: CDPSession): Promise<Spent> {
  const { metrics } = await session.send('Performance.getMetrics');
  const ms = (wanted: string): number => 1000 * (metrics.find(({ name }) => name === wanted)?.value ?? 0);
  return {
    script: ms('ScriptDuration'),
    styleAndLayout: ms('LayoutDuration') + ms('RecalcStyleDuration'),
  };
}

/** CPU time in ms of script, style and layout between two looks. */
export const between = (before: Spent, after: Spent): number =>
  after.script - before.script + after.styleAndLayout - before.styleAndLayout;
