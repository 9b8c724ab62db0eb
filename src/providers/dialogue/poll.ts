import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { type Clock, wait } from '../clock.ts';
import type { JsonObject } from '../dialects/json.ts';
import { LONGEST_REQUESTED_MS } from '../policy/retryRules.ts';
import type { Watchdog } from '../policy/watchdog.ts';
import type { DialogueDecoder } from './dialogueDecoder.ts';
import { passOn } from './passOn.ts';

/** Between two looks: the first wait, by how much each is longer while nothing changes, and the longest. */
const FIRST_WAIT_MS = 500;
const WAIT_GROWTH = 1.5;
const LONGEST_WAIT_MS = 5000;

/** Looks in a row that may fail. */
const FAILED_LOOKS = 5;

/** Failures that may pass. */
const PASSING: ReadonlySet<ProviderErrorKind> = new Set([
  'dns',
  'unreachable',
  'connection-lost',
  'timeout',
  'server',
  'overloaded',
  'rate-limit',
]);

export interface PollDeps {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly decoder: DialogueDecoder;
  readonly watchdog: Watchdog;
  /** What the service holds of the dialogue now. Throws `ProviderError`. */
  read(): Promise<JsonObject>;
}

/**
 * The answer as the record of its dialogue grows. Looks at once when events have come before, and then again with
 * longer and longer waits. Throws what the last of several failed looks threw, or `signal.reason`.
 */
export async function* poll({
  clock,
  random,
  decoder,
  watchdog,
  read,
}: PollDeps): AsyncGenerator<readonly StreamEvent[], void, void> {
  let failed = 0;
  let latest = '';
  let delayMs = decoder.isVisible ? 0 : FIRST_WAIT_MS;
  for (let waitMs = FIRST_WAIT_MS; decoder.progress !== 'done'; ) {
    if (delayMs > 0) await wait(clock, delayMs + (random() * delayMs) / 4, watchdog.signal);
    let record: JsonObject;
    try {
      record = await read();
    } catch (error) {
      watchdog.signal.throwIfAborted();
      delayMs = delayAfter(error, ++failed);
      continue;
    }
    failed = 0;
    watchdog.sawBytes();
    const now = JSON.stringify(record);
    if (now === latest) waitMs = Math.min(waitMs * WAIT_GROWTH, LONGEST_WAIT_MS);
    else {
      watchdog.sawContent();
      waitMs = FIRST_WAIT_MS;
    }
    latest = now;
    delayMs = waitMs;
    yield* passOn(watchdog, (emit) => decoder.record(record, emit));
  }
}

/** How long to leave the service alone after a look that failed; throws the failure when it will not pass. */
function delayAfter(error: unknown, failed: number): number {
  if (!(error instanceof ProviderError) || !PASSING.has(error.kind) || failed > FAILED_LOOKS) throw error;
  const delayMs = error.details.retryAfterMs ?? Math.min(FIRST_WAIT_MS * 2 ** (failed - 1), LONGEST_WAIT_MS);
  if (delayMs > LONGEST_REQUESTED_MS) throw error;
  return delayMs;
}
