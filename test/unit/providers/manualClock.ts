import type { Clock, Timer } from '../../../src/providers/clock.ts';

interface PendingTimer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock whose time passes when the test says so. */
export interface ManualClock extends Clock {
  /** Lets time pass and runs what falls due, in order. `lateMs` runs it that much later than it was due. */
  advance(ms: number, lateMs?: number): void;
  /** Resolves when a timer of this delay is set, or has been set and is still waiting. */
  timerOf(delayMs: number): Promise<void>;
  readonly pendingTimers: number;
}

export function createManualClock(startAt = Date.UTC(2026, 10, 21)): ManualClock {
  let elapsedMs = 0;
  const timers = new Set<PendingTimer>();
  const watchers = new Set<{ readonly delayMs: number; readonly resolve: () => void }>();
  return {
    now: () => startAt + elapsedMs,
    monotonic: () => elapsedMs,
    setTimer(callback, delayMs): Timer {
      const timer = { dueMs: elapsedMs + delayMs, callback };
      timers.add(timer);
      for (const watcher of watchers) {
        if (watcher.delayMs !== delayMs) continue;
        watchers.delete(watcher);
        watcher.resolve();
      }
      return { cancel: () => void timers.delete(timer) };
    },
    advance(ms, lateMs = 0) {
      const untilMs = elapsedMs + ms;
      for (;;) {
        const [next] = [...timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs);
        if (!next) break;
        timers.delete(next);
        elapsedMs = Math.max(elapsedMs, next.dueMs + lateMs);
        next.callback();
      }
      elapsedMs = Math.max(elapsedMs, untilMs);
    },
    timerOf(delayMs) {
      if ([...timers].some(({ dueMs }) => dueMs - elapsedMs === delayMs)) return Promise.resolve();
      return new Promise((resolve) => watchers.add({ delayMs, resolve }));
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}
