import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ChatRequest, PURPOSES } from '../../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import {
  PROVIDER_ERRORS,
  ProviderError,
  type ProviderErrorKind,
} from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { NO_USAGE } from '../../../../src/core/model/usage.ts';
import { retry } from '../../../../src/providers/policy/retry.ts';
import { createRetryBudget } from '../../../../src/providers/policy/retryBudget.ts';
import { ATTEMPTS } from '../../../../src/providers/policy/retryRules.ts';
import { chatRequest, kindOf, MODEL, NEVER } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';

const usage = { ...NO_USAGE, inputTokens: 10, outputTokens: 1 };

describe('the time limit of a request', () => {
  test('ends a wait between attempts, and leaves no timer', async () => {
    const clock = createManualClock();
    let attempts = 0;
    const busy: Provider = {
      id: 'test',
      // biome-ignore lint/correctness/useYield: it fails before it has anything to say
      async *stream() {
        attempts++;
        clock.advance(130_000);
        throw new ProviderError('rate-limit', 'x', { provider: 'test', retryAfterMs: 60_000 });
      },
    };
    const events: StreamEvent[] = [];
    await assert.rejects(
      async () => {
        const request = chatRequest({ purpose: 'generate', reasoning: 'off' });
        for await (const event of retry(busy, {
          clock,
          random: () => 0,
          isLocal: false,
          budget: createRetryBudget(clock.monotonic),
        }).stream(request, NEVER)) {
          events.push(event);
          void clock.timerOf(60_000).then(() => clock.advance(50_000));
        }
      },
      (error) => kindOf(error) === 'timeout',
    );
    assert.deepEqual([attempts, events.length, clock.monotonic()], [1, 1, 180_000]);
    assert.equal(clock.pendingTimers, 0);
  });

  test('allows no further attempt once it has passed', async () => {
    const clock = createManualClock();
    let attempts = 0;
    const slow: Provider = {
      id: 'test',
      // biome-ignore lint/correctness/useYield: it fails before it has anything to say
      async *stream(_, signal) {
        attempts++;
        clock.advance(900_000);
        signal.throwIfAborted();
      },
    };
    await assert.rejects(
      async () => {
        for await (const _ of retry(slow, {
          clock,
          random: () => 0,
          isLocal: false,
          budget: createRetryBudget(clock.monotonic),
        }).stream(chatRequest(), NEVER));
      },
      (error) => kindOf(error) === 'timeout',
    );
    assert.equal(attempts, 1);
  });
});

describe('a silent provider', () => {
  const MINUTE_MS = 60_000;
  const HOUR_MS = 60 * MINUTE_MS;
  const PLAIN = { ...MODEL, can: { ...MODEL.can, reasoning: false } };

  /** How it ends, to the millisecond, when it falls silent at once or after a word. */
  async function endsAfter(
    limitMs: number,
    { words, isLocal = false, ...more }: { words: number; isLocal?: boolean } & Partial<ChatRequest>,
  ): Promise<string | undefined> {
    const clock = createManualClock();
    const silent: Provider = {
      id: 'test',
      async *stream(_, signal) {
        for (let word = 0; word < words; word++) yield { type: 'text-delta', text: 'x' };
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      },
    };
    const budget = createRetryBudget(clock.monotonic);
    const request = chatRequest({ model: PLAIN, ...more });
    let end: unknown;
    const ended = (async () => {
      for await (const _ of retry(silent, { clock, random: () => 0, isLocal, budget }).stream(
        request,
        NEVER,
      ));
    })().catch((error: unknown) => {
      end = error;
    });
    await new Promise((turn) => setImmediate(turn));
    clock.advance(limitMs - 1);
    await new Promise((turn) => setImmediate(turn));
    assert.equal(end, undefined, 'too early');
    clock.advance(1);
    await ended;
    return kindOf(end);
  }

  for (const [purpose, minutes] of Object.entries({
    chat: 15,
    explain: 15,
    generate: 3,
    optimize: 3,
    'explain-files': 15,
    'document-files': 15,
    probe: 3,
  })) {
    test(`is given ${minutes} minutes to begin for ${purpose}, and 15 to end`, async () => {
      const asked = { purpose: purpose as ChatRequest['purpose'] };
      assert.equal(await endsAfter(minutes * MINUTE_MS, { ...asked, words: 0 }), 'timeout');
      assert.equal(await endsAfter(15 * MINUTE_MS, { ...asked, words: 1 }), 'deadline');
    });
  }

  test('is given a quarter of an hour when it may think, and half an hour on this machine', async () => {
    const model = { ...MODEL, can: { ...MODEL.can, reasoning: true } };
    assert.equal(await endsAfter(15 * MINUTE_MS, { purpose: 'generate', model, words: 0 }), 'timeout');
    assert.equal(await endsAfter(30 * MINUTE_MS, { isLocal: true, words: 0 }), 'timeout');
  });

  test('is given a day where the request is left with it', async () => {
    for (const isLocal of [false, true]) {
      const asked = { delivery: 'deferred', isLocal } as const;
      assert.ok(
        ['timeout', 'deadline'].includes((await endsAfter(24 * HOUR_MS, { ...asked, words: 0 })) ?? ''),
      );
    }
    assert.equal(await endsAfter(24 * HOUR_MS, { delivery: 'deferred', words: 1 }), 'deadline');
  });
});

