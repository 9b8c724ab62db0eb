import { readdirSync, readFileSync } from 'node:fs';
import { openInkstone } from '../../browser/support/openInkstone.ts';
import { showActivity, viewContent } from '../../browser/support/webview.ts';
import { startModelServer } from '../../model-server/modelServer.ts';
import type { Row } from '../row.ts';

const TOKENS = 20_000;
const TOKENS_PER_SECOND = 500;

/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** A long answer at the speed of a fast model: what all of VS Code spends on it, and how far behind it ends. */
export async function measureStream(vsix: string): Promise<readonly Row[]> {
  const model = await startModelServer({ tokensPerSecond: TOKENS_PER_SECOND });
  const window = await openInkstone({
    vsix,
    settings: {
      'inkstone.endpoints': { bench: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'bench/test-model',
    },
  });
  try {
    const host = (): number => window.server.extensionHostPids().at(-1) ?? Number.NaN;
    await showActivity(window.page, 'Inkstone');
    const chat = viewContent(window.page);
    model.respondWith(function* () {
      for (const text of answer(TOKENS)) yield { type: 'text', text };
    });
    await chat.getByRole('textbox').fill('Write a long answer.');
    const before = { all: cpuSeconds(descendantsOf(process.pid)), host: cpuSeconds([host()]) };
    await chat.getByRole('textbox').press('Enter');
    const request = await model.nextRequest();
    const duration = (TOKENS / TOKENS_PER_SECOND) * 1000;
    await chat.locator('article.turn[data-status="complete"]').waitFor({ timeout: duration * 3 });
    const behindMs = performance.now() - request.arrivedAtMs - duration;
    const what = `${TOKENS.toLocaleString('en')} tokens at ${TOKENS_PER_SECOND} a second`;
    return [
      {
        what: `${what}: CPU of all processes`,
        value: cpuSeconds(descendantsOf(process.pid)) - before.all,
        unit: 's',
      },
      {
        what: `${what}: CPU of the extension host`,
        value: cpuSeconds([host()]) - before.host,
        unit: 's',
        budget: 5,
        note: 'five other assistants: 5 to 47',
      },
      { what: `${what}: behind at the end`, value: behindMs, unit: 'ms', budget: 500 },
    ];
  } finally {
    await window.close();
    await model.close();
  }
}

/** Headings, lists, prose and code, as a model writes them; about four characters a token. */
function* answer(tokens: number): Generator<string> {
  const section = [
    ...['## ', 'Step', ' one', '\n\n', 'The', ' function', ' `sum', '`', ' adds', ' **all', '** ', 'values'],
    ...[
      '.\n\n',
      '- ',
      'first',
      ' item',
      '\n',
      '- ',
      'second',
      ' item',
      '\n\n',
      '```',
      'ts\n',
      'const',
      ' total',
    ],
    ...[' =', ' values', '.reduce', '((a', ', b', ')', ' =>', ' a +', ' b);', '\n', '```', '\n\n'],
  ];
  for (let index = 0; index < tokens; index++) yield section[index % section.length] ?? '';
}

function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = statOf(pid);
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

function descendantsOf(ancestor: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const parents = new Map(pids.map((pid) => [pid, Number(statOf(pid)[1])]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === ancestor || isBelow(parents.get(pid)));
  return pids.filter((pid) => pid !== ancestor && isBelow(parents.get(pid)));
}

/** The fields after the name, which may hold blanks: state, parent …; none when the process has gone. */
function statOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
  } catch {
    return [];
  }
}
