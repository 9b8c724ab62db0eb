import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PURPOSES } from '../../../src/core/model/chatRequest.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { createProvider } from '../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { ATTEMPTS } from '../../../src/providers/policy/retryRules.ts';
import type { Reply, Transport } from '../../../src/providers/transport/transport.ts';
import { END_FRAMES, textFrame } from '../../model-server/byteScript.ts';
import { chatRequest, textOf } from './clients.ts';
import { createManualClock } from './manualClock.ts';

/** What becomes of one attempt: an error in place of a reply, a refusal, or a body that ends in some way. */
type Fate =
  | { readonly error: string }
  | { readonly status: number; readonly retryAfter: string | undefined }
  | { readonly texts: readonly string[]; readonly end: 'finish' | 'cut' | 'error' | 'silence' }
  | { readonly silent: true };

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.record({
    error: fc.constantFrom('ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EPROTO', 'ODD'),
  }),
  fc.record({
    status: fc.constantFrom(
      400,
      401,
      402,
      403,
      404,
      408,
      409,
      413,
      422,
      429,
      500,
      502,
      503,
      504,
      529,
      204,
      307,
    ),
    retryAfter: fc.option(fc.constantFrom('0', '2', '59', '3600', '-1', 'soon'), { nil: undefined }),
  }),
  fc.record({
    texts: fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 5 }),
    end: fc.constantFrom('finish', 'cut', 'error', 'silence'),
  }),
  fc.constant({ silent: true } as const),
);

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

async function meet(fate: Fate, signal: AbortSignal): Promise<Reply> {
  if ('silent' in fate) return untilAborted(signal);
  if ('error' in fate) throw Object.assign(new TypeError('fetch failed'), { code: fate.error });
  if ('status' in fate) {
    const { status, retryAfter } = fate;
    const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    return { status, headers, body: bodyOf([], async () => {}) };
  }
  const last = fate.end === 'finish' ? [END_FRAMES] : [];
  return {
    status: 200,
    headers: new Headers(),
    body: bodyOf([...fate.texts.map(textFrame), ...last], async () => {
      if (fate.end === 'error') throw Object.assign(new TypeError('terminated'), { code: 'ECONNRESET' });
      if (fate.end === 'silence') await untilAborted(signal);
    }),
  };
}

async function* bodyOf(pieces: readonly string[], end: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
  await end();
}

interface Ended {
  readonly events: readonly StreamEvent[];
  readonly error: unknown;
}

test('whatever becomes of its attempts, a request ends once, within its attempts, with what was said in the last [F48]', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { minLength: 5, maxLength: 5 }),
      fc.constantFrom(...PURPOSES),
      fc.option(fc.nat(8), { nil: undefined }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (fates, purpose, stopAfter, jitter) => {
        const clock = createManualClock();
        const records: UsageRecord[] = [];
        let attempts = 0;
        const transport: Transport = {
          send: (_, signal) => meet(fates[attempts++] ?? { silent: true }, signal),
        };
        const provider = createProvider(
          { transport, record: (record) => records.push(record), clock, random: () => jitter },
          {
            ...createCustomEndpoint('test', {
              baseUrl: 'https://models.example/v1',
              headers: { token: 'x' },
            }),
          },
          async () => undefined,
        );
        const controller = new AbortController();
        const reason = new Error('stop');
        let turns = 0;
        const ended = await passTime(
          clock,
          () => {
            if (turns++ === stopAfter) controller.abort(reason);
          },
          read(provider.stream(chatRequest({ purpose }), controller.signal)),
        );

        assert.ok(attempts <= ATTEMPTS[purpose], `${attempts} attempts`);
        assert.equal(records.length, 1);
        assert.equal(clock.pendingTimers, 0);
        const { events, error } = ended;
        const finishes = events.filter(({ type }) => type === 'finish').length;
        assert.equal(finishes, error === undefined ? 1 : 0);
        if (controller.signal.aborted && error !== undefined && error !== reason)
          assert.ok(error instanceof Error);
        const last = fates[attempts - 1];
        const said = last && 'texts' in last ? last.texts.join('') : '';
        if (error === undefined) assert.equal(textOf(events), said);
        else assert.ok(said.startsWith(textOf(events)));
        const waits = events.flatMap((event) => (event.type === 'retrying' ? [event.delayMs] : []));
        assert.equal(waits.length <= Math.max(0, ATTEMPTS[purpose] - 1), true);
        for (const delayMs of waits) assert.ok(delayMs >= 0 && delayMs <= 60_000 + 20_000);
      },
    ),
    { numRuns: 150 },
  );
});

async function read(stream: AsyncIterable<StreamEvent>): Promise<Ended> {
  const events: StreamEvent[] = [];
  try {
    for await (const event of stream) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

/** Lets minutes pass whenever nothing happens, until the work is over. */
async function passTime<T>(
  clock: ReturnType<typeof createManualClock>,
  onTurn: () => void,
  work: Promise<T>,
): Promise<T> {
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (let turn = 0; turn < 5 && !isOver; turn++) await new Promise((next) => setImmediate(next));
    if (isOver) break;
    onTurn();
    clock.advance(20_000);
  }
  return done;
}
