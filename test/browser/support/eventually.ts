import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 15_000;
const INTERVAL_MS = 100;
const SEEN_CHARACTERS = 2000;

/**
 * Reads until `isAsWanted`, and returns what was read then. Fails with `what` and the last value, or error, that was
 * read when that does not happen within `timeoutMs`.
 */
export async function eventually<T>(
  what: string,
  read: () => T | Promise<T>,
  isAsWanted: (value: T) => boolean,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await read();
      if (isAsWanted(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      assert.fail(`${what}: not within ${timeoutMs} ms; last seen: ${seen?.slice(0, SEEN_CHARACTERS)}`);
    }
    await delay(INTERVAL_MS);
  }
}

/** Does `act` again and again until it shows: a key that is pressed while the focus moves goes nowhere. */
export async function insist(
  what: string,
  act: () => Promise<void>,
  shows: () => Promise<boolean>,
): Promise<void> {
  for (let attempt = 1; attempt <= 8; attempt++) {
    await act();
    const hasShown = await eventually(what, shows, Boolean, 1_500).catch(() => false);
    if (hasShown) return;
  }
  assert.fail(`${what}: without effect, eight times`);
}
