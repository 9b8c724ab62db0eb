import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type Attempt, admitted } from '../../../../src/providers/policy/admitted.ts';
import { createLane } from '../../../../src/providers/policy/lane.ts';
import { createSteadyTime } from '../../../../src/providers/policy/steadyTime.ts';
import { chatRequest, NEVER } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';

test('a request that is stopped keeps its place until it has left the wire', async () => {
  const clock = createManualClock();
  const lane = createLane(
    { clock, time: createSteadyTime(clock), random: () => 0, share: () => {} },
    { provider: 'test', host: 'test.example', isLocal: false },
  );
  lane.limit({ concurrency: 1 });
  const seen: string[] = [];
  const attempt: Attempt = {
    id: 'test',
    async *stream({ id }, signal) {
      seen.push(`${id} begins`);
      yield { type: 'text-delta', text: 'x' };
      await new Promise<void>((resolve) => {
        if (id === 'second') resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      // Closing a connection takes the transport a while.
      for (let turns = 0; turns < 5; turns++) await setImmediate();
      seen.push(`${id} ends`);
      signal.throwIfAborted();
      yield { type: 'finish', reason: 'stop' };
    },
  };
  const provider = admitted(attempt, { clock, lane: async () => lane });
  const ask = async (id: string, signal: AbortSignal): Promise<void> => {
    for await (const _ of provider.stream(chatRequest({ id }), signal));
  };
  const stop = new AbortController();
  const first = ask('first', stop.signal);
  await setImmediate();
  const second = ask('second', NEVER);
  await setImmediate();
  assert.deepEqual(seen, ['first begins']);
  stop.abort(new Error('stop'));
  await assert.rejects(first, /stop/);
  await second;
  assert.deepEqual(seen, ['first begins', 'first ends', 'second begins', 'second ends']);
  assert.equal(clock.pendingTimers, 0);
});
