import { type Answer, isRunning } from '../../src/core/chat/session.ts';

/** How long an answer has been waited for, and how long its reasoning took, as far as this page saw it. In ms. */
export interface TurnTimes {
  readonly waitedMs: number;
  readonly reasoningMs?: number;
}

/** Measures one turn from the states that it is seen in. */
export interface TurnClock {
  see(answer: Answer): void;
  times(answer: Answer): TurnTimes;
}

export function createTurnClock(now: () => number): TurnClock {
  let waitingSince: number | undefined;
  let reasoningSince: number | undefined;
  let reasoningMs: number | undefined;
  return {
    see(answer) {
      if (answer.status !== 'waiting') waitingSince = undefined;
      else waitingSince ??= now();
      if (answer.reasoning === '') {
        reasoningSince = undefined;
        reasoningMs = undefined;
      } else if (isReasoning(answer)) reasoningSince ??= now();
      else if (reasoningSince !== undefined) reasoningMs ??= now() - reasoningSince;
    },
    times(answer) {
      const seenMs =
        isReasoning(answer) && reasoningSince !== undefined ? now() - reasoningSince : reasoningMs;
      const tookMs = answer.figures?.reasoningMs ?? seenMs;
      return {
        waitedMs: waitingSince === undefined ? 0 : now() - waitingSince,
        ...(tookMs !== undefined && { reasoningMs: tookMs }),
      };
    },
  };
}

/** Whether the model is still thinking: what it thinks comes before what it says. */
export const isReasoning = (answer: Answer): boolean =>
  answer.reasoning !== '' && answer.text === '' && isRunning(answer.status);
