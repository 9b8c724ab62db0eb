import { pathTo } from './branches.ts';
import { isRunning, type SessionEvent, type SessionState } from './session.ts';

/** What makes a new chat a copy of another one up to a turn; an answer that is being written is cut there. */
export function copyOfBranch(
  session: SessionState,
  turnId: string,
  deps: { readonly newId: () => string; readonly title: string },
): readonly SessionEvent[] {
  let parentId: string | undefined;
  const turns = pathTo(session.turns, turnId).map(({ parentId: _, ...turn }): SessionEvent => {
    const { notice: __, ...cut } = turn.answer;
    const answer = isRunning(cut.status) ? { ...cut, status: 'interrupted' as const } : turn.answer;
    const copy = { ...turn, id: deps.newId(), ...(parentId !== undefined && { parentId }), answer };
    parentId = copy.id;
    return { type: 'turn-started', turn: copy };
  });
  return [...turns, { type: 'chat-renamed', title: deps.title }];
}
