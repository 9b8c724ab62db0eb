import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatProvider } from '../../../src/providers/chatProvider.ts';
import { createAuthorities } from '../../../src/providers/credentials/authorities.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { REMOTE_LIMITS } from '../../../src/providers/policy/watchdog.ts';
import type { Transport } from '../../../src/providers/transport/transport.ts';
import { chatRequest, kindOf, NEVER } from './clients.ts';
import { createManualClock } from './manualClock.ts';

/** Asks once, with no policy around it, and gives what was thrown. */
async function askOnce(send: Transport['send'], signal: AbortSignal = NEVER): Promise<unknown> {
  const endpoint = createCustomEndpoint('test', { baseUrl: 'http://127.0.0.1/v1' });
  const clock = createManualClock();
  const provider = createChatProvider(
    {
      transport: { send },
      authorities: createAuthorities({ transport: { send }, clock }),
      credential: async () => undefined,
      limits: REMOTE_LIMITS,
      clock,
    },
    endpoint,
    dialectOf(endpoint.dialect),
  );
  try {
    for await (const _ of provider.stream(chatRequest(), signal));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    assert.equal(clock.pendingTimers, 0);
  }
}

test('one attempt alone keeps the contract: whatever the transport throws becomes a ProviderError', async () => {
  const thrown = new TypeError('fetch failed', {
    cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
  });
  const error = await askOnce(() => Promise.reject(thrown));
  assert.equal(kindOf(error), 'unreachable');
  assert.ok(error instanceof Error && error.cause === thrown);
});

test('one attempt alone keeps the contract: after an abort it throws the reason, whatever the transport says', async () => {
  const controller = new AbortController();
  const error = await askOnce(() => {
    controller.abort('stop');
    return Promise.reject(new TypeError('terminated'));
  }, controller.signal);
  assert.equal(error, 'stop');
});
