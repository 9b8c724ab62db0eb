/** Those who wait for the same moment, in other windows too, do not all go at it: they spread over this, in ms. */
export const SPREAD_MS = 500;

/** How long it is closed after a refusal that names no time: twice as long after each that follows. */
const FIRST_MS = 1000;
const LONGEST_MS = 20_000;

/**
 * Closed by a provider that is asked too often, until the time that it names. Behind it one request at a time shows
 * whether the provider takes them again. Times are in ms on any clock that does not go back.
 */
export interface RateGate {
  waitMs(now: number): number;
  /** False while the one request that is to show the way is out. */
  readonly hasRoom: boolean;
  /** A request goes through. True when it is the one that shows the way. */
  pass(): boolean;
  /** That request was taken, or came back without an answer. */
  proven(isTaken: boolean): void;
  /** True when this lengthens the wait. `askedMs` is what the provider asked for. */
  close(askedMs: number | undefined, now: number): boolean;
  /** Closed by another window. */
  closeUntil(until: number): void;
  /** Ends a wait for which nobody asked; what the provider asked for, or another window was told, stays. */
  giveUpOwn(): void;
}

/** `random` gives numbers from 0 up to 1. */
export function createRateGate(random: () => number): RateGate {
  let askedUntil = Number.NEGATIVE_INFINITY;
  let ownUntil = Number.NEGATIVE_INFINITY;
  let closedInARow = 0;
  let isOut = false;

  const notBefore = (): number => Math.max(askedUntil, ownUntil);

  return {
    waitMs: (now) => Math.max(0, notBefore() - now),
    get hasRoom() {
      return !isOut;
    },
    pass() {
      isOut = closedInARow > 0;
      return isOut;
    },
    proven(isTaken) {
      isOut = false;
      if (isTaken) closedInARow = 0;
    },
    close(askedMs, now) {
      // Those that were under way together are refused together, and count once.
      const before = notBefore();
      if (now >= before) closedInARow++;
      const ownMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (closedInARow - 1));
      const until = now + (askedMs ?? ownMs) + random() * SPREAD_MS;
      if (askedMs === undefined) ownUntil = Math.max(ownUntil, until);
      else askedUntil = Math.max(askedUntil, until);
      return until > before;
    },
    closeUntil(until) {
      askedUntil = Math.max(askedUntil, until + random() * SPREAD_MS);
      closedInARow ||= 1;
    },
    giveUpOwn() {
      ownUntil = Number.NEGATIVE_INFINITY;
    },
  };
}
