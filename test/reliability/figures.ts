import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withFigures } from './reliabilityDocument.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const DOCUMENT = path.join(root, 'docs/reliability.md');

/** Where `npm run soak` and `npm run mutation` leave their figures, to be told with the rest. */
export const FIGURE_FILES = {
  soak: path.join(root, 'test/soak/lastRun.json'),
  mutation: path.join(root, 'test/mutation/scores.json'),
} as const;

export interface SoakFigures {
  readonly on: string;
  readonly seed: number;
  readonly seconds: number;
  readonly streams: number;
  readonly requests: number;
  readonly requestsOnTheWire: number;
  readonly completed: number;
  readonly interrupted: number;
  readonly failed: number;
  readonly stopped: number;
  readonly heapMiB: { readonly first: number; readonly last: number };
  readonly handles: { readonly first: number; readonly last: number };
}

export interface MutationScore {
  readonly module: string;
  readonly mutants: number;
  readonly killed: number;
  /** Of those that live, how many change nothing that could be seen. */
  readonly equivalent: number;
}

export interface MutationFigures {
  readonly on: string;
  readonly seed: number;
  readonly scores: readonly MutationScore[];
}

/** The sections of the document that tell the figures of the long runs, as far as there are any. */
export function figureSections(): readonly string[] {
  const soak = read<SoakFigures>(FIGURE_FILES.soak);
  const mutation = read<MutationFigures>(FIGURE_FILES.mutation);
  return [...(soak ? [soakSection(soak)] : []), ...(mutation ? [mutationSection(mutation)] : [])];
}

/** Puts new figures into the document, whose tables stay as they are. */
export function refreshFigures(): void {
  writeFileSync(DOCUMENT, withFigures(readFileSync(DOCUMENT, 'utf8'), figureSections()));
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

function soakSection(run: SoakFigures): string {
  return `## Soak

\`npm run soak\` keeps ${run.streams} streams going against a server that picks a fault for each request at random. Last long
run: ${run.on}, seed ${run.seed}, ${run.seconds} s: ${run.requests} requests, ${run.requestsOnTheWire} on the wire; ${run.completed} completed,
${run.interrupted} interrupted, ${run.failed} failed, ${run.stopped} stopped. No character was lost or doubled, every request ended once and was
recorded once. Heap ${run.heapMiB.first} → ${run.heapMiB.last} MiB, handles ${run.handles.first} → ${run.handles.last}.`;
}

function mutationSection({ on, seed, scores }: MutationFigures): string {
  const rows = scores.map(({ module, mutants, killed, equivalent }) => {
    const share = Math.round((100 * killed) / Math.max(1, mutants - equivalent));
    return `| ${module} | ${mutants} | ${killed} | ${equivalent} | ${share} % |`;
  });
  return `## Mutation testing

\`npm run mutation\` changes the code in one place at a time and runs the tests of that module; a change that no test notices
lives. Last run: ${on}, seed ${seed}; of large modules a random sample. Equivalent mutants, which change nothing that could be
seen, are listed in test/mutation/equivalent.ts and left out of the share.

| module | mutants | killed | equivalent | score |
|---|---|---|---|---|
${rows.join('\n')}`;
}
