import type { Clock } from '../clock.ts';

/** A token that was got for a key, and how long it lives, in ms. */
export interface FetchedToken {
  readonly value: string;
  readonly lifetimeMs: number;
}

export interface TokenCache {
  /**
   * The token of a key, fetched when there is none or its end is near. Whoever asks meanwhile shares that one fetch; it
   * is aborted when the last of them has gone. Throws what `obtain` throws, or `signal.reason`.
   */
  get(
    key: string,
    obtain: (signal: AbortSignal) => Promise<FetchedToken>,
    signal: AbortSignal,
  ): Promise<string>;
  /** Forgets a token that the provider has refused, unless a newer one has taken its place. */
  drop(key: string, refused: string): void;
}

/** How long before its end a token is renewed, and at most which part of its life. */
const RENEW_BEFORE_MS = 24 * 3_600_000;
const RENEW_BEFORE_PART = 0.1;

interface HeldToken {
  readonly value: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

interface Flight {
  readonly token: Promise<string>;
  readonly controller: AbortController;
  waiting: number;
}

/** Keeps tokens in memory only. */
export function createTokenCache(clock: Clock): TokenCache {
  const tokens = new Map<string, HeldToken>();
  const flights = new Map<string, Flight>();

  function begin(key: string, obtain: (signal: AbortSignal) => Promise<FetchedToken>): Flight {
    const controller = new AbortController();
    const token = obtain(controller.signal).then(({ value, lifetimeMs }) => {
      const expiresAt = clock.now() + lifetimeMs;
      const marginMs = Math.min(RENEW_BEFORE_MS, lifetimeMs * RENEW_BEFORE_PART);
      tokens.set(key, { value, renewAt: expiresAt - marginMs, expiresAt });
      return value;
    });
    const flight = { token, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  async function join(key: string, flight: Flight, signal: AbortSignal): Promise<string> {
    flight.waiting++;
    try {
      return await unlessAborted(flight.token, signal);
    } finally {
      if (--flight.waiting === 0) {
        if (flights.get(key) === flight) flights.delete(key);
        flight.controller.abort();
      }
    }
  }

  return {
    async get(key, obtain, signal) {
      signal.throwIfAborted();
      const held = tokens.get(key);
      if (held && clock.now() < held.renewAt) return held.value;
      try {
        return await join(key, flights.get(key) ?? begin(key, obtain), signal);
      } catch (error) {
        signal.throwIfAborted();
        // What cannot be renewed today is still good until its end.
        if (held && tokens.get(key) === held && clock.now() < held.expiresAt) return held.value;
        throw error;
      }
    },
    drop(key, refused) {
      if (tokens.get(key)?.value === refused) tokens.delete(key);
    },
  };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.finally(() => signal.removeEventListener('abort', abort)).then(resolve, reject);
  });
}
