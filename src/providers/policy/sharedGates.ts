/** What every window should know of a key's limits. Times are in ms since 1970 UTC. */
export interface SharedGate {
  /** No request before this. */
  readonly notBefore: number;
  /** The breaker lets nothing pass before this; 0 while it is closed. */
  readonly openUntil: number;
  /** The breaker's last pause, in ms. */
  readonly pauseMs: number;
  readonly savedAt: number;
}

/** The gates that windows share, by the hash that stands for a provider, its origin and a key. Neither ever throws. */
export interface SharedGates {
  /** All of them when any has changed since the last look; `undefined` when none has. */
  changes(): Promise<ReadonlyMap<string, SharedGate> | undefined>;
  save(id: string, gate: SharedGate): Promise<void>;
}

/** What is as far in the future was written before a clock was set back. */
export const FUTURE_MS = 600_000;

/** The longest wait of a provider's and the longest pause that are taken over, in ms, from when they were written. */
export const LONGEST_WAIT_MS = 86_400_000;
export const LONGEST_PAUSE_MS = 600_000;
