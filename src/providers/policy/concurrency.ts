/** How many requests may be under way at once, where nothing better is known. */
const INITIAL = 8;
/** The most that is ever tried, and so the most sockets that one key opens. */
const MOST = 32;

/**
 * How many requests a provider bears at once, found out by trying: one more for each round that went well, half as many
 * when it refuses.
 */
export interface Concurrency {
  readonly limit: number;
  /** Changes with every refusal. What was sent in an earlier round says nothing about the limit of this one. */
  readonly round: number;
  /** A request that was one of `underWay` was taken. */
  accepted(round: number, underWay: number): void;
  /** A request that was one of `underWay` was refused because there were too many. */
  refused(round: number, underWay: number): void;
}

/** `most` is the user's own limit; 32 when absent. */
export function createConcurrency(most = MOST): Concurrency {
  let limit = Math.min(INITIAL, most);
  let round = 0;
  return {
    get limit() {
      return Math.floor(limit);
    },
    get round() {
      return round;
    },
    accepted(sentIn, underWay) {
      // A limit that was not made use of has not been tried.
      if (sentIn === round && underWay >= Math.floor(limit)) limit = Math.min(most, limit + 1 / limit);
    },
    refused(sentIn, underWay) {
      if (sentIn !== round) return;
      limit = Math.max(1, Math.floor(Math.min(limit, underWay) / 2));
      round++;
    },
  };
}
