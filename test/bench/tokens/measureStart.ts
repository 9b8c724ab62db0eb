import { fork } from 'node:child_process';
import path from 'node:path';
import type { Row } from '../row.ts';
import { resultOf, withTokenServer } from './measured.ts';

/** What the client adds to the time until an answer begins, over the same transport alone. */
export async function measureStart(): Promise<readonly Row[]> {
  return withTokenServer(async (address) => {
    const child = fork(path.join(import.meta.dirname, 'compareStarts.ts'), [address]);
    const { addedMs, floorMs } = await resultOf<{ addedMs: number; floorMs: number }>(child);
    return [
      {
        what: 'Time to the first token, added to the same transport’s',
        value: addedMs,
        unit: 'ms',
        budget: 0.2,
        note: `the transport alone ${floorMs.toFixed(2)} ms`,
      },
    ];
  });
}