describe('an attempt', () => {
  const FAILED = new ProviderError('overloaded', 'x', { provider: 'test', usage });

  /** Runs attempts of which each does as its turn in the list says; gives what came, and what the budget heard. */
  async function run(
    attempts: readonly ((signal: AbortSignal) => AsyncIterable<StreamEvent>)[],
    signal = NEVER,
  ) {
    const clock = createManualClock();
    const heard: string[] = [];
    const left = [...attempts];
    const budget = {
      allowsRetry: true,
      failed: () => void heard.push('failed'),
      succeeded: () => void heard.push('succeeded'),
    };
    const provider: Provider = { id: 'test', stream: (_, inner) => left.shift()!(inner) };
    const events: StreamEvent[] = [];
    try {
      for await (const event of retry(provider, { clock, random: () => 0, isLocal: false, budget }).stream(
        chatRequest(),
        signal,
      )) {
        events.push(event);
        if (event.type === 'retrying')
          void clock.timerOf(event.delayMs).then(() => clock.advance(event.delayMs));
      }
      return { events, heard, error: undefined };
    } catch (error) {
      return { events, heard, error };
    }
  }

  const answers = async function* (): AsyncIterable<StreamEvent> {
    yield { type: 'text-delta', text: 'x' };
    yield { type: 'finish', reason: 'stop' };
  };

  test('that only waited for its turn before it failed is repeated, and what it cost is not forgotten', async () => {
    const waits = async function* (): AsyncIterable<StreamEvent> {
      yield { type: 'queued', because: 'turn' };
      throw FAILED;
    };
    const { events, heard, error } = await run([waits, answers]);
    assert.equal(error, undefined);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['queued', 'retrying', 'text-delta', 'finish'],
    );
    assert.deepEqual(events.at(-1), { type: 'finish', reason: 'stop', usage });
    assert.deepEqual(heard, ['failed', 'succeeded']);
  });

  test('that fails in its own words when it is stopped ends with the user’s reason', async () => {
    const reason = new Error('stop');
    const controller = new AbortController();
    const fails = async function* (): AsyncIterable<StreamEvent> {
      yield { type: 'text-delta', text: 'x' };
      controller.abort(reason);
      throw FAILED;
    };
    assert.equal((await run([fails], controller.signal)).error, reason);
  });
});

