import { diffLines, type Hunk } from './lineDiff.ts';

/**
 * Three-way merge: `base` with the model's change and the user's change both applied. Where both changed the same
 * lines the user's text stands and the model's is left out; where both only inserted, both are kept. `modelHunks` is
 * to be given where it is known: of texts with lines that moved, a new diff may tell another story.
 */
export function mergeLines(
  base: readonly string[],
  users: readonly string[],
  models: readonly string[],
  modelHunks: readonly Hunk[] = diffLines(base, models),
): readonly string[] {
  if (users === base || users === models) return models;
  if (models === base) return users;
  const userHunks = diffLines(base, users);
  if (userHunks.length === 0) return models;
  if (modelHunks.length === 0) return users;
  const kept = modelHunks.filter((hunk) => !userHunks.some((user) => collide(user, hunk)));
  const steps = [
    ...kept.map((hunk) => ({ hunk, lines: models })),
    ...userHunks.map((hunk) => ({ hunk, lines: users })),
  ].sort((a, b) => a.hunk.oldStart - b.hunk.oldStart || a.hunk.oldEnd - b.hunk.oldEnd);
  const merged: string[] = [];
  let position = 0;
  for (const { hunk, lines } of steps) {
    for (let i = position; i < hunk.oldStart; i++) merged.push(base[i]!);
    for (let i = hunk.newStart; i < hunk.newEnd; i++) merged.push(lines[i]!);
    position = Math.max(position, hunk.oldEnd);
  }
  for (let i = position; i < base.length; i++) merged.push(base[i]!);
  return merged;
}

/** Lines of a base that a change replaces; empty for an insertion. */
export type ChangedRange = Pick<Hunk, 'oldStart' | 'oldEnd'>;

/** Two changes of one base collide when they replace a common line, or one inserts inside what the other replaces. */
export function collide(a: ChangedRange, b: ChangedRange): boolean {
  if (a.oldStart === a.oldEnd || b.oldStart === b.oldEnd) {
    const [point, range] = a.oldStart === a.oldEnd ? [a.oldStart, b] : [b.oldStart, a];
    return range.oldStart < point && point < range.oldEnd;
  }
  return a.oldStart < b.oldEnd && b.oldStart < a.oldEnd;
}
