import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenInkstone, openInkstone } from '../../browser/support/openInkstone.ts';
import { median, type Row } from '../row.ts';

const ROUNDS = 5;
const SAMPLE_MS = 500;

interface Memory {
  readonly rssMb: number;
  /** Shared pages are divided among the processes that share them. */
  readonly pssMb: number;
}

/** What Inkstone adds to an extension host that has nothing to do; rounds with and without it are interleaved. */
export async function measureMemory(vsix: string): Promise<readonly Row[]> {
  const windows = [await openInkstone({ vsix: 'none' }), await openInkstone({ vsix })];
  try {
    const rounds: Memory[][] = [[], []];
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, window] of windows.entries()) {
        if (round > 0) await window.reload();
        rounds[index]?.push(await settledMemory(window));
      }
    const [without = [], within = []] = rounds;
    const of = (memories: readonly Memory[], part: keyof Memory): number =>
      median(memories.map((memory) => memory[part]));
    return (['rssMb', 'pssMb'] as const).map((part) => ({
      what: `Memory added to the extension host, ${part === 'rssMb' ? 'RSS' : 'PSS'}`,
      value: of(within, part) - of(without, part),
      unit: 'MB',
      budget: 15,
      note: `${of(without, part).toFixed(0)} MB without`,
    }));
  } finally {
    for (const window of windows) await window.close();
  }
}

/** Reads until nothing has changed by more than a hundredth for four samples. */
async function settledMemory({ server }: OpenInkstone): Promise<Memory> {
  let last = { rssMb: 0, pssMb: 0 };
  for (let calm = 0; calm < 4; ) {
    await delay(SAMPLE_MS);
    const memory = memoryOf(server.extensionHostPids().at(-1));
    calm = Math.abs(memory.pssMb - last.pssMb) < memory.pssMb / 100 ? calm + 1 : 0;
    last = memory;
  }
  return last;
}

function memoryOf(pid: number | undefined): Memory {
  const read = (file: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1]) /
    1024;
  return { rssMb: read('status', 'VmRSS'), pssMb: read('smaps_rollup', 'Pss') };
}