describe('the time that an edit has', () => {
  const SLOW = 10_000;
  const THINKING = { ...MODEL, can: { ...MODEL.can, reasoning: true } };
  const PLAIN = { ...MODEL, can: { ...MODEL.can, reasoning: false } };

  /** Asks a model that is silent for some time and then writes a token every ten seconds; gives the tokens it got. */
  async function ask({
    silenceMs,
    tokens,
    isLocal,
    ...more
  }: { silenceMs: number; tokens: number; isLocal: boolean } & Partial<
    Pick<ChatRequest, 'model' | 'reasoning'>
  >) {
    const clock = createManualClock();
    const provider: Provider = {
      id: 'test',
      async *stream(_, signal) {
        clock.advance(silenceMs);
        signal.throwIfAborted();
        for (let written = 0; written < tokens; written++) {
          yield { type: 'text-delta', text: 'x' };
          clock.advance(SLOW);
          signal.throwIfAborted();
        }
        yield { type: 'finish', reason: 'stop' };
      },
    };
    let received = 0;
    const request = chatRequest({ purpose: 'optimize', model: PLAIN, ...more });
    try {
      for await (const event of retry(provider, {
        clock,
        random: () => 0,
        isLocal,
        budget: createRetryBudget(clock.monotonic),
      }).stream(request, NEVER))
        if (event.type === 'text-delta') received++;
      return { received, end: 'finish', pending: clock.pendingTimers };
    } catch (error) {
      return { received, end: kindOf(error), pending: clock.pendingTimers };
    }
  }

  test('is three minutes until it begins', async () => {
    const late = await ask({ silenceMs: 180_000, tokens: 1, isLocal: false });
    assert.deepEqual(late, { received: 0, end: 'timeout', pending: 0 });
    const inTime = await ask({ silenceMs: 179_999, tokens: 1, isLocal: false });
    assert.deepEqual(inTime, { received: 1, end: 'finish', pending: 0 });
  });

  test('is longer until it begins for a model that may think unseen', async () => {
    const thinking = { silenceMs: 600_000, tokens: 1, isLocal: false, model: THINKING };
    assert.equal((await ask(thinking)).end, 'finish');
    assert.equal((await ask({ ...thinking, reasoning: 'off' })).end, 'timeout');
  });

  test('does not end at three minutes while it is being written, but after a quarter of an hour', async () => {
    const silenceMs = 100_000;
    assert.equal((await ask({ silenceMs, tokens: 60, isLocal: false })).end, 'finish');
    const endless = await ask({ silenceMs, tokens: 1000, isLocal: false });
    assert.deepEqual(endless, { received: 80, end: 'deadline', pending: 0 });
  });

  test('has no end for a model on this machine that goes on writing', async () => {
    const hours = await ask({ silenceMs: 1_700_000, tokens: 16_000, isLocal: true });
    assert.deepEqual(hours, { received: 16_000, end: 'finish', pending: 0 });
    assert.equal((await ask({ silenceMs: 1_800_000, tokens: 1, isLocal: true })).end, 'timeout');
  });
});

test('what failed attempts cost is part of the error that ends them', async () => {
  const clock = createManualClock();
  const failing: Provider = {
    id: 'test',
    // biome-ignore lint/correctness/useYield: it fails before it has anything to say
    async *stream() {
      throw new ProviderError('server', 'x', { provider: 'test', usage });
    },
  };
  await assert.rejects(
    async () => {
      for await (const event of retry(failing, {
        clock,
        random: () => 0,
        isLocal: false,
        budget: createRetryBudget(clock.monotonic),
      }).stream(chatRequest(), NEVER))
        if (event.type === 'retrying')
          void clock.timerOf(event.delayMs).then(() => clock.advance(event.delayMs));
    },
    (error) => error instanceof ProviderError && error.details.usage?.inputTokens === 30,
  );
});

test('whatever fails and how, attempts are never more than allowed, and every request ends', async () => {
  const kinds = Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[];
  const attempt = fc.record({
    kind: fc.option(fc.constantFrom(...kinds)),
    retryAfterMs: fc.option(fc.nat(120_000), { nil: undefined }),
    retryable: fc.option(fc.boolean(), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PURPOSES),
      fc.array(attempt, { minLength: 10, maxLength: 10 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (purpose, outcomes, jitter) => {
        const clock = createManualClock();
        const startedAt: number[] = [];
        const asked: number[] = [];
        const provider: Provider = {
          id: 'test',
          async *stream() {
            const { kind, retryAfterMs, retryable } = outcomes[startedAt.length]!;
            startedAt.push(clock.monotonic());
            asked.push(clock.monotonic() + (retryAfterMs ?? 0));
            if (kind)
              throw new ProviderError(kind, 'x', {
                provider: 'test',
                ...(retryAfterMs !== undefined && { retryAfterMs }),
                ...(retryable !== undefined && { retryable }),
              });
            yield { type: 'text-delta', text: 'x' };
            yield { type: 'finish', reason: 'stop' };
          },
        };
        const options = { clock, random: () => jitter, isLocal: false };
        const budget = createRetryBudget(clock.monotonic);
        const events = retry(provider, { ...options, budget }).stream(chatRequest({ purpose }), NEVER);
        let error: unknown;
        try {
          for await (const event of events)
            if (event.type === 'retrying')
              void clock.timerOf(event.delayMs).then(() => clock.advance(event.delayMs));
        } catch (thrown) {
          error = thrown;
        }
        const last = outcomes[startedAt.length - 1]!;
        assert.equal(kindOf(error), last.kind ?? undefined);
        assert.ok(startedAt.length <= ATTEMPTS[purpose], `${startedAt.length} attempts`);
        for (const [index, at] of startedAt.slice(1).entries())
          assert.ok(at >= asked[index]!, 'earlier than the server said');
        assert.equal(clock.pendingTimers, 0);
      },
    ),
    { numRuns: 300 },
  );
});
