import type { Turn } from './session.ts';

/**
 * The turns of a chat that two windows have gone on with, `base` being what both of them have read. A turn that only
 * one of them has added or changed is that one's; where both have changed it, it is ours. None is lost.
 */
export function mergeTurns(
  base: readonly Turn[],
  ours: readonly Turn[],
  theirs: readonly Turn[],
): readonly Turn[] {
  const unchanged = new Set(base);
  const ourTurns = new Map(ours.map((turn) => [turn.id, turn]));
  const known = new Set(theirs.map(({ id }) => id));
  return [
    ...theirs.map((turn) => {
      const our = ourTurns.get(turn.id);
      return our && !unchanged.has(our) ? our : turn;
    }),
    ...ours.filter(({ id }) => !known.has(id)),
  ];
}
