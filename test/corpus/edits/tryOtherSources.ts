import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blockAt, linesOf } from './forms.ts';
import { judge } from './judge.ts';
import { type Change, MUTATIONS } from './mutations.ts';

/** Makes the same cases of any sources: `tryOtherSources.ts FOLDER [GLOB] [SEED]`. Prints those that end wrongly. */
const [folder = 'src', pattern = '**/*.ts', seed = '1'] = process.argv.slice(2);

/** Numbers that look random and are the same for the same seed (a linear congruential generator). */
let state = Number(seed);
const below = (limit: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

/** One line somewhere in a block is changed, or another put above or below it. */
function changeOf(file: string, before: string): Change | undefined {
  const lines = linesOf(before);
  const blocks = lines.flatMap((line, at) => {
    const [start, end] = blockAt(lines, at);
    const isHead = /^\s*[^\s/*#].*\w{3}/.test(line) && before.split(`\n${line}\n`).length === 2;
    return isHead && end - start >= 4 && end - start <= 40 ? [[start, end] as const] : [];
  });
  const block = blocks[below(blocks.length)];
  if (!block) return undefined;
  const [start, end] = block;
  const inside = Array.from({ length: end - start - 1 }, (_, at) => start + 1 + at).filter((at) =>
    /\w{3}/.test(lines[at]!),
  );
  const at = inside[below(inside.length)];
  if (at === undefined) return undefined;
  const line = lines[at]!;
  const step = `${/^\s*/.exec(line)![0]}freshStep${below(100)}();`;
  const fresh = [[line.replace(/(\w{3,})(?!.*\w{3})/, '$1Fresh')], [step, line], [line, step]][below(3)]!;
  const after = `${lines.toSpliced(at, 1, ...fresh).join('\n')}\n`;
  return { name: `line ${at + 1}`, path: path.basename(file), before, after, unit: `${lines[start]}\n` };
}

const ends = { applied: 0, refused: 0, wrong: 0 };
for (const file of globSync(pattern, { cwd: folder }).sort()) {
  const before = readFileSync(path.join(folder, file), 'utf8');
  const change = before.endsWith('\n') && !before.includes('\r') ? changeOf(file, before) : undefined;
  if (!change) continue;
  for (const { kind, make } of MUTATIONS)
    for (const { form, document, wanted, code, info = '', isCut } of make(change)) {
      const edit = { code, info, lineAbove: '', ...(isCut && { isCut }) };
      const { end } = judge({ kind, name: change.name, path: change.path, document, wanted, edit });
      ends[end]++;
      if (end === 'wrong') console.log(`${kind}: ${file}, ${change.name} (${form})\n${code}\n`);
    }
}
console.log(ends);
