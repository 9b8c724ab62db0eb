import { endOfBranch, pathTo, subtreeOf } from './branches.ts';
import { isRunning, type SessionEvent, type SessionState, type Turn } from './session.ts';

/**
 * What brings a turn back after it was deleted, what it followed, and all that followed it, with the branches shown that are shown now. An
 * answer that was being written stays where it is. Nothing for an unknown turn.
 */
export function bringBack(state: SessionState, turnId: string): readonly SessionEvent[] {
  const gone = subtreeOf(state.turns, turnId);
  const depth = (id: string): number => pathTo(gone, id).length;
  // What is shown of inner forks first: to show a turn changes the forks on its way.
  const inner = state.preferred.filter((id) => depth(id) > 1).toSorted((a, b) => depth(b) - depth(a));
  const end = endOfBranch(state, turnId);
  return [
    // What it followed may have been deleted after it.
    ...[...pathTo(state.turns, turnId).slice(0, -1), ...gone].map(
      (turn) => ({ type: 'turn-started', turn: atRest(turn) }) as const,
    ),
    ...[...inner, ...(end ? [end.id] : [])].map((id) => ({ type: 'turn-shown', turnId: id }) as const),
  ];
}

function atRest(turn: Turn): Turn {
  if (!isRunning(turn.answer.status)) return turn;
  const { notice: _, ...answer } = turn.answer;
  return { ...turn, answer: { ...answer, status: 'stopped' } };
}
