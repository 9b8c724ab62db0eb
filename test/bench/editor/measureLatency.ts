import type { FrameLocator, Page } from 'playwright-core';
import { selectLines } from '../../browser/support/editor.ts';
import { type OpenInkstone, openInkstone } from '../../browser/support/openInkstone.ts';
import { openFile, runCommand } from '../../browser/support/quickInput.ts';
import { viewContent } from '../../browser/support/webview.ts';
import { type ByteStep, END_FRAMES, STREAM_HEAD, textFrame } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { median, type Row } from '../row.ts';
import { appearance, expectAppearance } from './appearance.ts';

const ROUNDS = 9;

/**
 * How long the user waits for Inkstone and not for the model: from the key to the request at the model server, and
 * from its first byte to the text on the screen. All clocks are this machine's.
 */
export async function measureLatency(vsix: string): Promise<readonly Row[]> {
  const server = await startModelServer();
  const window = await openInkstone({
    vsix,
    files: {
      'sum.ts': 'export function sum(values: number[]): number {\n  return eval(values.join("+"));\n}\n',
    },
    settings: {
      'inkstone.endpoints': { bench: { baseUrl: server.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'bench/test-model',
    },
  });
  try {
    const { explain, send, visible } = await sample(window, server);
    return [
      {
        what: 'Explain Code: Enter to the request',
        value: median(explain),
        unit: 'ms',
        note: 'the palette’s own work included',
      },
      {
        what: 'Chat: Enter to the request',
        value: median(send),
        unit: 'ms',
        budget: 15,
        note: 'five other assistants: 33 to 545',
      },
      {
        what: 'First byte to the text on the screen',
        value: median(visible),
        unit: 'ms',
        budget: 50,
        note: 'five other assistants: 91 to 660',
      },
    ];
  } finally {
    await window.close();
    await server.close();
  }
}

interface Samples {
  readonly explain: number[];
  readonly send: number[];
  readonly visible: number[];
}

async function sample({ page }: OpenInkstone, server: ModelServer): Promise<Samples> {
  const samples: Samples = { explain: [], send: [], visible: [] };
  const chat = viewContent(page);
  const ask = async (text: string, document: Document, act: () => Promise<void>): Promise<number> => {
    const answer = scriptAnswer(server, text);
    await act();
    const request = await server.nextRequest();
    await expectAppearance(chat, text);
    const releasedAt = answer.release();
    samples.visible.push((await appearance(chat, text)) - releasedAt);
    await chat.locator('article.turn[data-status="complete"]', { hasText: text }).waitFor();
    return performance.timeOrigin + request.arrivedAtMs - (await enteredAt(document));
  };

  await recordEnter(page);
  await openFile(page, 'sum.ts');
  for (let round = 0; round < ROUNDS; round++) {
    await selectLines(page, 1, 3);
    const explain = (): Promise<void> => runCommand(page, 'Inkstone: Explain Code');
    samples.explain.push(await ask(`explained-${round}`, page, explain));
  }
  await recordEnter(chat);
  const composer = chat.getByRole('textbox');
  for (let round = 0; round < ROUNDS; round++) {
    await composer.fill('What does it do?');
    samples.send.push(await ask(`answered-${round}`, chat, () => composer.press('Enter')));
  }
  return samples;
}

interface HeldAnswer {
  /** Lets the first byte go; returns the time, in ms since 1970. */
  release(): number;
}

/** The next request gets a head at once and its text when it is released. */
function scriptAnswer(server: ModelServer, text: string): HeldAnswer {
  const { promise, resolve } = Promise.withResolvers<void>();
  const bytes: ByteStep[] = [
    { write: STREAM_HEAD },
    { until: promise },
    { write: textFrame(text) + END_FRAMES },
    'end',
  ];
  server.script({ bytes });
  return {
    release() {
      resolve();
      return performance.timeOrigin + performance.now();
    },
  };
}

type Document = Pick<Page | FrameLocator, 'locator'>;

/** Keeps the time of the last Enter in the document. */
async function recordEnter(document: Document): Promise<void> {
  await document.locator('html').evaluate((html) => {
    const record = (event: KeyboardEvent): void => {
      if (event.key === 'Enter') html.dataset.enteredAt = String(performance.timeOrigin + event.timeStamp);
    };
    window.addEventListener('keydown', record, { capture: true });
  });
}

async function enteredAt(document: Document): Promise<number> {
  return Number(await document.locator('html').getAttribute('data-entered-at'));
}
