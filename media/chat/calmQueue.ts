export interface TimerClock {
  now(): number;
  /** Runs the callback once after `delayMs`. */
  after(delayMs: number, callback: () => void): void;
}

/** Hands on what it is given, what has gathered at once, never two at short intervals. */
export interface CalmQueue {
  add(items: readonly string[]): void;
  /** Forgets what waits. */
  clear(): void;
}

export function createCalmQueue(
  clock: TimerClock,
  intervalMs: number,
  handOn: (items: readonly string[]) => void,
): CalmQueue {
  let waiting: string[] = [];
  let handedOnAt = Number.NEGATIVE_INFINITY;
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    handedOnAt = clock.now();
    const items = waiting;
    waiting = [];
    if (items.length > 0) handOn(items);
  }

  return {
    add(items) {
      if (items.length === 0) return;
      waiting.push(...items);
      if (isScheduled) return;
      isScheduled = true;
      clock.after(Math.max(0, handedOnAt + intervalMs - clock.now()), flush);
    },
    clear() {
      waiting = [];
    },
  };
}
