import { isRunning, type SessionState } from '../../src/core/chat/session.ts';
import { element } from '../dom/element.ts';
import { createTurnView, type TurnView, type TurnViewDeps } from './turnView.ts';

/** The turns of a chat. */
export interface TranscriptView {
  readonly element: HTMLElement;
  update(session: SessionState): void;
  /** Shows more of the answers, the newest first, until `deadline`; says whether there is more. */
  work(deadline: number): boolean;
}

const TICK_MS = 1000;

export function createTranscriptView(deps: TurnViewDeps): TranscriptView {
  const root = element('div', { class: 'turns' });
  const views = new Map<string, TurnView>();
  let shown: SessionState | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;

  function setTicking(isNeeded: boolean): void {
    if (isNeeded) ticking ??= setInterval(() => tickAll(), TICK_MS);
    else {
      clearInterval(ticking);
      ticking = undefined;
    }
  }

  function tickAll(): void {
    for (const turn of shown?.turns ?? []) if (isRunning(turn.answer.status)) views.get(turn.id)?.tick();
  }

  function removeGone(session: SessionState): void {
    if (shown?.turns.every(({ id }, index) => id === session.turns[index]?.id)) return;
    const kept = new Set(session.turns.map((turn) => turn.id));
    for (const [id, view] of views) {
      if (kept.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
  }

  return {
    element: root,
    update(session) {
      if (session === shown) return;
      removeGone(session);
      session.turns.forEach((turn, index) => {
        let view = views.get(turn.id);
        if (!view) {
          view = createTurnView(deps, turn);
          views.set(turn.id, view);
          root.append(view.element);
        } else if (turn !== shown?.turns[index]) view.update(turn);
        if (session.turns.length !== shown?.turns.length) view.setEarlier(index < session.turns.length - 1);
      });
      shown = session;
      setTicking(session.turns.some((turn) => isRunning(turn.answer.status)));
    },
    work(deadline) {
      let hasMore = false;
      for (const turn of shown?.turns.toReversed() ?? []) {
        hasMore = (views.get(turn.id)?.work(deadline) ?? false) || hasMore;
        if (deps.now() >= deadline) return true;
      }
      return hasMore;
    },
  };
}
