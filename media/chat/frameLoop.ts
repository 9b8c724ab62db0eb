/** The browser's frames and clock. */
export interface FrameClock {
  /** In ms. */
  now(): number;
  requestFrame(callback: () => void): void;
}

export interface FrameLoop {
  /** Asks for work to be done in a frame soon; any number of requests makes one. */
  request(): void;
}

/** Producing a frame costs more than reading what a stream brings in 16 ms: half the frames show as smooth a text. */
const INTERVAL_MS = 30;
const BUDGET_MS = 8;

/** Runs `work` with a deadline 8 ms ahead: at most once in 30 ms, but in every frame while it says that there is more. */
export function createFrameLoop(clock: FrameClock, work: (deadline: number) => boolean): FrameLoop {
  let isRequested = false;
  let workedAt = Number.NEGATIVE_INFINITY;

  function onFrame(): void {
    const start = clock.now();
    if (start - workedAt < INTERVAL_MS) {
      clock.requestFrame(onFrame);
      return;
    }
    isRequested = false;
    workedAt = start;
    if (!work(start + BUDGET_MS)) return;
    workedAt = Number.NEGATIVE_INFINITY;
    request();
  }

  function request(): void {
    if (isRequested) return;
    isRequested = true;
    clock.requestFrame(onFrame);
  }

  return { request };
}
