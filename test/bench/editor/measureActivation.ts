import type { Page } from 'playwright-core';
import { editorText } from '../../browser/support/editor.ts';
import { eventually } from '../../browser/support/eventually.ts';
import { openInkstone } from '../../browser/support/openInkstone.ts';
import { runCommand } from '../../browser/support/quickInput.ts';
import { median, type Row } from '../row.ts';

const ROUNDS = 7;

/** In milliseconds, as VS Code itself measures them. */
interface Activation {
  readonly loadMs: number;
  /** Until `activate` returned. */
  readonly callMs: number;
  /** Until what it returned was settled. */
  readonly finishMs: number;
}

/** What Inkstone takes of VS Code's start; each round is a new extension host. */
export async function measureActivation(vsix: string): Promise<readonly Row[]> {
  const window = await openInkstone({ vsix });
  try {
    const activations: Activation[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0) await window.reload();
      activations.push(await readActivation(window.page));
    }
    const of = (part: keyof Activation): number => median(activations.map((activation) => activation[part]));
    return [
      {
        what: 'Activation: load the code and call activate',
        value: median(activations.map(({ loadMs, callMs }) => loadMs + callMs)),
        unit: 'ms',
        budget: 50,
        note: 'five other assistants: 181 to 4000',
      },
      { what: 'Activation: load the code', value: of('loadMs'), unit: 'ms' },
      { what: 'Activation: call activate', value: of('callMs'), unit: 'ms' },
      { what: 'Activation: settled', value: of('finishMs'), unit: 'ms' },
    ];
  } finally {
    await window.close();
  }
}

/** From the table `| extension | eager | load code | call activate | finish activate | event | by |`. */
async function readActivation(page: Page): Promise<Activation> {
  await runCommand(page, 'Developer: Startup Performance');
  const row = /^\| inkstone\.inkstone +\|(.+)\|$/m;
  const report = await eventually(
    'Inkstone in the report of the start',
    () => editorText(page),
    (text) => row.test(text),
    60_000,
  );
  const [, loadMs = Number.NaN, callMs = Number.NaN, finishMs = Number.NaN] = (row.exec(report)?.[1] ?? '')
    .split('|')
    .map(Number);
  return { loadMs, callMs, finishMs };
}
