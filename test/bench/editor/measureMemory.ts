import { setTimeout as delay } from 'node:timers/promises';
import { openInkstone } from '../../browser/support/openInkstone.ts';
import { median, type Row } from '../row.ts';
import { type Memory, processMemory, settledMemory } from './processMemory.ts';

const ROUNDS = 5;
const SAMPLE_MS = 500;

/** What Inkstone adds to an extension host that has nothing to do; rounds with and without it are interleaved. */
export async function measureMemory(vsix: string): Promise<readonly Row[]> {
  const windows = [await openInkstone({ vsix: 'none' }), await openInkstone({ vsix })];
  try {
    const rounds: Memory[][] = [[], []];
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, window] of windows.entries()) {
        if (round > 0) await window.reload();
        // The host may start anew meanwhile: the last one counts.
        const read = (): Memory | undefined => processMemory(window.server.extensionHostPids().at(-1));
        rounds[index]?.push(await settledMemory(read, () => delay(SAMPLE_MS)));
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
