import type { FrameLocator } from 'playwright-core';
import { openInkstone } from '../../browser/support/openInkstone.ts';
import { showActivity, viewContent } from '../../browser/support/webview.ts';
import { startModelServer } from '../../model-server/modelServer.ts';
import { median, type Row } from '../row.ts';
import { longAnswer } from './longAnswer.ts';

const KEYS = 300;

/** Between two keys of a quick typist, in ms. */
const KEY_MS = 70;

/** How long a key takes to be seen in the composer, while nothing happens and under an answer at the speed of a fast model. */
export async function measureTyping(vsix: string): Promise<readonly Row[]> {
  const model = await startModelServer({ tokensPerSecond: 500 });
  const window = await openInkstone({
    vsix,
    settings: {
      'inkstone.endpoints': { bench: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'bench/test-model',
    },
  });
  try {
    await showActivity(window.page, 'Inkstone');
    const chat = viewContent(window.page);
    const composer = chat.getByRole('textbox');
    await composer.focus();
    await recordKeys(chat);
    const type = async (): Promise<readonly number[]> => {
      await window.page.keyboard.type('words that go on and on '.repeat(KEYS).slice(0, KEYS), {
        delay: KEY_MS,
      });
      return takeDelays(chat);
    };
    const atRest = await type();
    await composer.fill('Write a long answer.');
    model.respondWith(function* () {
      for (const text of longAnswer(100_000)) yield { type: 'text', text };
    });
    await composer.press('Enter');
    await chat.locator('article.turn[data-status="streaming"]').waitFor();
    await takeDelays(chat);
    const underAnswer = await type();
    return [
      {
        what: 'Key to paint in the composer, under 500 tokens a second: p99',
        value: percentile(underAnswer, 0.99),
        unit: 'ms',
        budget: 50,
        note: `median ${median(underAnswer).toFixed(0)}; while nothing happens p99 ${percentile(atRest, 0.99).toFixed(0)}, median ${median(atRest).toFixed(0)}`,
      },
    ];
  } finally {
    await window.close();
    await model.close();
  }
}

/** Keeps how long each key took from the browser's own stamp of it to the end of the frame that shows it. */
async function recordKeys(chat: FrameLocator): Promise<void> {
  await chat.locator('body').evaluate((body) => {
    const delays: number[] = [];
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          // The next task finds the frame drawn.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            delays.push(performance.now() - timeStamp);
            body.dataset.delays = JSON.stringify(delays);
          };
          port2.postMessage(undefined);
        });
      },
      { capture: true },
    );
    body.addEventListener('bench-take', () => {
      delays.length = 0;
      body.dataset.delays = '[]';
    });
  });
}

/** In ms, since they were last taken. */
async function takeDelays(chat: FrameLocator): Promise<readonly number[]> {
  const delays = (await chat.locator('body').getAttribute('data-delays')) ?? '[]';
  await chat.locator('body').dispatchEvent('bench-take');
  return JSON.parse(delays) as readonly number[];
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
