import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A file of real code, and what a model makes of it all over. */
export interface RewrittenFile {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const LINES_AN_EDIT = 32;

/** The same for the same arguments: every 32 lines on average some are changed, put in or taken out. */
export function rewrittenFile(lines: number, seed: number): RewrittenFile {
  const file = createRequire(import.meta.url).resolve('axe-core/axe.js');
  const source = readFileSync(file, 'utf8').split('\n');
  const from = Math.floor((source.length - lines) / 2);
  const before = source.slice(from, from + lines);
  const next = sequence(seed);
  const after = [...before];
  for (let edit = 0; edit < lines / LINES_AN_EDIT; edit++) {
    const at = Math.floor(next() * after.length);
    const kind = next();
    const length = 1 + Math.floor(next() * 12);
    if (kind < 0.4) after.splice(at, length, ...after.slice(at, at + length).map((line) => `  ${line}`));
    else if (kind < 0.7) after.splice(at, 0, ...Array.from({ length }, (_, i) => `  step${edit}(${i});`));
    else after.splice(at, length);
  }
  return { before, after };
}

/** Numbers in [0, 1), by a linear congruential generator with the constants of Numerical Recipes. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
