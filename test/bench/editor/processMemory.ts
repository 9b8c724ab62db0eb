import { readFileSync } from 'node:fs';

export interface Memory {
  readonly rssMb: number;
  /** Shared pages are divided among the processes that share them. */
  readonly pssMb: number;
}

/** What a process takes now; `undefined` when there is no such process, or none any more. */
export function processMemory(pid: number | undefined): Memory | undefined {
  const read = (file: string, name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1]) /
    1024;
  try {
    const memory = { rssMb: read('status', 'VmRSS'), pssMb: read('smaps_rollup', 'Pss') };
    // What has ended and was not yet taken note of has a status without memory.
    return Number.isNaN(memory.rssMb + memory.pssMb) ? undefined : memory;
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}

const GONE = new Set<string | undefined>(['ENOENT', 'ESRCH']);

const CALM_SAMPLES = 4;
const MOST_SAMPLES = 240;

/**
 * Reads until nothing has changed by more than a hundredth for four samples, from the beginning again when the process
 * has been replaced by another. Throws when that does not come within 240 samples.
 */
export async function settledMemory(
  read: () => Memory | undefined,
  wait: () => Promise<unknown>,
): Promise<Memory> {
  let last: Memory | undefined;
  let calm = 0;
  for (let sample = 0; sample < MOST_SAMPLES; sample++) {
    await wait();
    const memory = read();
    const isCalm = memory && last && Math.abs(memory.pssMb - last.pssMb) < memory.pssMb / 100;
    calm = isCalm ? calm + 1 : 0;
    last = memory;
    if (memory && calm === CALM_SAMPLES) return memory;
  }
  throw new Error('The memory of the extension host did not settle');
}
