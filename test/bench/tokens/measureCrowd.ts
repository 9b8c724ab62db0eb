import { fork } from 'node:child_process';
import path from 'node:path';
import type { Row } from '../row.ts';
import type { CrowdMeasurement } from './crowd.ts';
import { resultOf, withTokenServer } from './measured.ts';

/** A thousand answers at once, and what becomes of one that the user waits for meanwhile. */
export async function measureCrowd(): Promise<readonly Row[]> {
  return withTokenServer(async (address) => {
    const child = fork(path.join(import.meta.dirname, 'crowd.ts'), [address]);
    const { lostCharacters, addedMegabytes, microsPerToken, waited, alone } =
      await resultOf<CrowdMeasurement>(child);
    return [
      { what: '1,000 streams at once: characters lost', value: lostCharacters, unit: '', budget: 0 },
      { what: '1,000 streams at once: memory added', value: addedMegabytes, unit: 'MB', budget: 150 },
      { what: '1,000 streams at once: CPU per token', value: microsPerToken, unit: 'µs' },
      {
        what: '1,000 requests waiting: a chat’s p99 over its p99 alone',
        value: waited / alone,
        unit: '×',
        budget: 2,
        note: `${waited.toFixed(0)} ms, alone ${alone.toFixed(0)} ms`,
      },
    ];
  });
}
