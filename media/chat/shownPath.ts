import { activePath } from '../../src/core/chat/branches.ts';
import type { SessionState, Turn } from '../../src/core/chat/session.ts';

/**
 * What is shown of a session, as `activePath` has it. The way is looked for only when turns have come or gone or
 * another branch is shown; while an answer streams, only the turns on it are taken anew.
 */
export function createShownPath(): (session: SessionState) => readonly Turn[] {
  let known: Pick<SessionState, 'id' | 'turns' | 'preferred'> | undefined;
  let places: readonly number[] = [];
  return (session) => {
    const isSameWay =
      known?.id === session.id &&
      known.preferred === session.preferred &&
      known.turns.length === session.turns.length;
    if (!isSameWay) {
      const placeOf = new Map(session.turns.map((turn, index) => [turn.id, index]));
      places = activePath(session).flatMap(({ id }) => placeOf.get(id) ?? []);
    }
    known = session;
    return places.flatMap((place) => session.turns[place] ?? []);
  };
}
