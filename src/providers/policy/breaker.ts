const IN_A_ROW = 5;
const REMEMBERED = 20;
const REMEMBERED_MS = 60_000;
const FEWEST = 10;
const SHARE = 0.5;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 120_000;

/** `closed` = all may pass; `open` = none; `ready` = one may try; `trying` = it does. */
export type BreakerState = 'closed' | 'open' | 'ready' | 'trying';

/**
 * Stops requests to a service that keeps failing: after five failures in a row, or half of the last twenty within a
 * minute (ten at least). It is left alone for 15 s, and for twice as long after each trial that fails, up to 2 min.
 * Times are in ms on any clock that does not go back.
 */
export interface Breaker {
  state(now: number): BreakerState;
  /** Until the next trial; 0 unless it is open. */
  waitMs(now: number): number;
  /** What the last pause was, or is. */
  readonly pauseMs: number;
  /** The request that is the trial goes out. */
  try(): void;
  /** The trial showed neither: another one may go. */
  giveUp(): void;
  succeeded(now: number): void;
  /** True when this opened it. What began before it opened cannot lengthen its pause. */
  failed(now: number, isTrial: boolean): boolean;
  /** Lets the next request try, whenever the pause would have ended. */
  tryNow(): void;
  /** Another window has opened it. */
  adopt(openUntil: number, pauseMs: number): void;
}

export function createBreaker(): Breaker {
  let outcomes: { readonly at: number; readonly isFailure: boolean }[] = [];
  let inARow = 0;
  let openUntil: number | undefined;
  let pauseMs = 0;
  let isTrying = false;

  function open(now: number): true {
    pauseMs = pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    openUntil = now + pauseMs;
    isTrying = false;
    return true;
  }

  function remember(now: number, isFailure: boolean): void {
    outcomes = [...outcomes, { at: now, isFailure }]
      .filter(({ at }) => at > now - REMEMBERED_MS)
      .slice(-REMEMBERED);
    inARow = isFailure ? inARow + 1 : 0;
  }

  function hasFailedTooOften(): boolean {
    const failures = outcomes.filter(({ isFailure }) => isFailure).length;
    return inARow >= IN_A_ROW || (outcomes.length >= FEWEST && failures >= outcomes.length * SHARE);
  }

  function state(now: number): BreakerState {
    if (openUntil === undefined) return 'closed';
    if (isTrying) return 'trying';
    return now < openUntil ? 'open' : 'ready';
  }

  return {
    state,
    waitMs: (now) => (state(now) === 'open' ? (openUntil ?? now) - now : 0),
    get pauseMs() {
      return pauseMs;
    },
    try() {
      isTrying = true;
    },
    giveUp() {
      isTrying = false;
    },
    succeeded(now) {
      if (openUntil !== undefined) {
        outcomes = [];
        openUntil = undefined;
        isTrying = false;
        pauseMs = 0;
      }
      remember(now, false);
    },
    failed(now, isTrial) {
      if (openUntil !== undefined) return isTrial && isTrying ? open(now) : false;
      remember(now, true);
      return hasFailedTooOften() && open(now);
    },
    tryNow() {
      if (openUntil !== undefined) openUntil = Number.NEGATIVE_INFINITY;
    },
    adopt(until, pause) {
      openUntil = until;
      pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause));
      isTrying = false;
    },
  };
}
