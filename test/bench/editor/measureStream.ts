import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createVSIX } from '@vscode/vsce';
import type { FrameLocator, Page } from 'playwright-core';
import { type OpenInkstone, openInkstone } from '../../browser/support/openInkstone.ts';
import { showActivity, viewContent } from '../../browser/support/webview.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import type { Row } from '../row.ts';
import { appearance, expectAppearance } from './appearance.ts';
import { longAnswer } from './longAnswer.ts';
import { cpuSeconds, descendantsOf } from './processCpu.ts';
import { processMemory, settledMemory } from './processMemory.ts';

const TOKENS = 20_000;
const TOKENS_PER_SECOND = 500;
const STREAM_MS = (TOKENS / TOKENS_PER_SECOND) * 1000;
const LAST_WORD = 'the-last-word';

/** VS Code does some things also when nothing happens; this long is long enough to know what they take. */
const IDLE_MS = 15_000;

/** Else VS Code looks through all processes of the machine for open ports, every two seconds and in the extension host. */
const NO_PORTS = { 'remote.autoForwardPortsSource': 'output' };
const SAMPLE_MS = 500;

interface Measured {
  /** Of all processes: VS Code's server, its extension host, the browser. */
  readonly allSeconds: number;
  readonly hostSeconds: number;
  /** What the extension host takes in the same time with nothing to do. */
  readonly idleSeconds: number;
  /** The most that the extension host took, over what it had before. */
  readonly grownMb: number;
  /** From the last token's leaving the server to the frame that shows it. */
  readonly behindMs: number;
}

/**
 * A long answer at the speed of a fast model, through the real editor: what that costs, and how far behind it ends. The
 * floor is an extension that reads the same stream and posts its plain text: what it costs is the editor's own.
 */
export async function measureStream(vsix: string): Promise<readonly Row[]> {
  const floor = await measureFloor();
  const ours = await measureInkstone(vsix);
  const what = `${TOKENS.toLocaleString('en')} tokens at ${TOKENS_PER_SECOND} a second`;
  const own = ({ hostSeconds, idleSeconds }: Measured): number => hostSeconds - idleSeconds;
  return [
    {
      what: `${what}: last token sent to last token on the screen`,
      value: ours.behindMs,
      unit: 'ms',
      budget: 200,
      note: `floor ${floor.behindMs.toFixed(0)}; five other assistants: 8,000 to 44,000`,
    },
    {
      what: `${what}: CPU of the extension host for it`,
      value: own(ours),
      unit: 's',
      budget: 1,
      note: `floor ${own(floor).toFixed(2)}; five other assistants: 5 to 47`,
    },
    {
      what: `${what}: … with what it takes when idle`,
      value: ours.hostSeconds,
      unit: 's',
      note: `floor ${floor.hostSeconds.toFixed(2)}`,
    },
    {
      what: `${what}: growth of the extension host`,
      value: ours.grownMb,
      unit: 'MB',
      budget: 60,
      note: `RSS at its highest; floor ${floor.grownMb.toFixed(0)}`,
    },
    {
      what: `${what}: CPU of all processes`,
      value: ours.allSeconds,
      unit: 's',
      note: `floor ${floor.allSeconds.toFixed(2)}`,
    },
  ];
}

async function measureInkstone(vsix: string): Promise<Measured> {
  return withModel(async (model) => {
    const settings = {
      ...NO_PORTS,
      'inkstone.endpoints': { bench: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'bench/test-model',
    };
    return withWindow({ vsix, settings }, async (window) => {
      await showActivity(window.page, 'Inkstone');
      const chat = viewContent(window.page);
      const composer = chat.getByRole('textbox');
      await composer.fill('Write a long answer.');
      return watch(window, model, {
        view: chat,
        ask: () => composer.press('Enter'),
        ended: 'article.turn[data-status="complete"]',
      });
    });
  });
}

async function measureFloor(): Promise<Measured> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'inkstone-floor-'));
  try {
    const vsix = path.join(folder, 'floor.vsix');
    const cwd = path.join(import.meta.dirname, 'floor');
    await createVSIX({
      cwd,
      packagePath: vsix,
      dependencies: false,
      skipLicense: true,
      allowMissingRepository: true,
    });
    return await withModel((model) =>
      withWindow(
        { vsix, environment: { FLOOR_URL: `${model.baseUrl}/chat/completions` } },
        async (window) => {
          await showActivity(window.page, 'Floor');
          const view = floorContent(window.page);
          const button = view.getByRole('button');
          await button.waitFor();
          return watch(window, model, {
            view,
            ask: () => button.click(),
            ended: 'body[data-status="complete"]',
          });
        },
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const floorContent = (page: Page): FrameLocator =>
  page
    .frameLocator('iframe.webview.ready[src*="extensionId=inkstone.floor"]')
    .frameLocator('iframe#active-frame');

interface Asking {
  readonly view: FrameLocator;
  ask(): Promise<unknown>;
  /** What there is in the view when the answer has ended. */
  readonly ended: string;
}

async function watch(
  { server }: OpenInkstone,
  model: ModelServer,
  { view, ask, ended }: Asking,
): Promise<Measured> {
  // The host may start anew until its memory has settled: the last one counts.
  const host = (): number => server.extensionHostPids().at(-1) ?? Number.NaN;
  const before = await settledMemory(
    () => processMemory(host()),
    () => delay(SAMPLE_MS),
  );
  const pid = host();
  const idleFrom = cpuSeconds([pid]);
  await delay(IDLE_MS);
  const idlePerMs = (cpuSeconds([pid]) - idleFrom) / IDLE_MS;

  let sentAt = Number.NaN;
  model.respondWith(function* () {
    for (const text of longAnswer(TOKENS - 1)) yield { type: 'text', text };
    yield { type: 'text', text: `\n\n${LAST_WORD}` };
    // The server asks for more when it has written what it got.
    sentAt = performance.timeOrigin + performance.now();
  });
  await expectAppearance(view, LAST_WORD);
  let highestMb = 0;
  const sampling = setInterval(() => {
    highestMb = Math.max(highestMb, processMemory(pid)?.rssMb ?? 0);
  }, SAMPLE_MS);
  try {
    const from = {
      all: cpuSeconds(descendantsOf(process.pid)),
      host: cpuSeconds([pid]),
      at: performance.now(),
    };
    await ask();
    await view.locator(ended).waitFor({ timeout: STREAM_MS * 3 });
    const tookMs = performance.now() - from.at;
    const hostSeconds = cpuSeconds([pid]) - from.host;
    return {
      allSeconds: cpuSeconds(descendantsOf(process.pid)) - from.all,
      hostSeconds,
      idleSeconds: idlePerMs * tookMs,
      grownMb: highestMb - before.rssMb,
      behindMs: (await appearance(view, LAST_WORD)) - sentAt,
    };
  } finally {
    clearInterval(sampling);
  }
}

async function withModel<Result>(work: (model: ModelServer) => Promise<Result>): Promise<Result> {
  const model = await startModelServer({ tokensPerSecond: TOKENS_PER_SECOND });
  try {
    return await work(model);
  } finally {
    await model.close();
  }
}

async function withWindow<Result>(
  options: Parameters<typeof openInkstone>[0],
  work: (window: OpenInkstone) => Promise<Result>,
): Promise<Result> {
  const window = await openInkstone(options);
  try {
    return await work(window);
  } finally {
    await window.close();
  }
}
