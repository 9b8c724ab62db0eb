import { pathTo } from './branches.ts';
import type { Turn } from './session.ts';

/**
 * The turns of a chat that two windows have gone on with, `base` being what both of them have read. A turn that only
 * one of them has added or changed is that one's; where both have changed it, it is ours. What one of them has deleted
 * is gone, unless the other has changed it or gone on after it: nothing new is lost.
 */
export function mergeTurns(
  base: readonly Turn[],
  ours: readonly Turn[],
  theirs: readonly Turn[],
): readonly Turn[] {
  const baseTurns = new Map(base.map((turn) => [turn.id, turn]));
  const ourTurns = new Map(ours.map((turn) => [turn.id, turn]));
  const theirIds = new Set(theirs.map(({ id }) => id));
  const merged = [
    ...theirs.map((turn) => {
      const our = ourTurns.get(turn.id);
      return our && our !== baseTurns.get(turn.id) ? our : turn;
    }),
    ...ours.filter(({ id }) => !theirIds.has(id)),
  ];
  const isDeleted = (turn: Turn): boolean => {
    const before = baseTurns.get(turn.id);
    if (!before || (ourTurns.has(turn.id) && theirIds.has(turn.id))) return false;
    return turn === before || JSON.stringify(turn) === JSON.stringify(before);
  };
  const kept = new Set(
    merged.filter((turn) => !isDeleted(turn)).flatMap(({ id }) => pathTo(merged, id).map((turn) => turn.id)),
  );
  return merged.filter(({ id }) => kept.has(id));
}
