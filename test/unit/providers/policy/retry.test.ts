import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { NO_USAGE } from '../../../../src/core/model/usage.ts';
import { retry } from '../../../../src/providers/policy/retry.ts';
import { chatRequest, kindOf, NEVER } from '../clients.ts';
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
        const request = chatRequest({ purpose: 'generate' });
        for await (const event of retry(busy, { clock, random: () => 0 }).stream(request, NEVER)) {
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
        for await (const _ of retry(slow, { clock, random: () => 0 }).stream(chatRequest(), NEVER));
      },
      (error) => kindOf(error) === 'timeout',
    );
    assert.equal(attempts, 1);
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
      for await (const event of retry(failing, { clock, random: () => 0 }).stream(chatRequest(), NEVER))
        if (event.type === 'retrying')
          void clock.timerOf(event.delayMs).then(() => clock.advance(event.delayMs));
    },
    (error) => error instanceof ProviderError && error.details.usage?.inputTokens === 30,
  );
});
