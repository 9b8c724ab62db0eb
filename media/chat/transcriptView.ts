import { isRunning, type Turn } from '../../src/core/chat/session.ts';
import { element } from '../dom/element.ts';
import { createTurnView, type TurnView, type TurnViewDeps } from './turnView.ts';

/** The turns of a chat that are shown. */
export interface TranscriptView {
  readonly element: HTMLElement;
  update(turns: readonly Turn[]): void;
  /** Shows more of the answers, the newest first, until `deadline`; says whether there is more. */
  work(deadline: number): boolean;
}

const TICK_MS = 1000;

export function createTranscriptView(deps: TurnViewDeps): TranscriptView {
  const root = element('div', { class: 'turns' });
  const views = new Map<string, TurnView>();
  let shown: readonly Turn[] = [];
  let ticking: ReturnType<typeof setInterval> | undefined;

  function setTicking(isNeeded: boolean): void {
    if (isNeeded) ticking ??= setInterval(() => tickAll(), TICK_MS);
    else {
      clearInterval(ticking);
      ticking = undefined;
    }
  }

  function tickAll(): void {
    for (const turn of shown) if (isRunning(turn.answer.status)) views.get(turn.id)?.tick();
  }

  function removeGone(turns: readonly Turn[]): void {
    if (shown.every(({ id }, index) => id === turns[index]?.id)) return;
    const kept = new Set(turns.map((turn) => turn.id));
    for (const [id, view] of views) {
      if (kept.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
  }

  return {
    element: root,
    update(turns) {
      removeGone(turns);
      turns.forEach((turn, index) => {
        let view = views.get(turn.id);
        const isNew = !view;
        if (!view) {
          view = createTurnView(deps, turn);
          views.set(turn.id, view);
          root.append(view.element);
        } else if (turn !== shown[index]) view.update(turn);
        if (isNew || turns.length !== shown.length) view.setEarlier(index < turns.length - 1);
      });
      shown = turns;
      setTicking(turns.some((turn) => isRunning(turn.answer.status)));
    },
    work(deadline) {
      let hasMore = false;
      for (const turn of shown.toReversed()) {
        hasMore = (views.get(turn.id)?.work(deadline) ?? false) || hasMore;
        if (deps.now() >= deadline) return true;
      }
      return hasMore;
    },
  };
}
