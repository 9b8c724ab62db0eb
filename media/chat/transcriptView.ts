import { isRunning, type SessionState, type Turn } from '../../src/core/chat/session.ts';
import { element } from '../dom/element.ts';
import type { AddedText } from './freshText.ts';
import type { VersionStep } from './questionView.ts';
import { createTurnView, type TurnView, type TurnViewDeps } from './turnView.ts';

/** The turns of a chat that are shown. */
export interface TranscriptView {
  readonly element: HTMLElement;
  /** `turns` are those of the session that are shown; `added` is what has been written since the last update. */
  update(session: SessionState, turns: readonly Turn[], added: AddedText): void;
  /** Shows the branch that a turn is on, and goes to it. */
  show(turnId: string): void;
  /** Shows more of the answers, the newest first, until `deadline`; says whether there is more. */
  work(deadline: number): boolean;
}

export type TranscriptViewDeps = Omit<TurnViewDeps, 'showVersion'>;

const TICK_MS = 1000;

export function createTranscriptView(deps: TranscriptViewDeps): TranscriptView {
  const root = element('div', { class: 'turns' });
  const views = new Map<string, TurnView>();
  let shownSession: SessionState | undefined;
  let shown: readonly Turn[] = [];
  let ticking: ReturnType<typeof setInterval> | undefined;
  /** What is to have the focus when its branch is shown. */
  let wanted: { readonly turnId: string; readonly step?: VersionStep } | undefined;
  const turnDeps: TurnViewDeps = { ...deps, showVersion: (turnId, step) => want({ turnId, step }) };

  function want(next: NonNullable<typeof wanted>): void {
    wanted = next;
    if (views.has(next.turnId)) focusWanted();
    else deps.send({ type: 'show-turn', turnId: next.turnId });
  }

  function focusWanted(): void {
    const view = wanted && views.get(wanted.turnId);
    if (!wanted || !view) return;
    if (wanted.step) view.focusVersion(wanted.step);
    else view.element.focus();
    wanted = undefined;
  }

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

  /** What is written into an answer changes neither; so nothing is counted while one streams. */
  function showVersions({ turns, preferred }: SessionState): void {
    if (shownSession?.turns.length === turns.length && shownSession.preferred === preferred) return;
    const versions = new Map<string | undefined, string[]>();
    for (const { id, parentId } of turns) {
      const beside = versions.get(parentId);
      if (beside) beside.push(id);
      else versions.set(parentId, [id]);
    }
    for (const { id, parentId } of shown) views.get(id)?.setVersions(versions.get(parentId) ?? []);
  }

  return {
    element: root,
    update(session, turns, added) {
      removeGone(turns);
      turns.forEach((turn, index) => {
        let view = views.get(turn.id);
        const isNew = !view;
        if (!view) {
          view = createTurnView(turnDeps, turn);
          views.set(turn.id, view);
          root.append(view.element);
        } else if (turn !== shown[index]) view.update(turn, added.get(turn.id));
        if (isNew || turns.length !== shown.length) view.setEarlier(index < turns.length - 1);
      });
      shown = turns;
      showVersions(session);
      shownSession = session;
      setTicking(turns.some((turn) => isRunning(turn.answer.status)));
      focusWanted();
    },
    show: (turnId) => want({ turnId }),
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
