import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  FIGURE_FILES,
  type MutationFigures,
  type MutationScore,
  refreshFigures,
} from '../reliability/figures.ts';
import { createRandom } from '../soak/random.ts';
import { EQUIVALENT } from './equivalent.ts';
import { MODULES, type MutatedModule } from './modules.ts';
import { type Mutant, mutantsOf, mutated } from './mutantsOf.ts';
import { createWorkTree, type WorkTree } from './workTree.ts';

const PROCESSES = 2;
const SEED = 3;
const MOST_MUTANTS = 150;
const QUICK_TIMEOUT_MS = 60_000;
const SLOW_TIMEOUT_MS = 180_000;

const root = path.resolve(import.meta.dirname, '../..');

interface Candidate extends Mutant {
  readonly file: string;
  readonly source: string;
}

const lineOf = ({ source, line }: Candidate): string => source.split('\n')[line - 1]?.trim() ?? '';

const isEquivalent = (mutant: Candidate): boolean =>
  EQUIVALENT.some(
    ({ file, line, original, replacement }) =>
      file === mutant.file &&
      line === lineOf(mutant) &&
      original === mutant.original &&
      replacement === mutant.replacement,
  );

/** All mutants of a module, or as many of them by chance. */
function sampleOf({ sources }: MutatedModule): readonly Candidate[] {
  const random = createRandom(SEED);
  return sources
    .flatMap((file) => {
      const source = readFileSync(path.join(root, file), 'utf8');
      return mutantsOf(source).map((mutant) => ({ ...mutant, file, source }));
    })
    .map((mutant) => ({ mutant, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST_MUTANTS)
    .map(({ mutant }) => mutant);
}

async function survives(tree: WorkTree, mutant: Candidate, { quick, slow }: MutatedModule): Promise<boolean> {
  tree.write(mutant.file, mutated(mutant.source, mutant));
  try {
    if (!(await tree.passes(quick, QUICK_TIMEOUT_MS))) return false;
    return slow.length === 0 || (await tree.passes(slow, SLOW_TIMEOUT_MS));
  } finally {
    tree.write(mutant.file, mutant.source);
  }
}

async function test(module: MutatedModule, trees: readonly WorkTree[]): Promise<MutationScore> {
  for (const tree of trees)
    if (!(await tree.passes([...module.quick, ...module.slow], SLOW_TIMEOUT_MS)))
      throw new Error(`The tests of ${module.name} fail as they are`);
  const mutants = sampleOf(module);
  const waiting = [...mutants];
  const survivors: Candidate[] = [];
  const work = async (tree: WorkTree): Promise<void> => {
    for (let mutant = waiting.pop(); mutant; mutant = waiting.pop())
      if (await survives(tree, mutant, module)) survivors.push(mutant);
  };
  await Promise.all(trees.map(work));
  const equivalent = survivors.filter(isEquivalent).length;
  const killed = mutants.length - survivors.length;
  console.log(`\n${module.name}: ${killed} of ${mutants.length} killed, ${equivalent} equivalent`);
  survivors.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  for (const mutant of survivors) {
    if (isEquivalent(mutant)) continue;
    console.log(`  ${mutant.file}:${mutant.line}  ${short(mutant.original)} → ${short(mutant.replacement)}`);
  }
  return { module: module.name, mutants: mutants.length, killed, equivalent };
}

const short = (code: string): string => code.replaceAll(/\s+/g, ' ').slice(0, 60);

/** The other modules keep the scores of their last run. */
function save(scores: readonly MutationScore[]): void {
  const before: readonly MutationScore[] = existsSync(FIGURE_FILES.mutation)
    ? (JSON.parse(readFileSync(FIGURE_FILES.mutation, 'utf8')) as MutationFigures).scores
    : [];
  const known = new Map([...before, ...scores].map((score) => [score.module, score]));
  const figures: MutationFigures = {
    on: new Date().toISOString().slice(0, 10),
    seed: SEED,
    scores: MODULES.flatMap(({ name }) => known.get(name) ?? []),
  };
  writeFileSync(FIGURE_FILES.mutation, `${JSON.stringify(figures, undefined, 2)}\n`);
  refreshFigures();
}

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !MODULES.some((module) => module.name === name));
if (unknown.length > 0)
  throw new Error(
    `No such module: ${unknown.join(', ')}. There are: ${MODULES.map(({ name }) => name).join(', ')}`,
  );
const trees = Array.from({ length: PROCESSES }, createWorkTree);
try {
  for (const module of MODULES)
    if (positionals.length === 0 || positionals.includes(module.name)) save([await test(module, trees)]);
} finally {
  for (const tree of trees) tree.remove();
}
