/** How a language server has answered changes so far, in ms. */
export interface ServerPace {
  /** From a change to the first word about it. */
  readonly firstMs: number;
  /** The longest pause between two words about the same change. */
  readonly pauseMs: number;
}

/** What is known of a server's work on one change; times in ms on one clock. */
export interface ServerWork {
  readonly changedAt: number;
  /** When a question about the changed document was answered, so that the server knows of the change. */
  readonly answeredAt?: number;
  /** When it said what is wrong, in order. */
  readonly saidAt: readonly number[];
}

/** Of a server that nothing is known of: some look in steps, syntax first. */
export const UNKNOWN_PACE: ServerPace = { firstMs: 1000, pauseMs: 250 };

const LEAST_PAUSE_MS = 40;
const MOST_PAUSE_MS = 1500;
const MOST_FIRST_MS = 4000;
/** A server is given that much more time than it took before. */
const PATIENCE = 1.5;

/**
 * When the server will have said all that it is going to say, if nothing more comes. No protocol tells the end, and of
 * a document without problems, before and after, the editor tells nothing at all. Undefined before it has answered.
 */
export function settlesAt(
  { changedAt, answeredAt, saidAt }: ServerWork,
  pace: ServerPace,
): number | undefined {
  if (answeredAt === undefined) return undefined;
  const last = saidAt.at(-1);
  return last === undefined
    ? Math.max(answeredAt, changedAt + pace.firstMs)
    : Math.max(answeredAt, last + pace.pauseMs);
}

/** What to expect next time of a server that has settled. */
export function learntPace({ changedAt, saidAt }: ServerWork, pace: ServerPace): ServerPace {
  const [first] = saidAt;
  if (first === undefined) return pace;
  const pauses = saidAt.slice(1).map((at, index) => at - saidAt[index]!);
  return {
    firstMs: Math.min(PATIENCE * (first - changedAt) + LEAST_PAUSE_MS, MOST_FIRST_MS),
    pauseMs: Math.min(Math.max(PATIENCE * Math.max(0, ...pauses), LEAST_PAUSE_MS), MOST_PAUSE_MS),
  };
}
