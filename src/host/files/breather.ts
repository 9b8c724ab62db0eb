/** So long, in ms, work goes on by itself: others wait at most twice as long, the machine's own business included. */
const SLICE_MS = 4;

/** Lets others have their turn in long work. */
export interface Breather {
  /** Whether the slice of time is used up; cheap enough to be asked at every step. */
  isDue(): boolean;
  /** Waits until others have had their turn. Throws `signal.reason`. */
  rest(): Promise<void>;
}

export function createBreather(signal: AbortSignal): Breather {
  let since = performance.now();
  return {
    isDue: () => performance.now() - since >= SLICE_MS,
    async rest() {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      signal.throwIfAborted();
      since = performance.now();
    },
  };
}
