import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FIGURE_FILES, refreshFigures, type SoakFigures } from '../reliability/figures.ts';
import { runSoak } from './runSoak.ts';

/** A run of this many seconds is worth to be told of. */
const LONG_S = 180;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    streams: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const options = {
  seconds: Number(values.seconds),
  streams: Number(values.streams),
  seed: Number(values.seed),
};
console.log(`${options.streams} streams for ${options.seconds} s, seed ${options.seed}`);
const { outcomes, heapMiB, handles, violations, ...counts } = await runSoak(options);
const figures: SoakFigures = {
  on: new Date().toISOString().slice(0, 10),
  ...options,
  ...counts,
  ...outcomes,
  heapMiB: { first: Math.round(heapMiB.first), last: Math.round(heapMiB.last) },
  handles,
};
console.table(outcomes);
console.log(`${figures.requests} requests, ${figures.requestsOnTheWire} on the wire`);
console.log(
  `heap ${figures.heapMiB.first} → ${figures.heapMiB.last} MiB, handles ${handles.first} → ${handles.last}`,
);
for (const violation of violations) console.error(`✖ ${violation}`);
console.log(violations.length === 0 ? '✔ everything held' : `✖ ${violations.length} promises were broken`);
if (violations.length === 0 && options.seconds >= LONG_S) {
  writeFileSync(FIGURE_FILES.soak, `${JSON.stringify(figures, undefined, 2)}\n`);
  refreshFigures();
}
process.exitCode = violations.length === 0 ? 0 : 1;
