import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { createTokenCache, type FetchedToken } from '../../../../src/providers/credentials/tokenCache.ts';
import { createManualClock } from '../manualClock.ts';

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

/** A source of tokens `1`, `2`, … that answers when it is told to. */
function tokenSource(lifetimeMs = HOUR_MS) {
  const waiting: PromiseWithResolvers<FetchedToken>[] = [];
  const signals: AbortSignal[] = [];
  let made = 0;
  return {
    get asked() {
      return signals.length;
    },
    signals,
    fetch(signal: AbortSignal): Promise<FetchedToken> {
      const answer = Promise.withResolvers<FetchedToken>();
      signals.push(signal);
      signal.addEventListener('abort', () => answer.reject(signal.reason));
      waiting.push(answer);
      return answer.promise;
    },
    answer: () => waiting.shift()?.resolve({ value: String(++made), lifetimeMs }),
    refuse: (error: Error) => waiting.shift()?.reject(error),
  };
}

test('ten who ask at once share one fetch, and whoever comes later gets what it brought [F58]', async () => {
  const source = tokenSource();
  const cache = createTokenCache(createManualClock());
  const all = Array.from({ length: 10 }, () => cache.get('key', source.fetch, NEVER));
  source.answer();
  assert.deepEqual(await Promise.all(all), Array(10).fill('1'));
  assert.equal(await cache.get('key', source.fetch, NEVER), '1');
  assert.equal(source.asked, 1);
});

test('each key has a token of its own', async () => {
  const source = tokenSource();
  const cache = createTokenCache(createManualClock());
  const both = [cache.get('a', source.fetch, NEVER), cache.get('b', source.fetch, NEVER)];
  source.answer();
  source.answer();
  assert.deepEqual(await Promise.all(both), ['1', '2']);
});

for (const [lifetimeMs, renewedAfterMs] of [
  [30 * 24 * HOUR_MS, 29 * 24 * HOUR_MS],
  [2 * HOUR_MS, 1.8 * HOUR_MS],
] as const) {
  test(`a token of ${lifetimeMs / HOUR_MS} hours is renewed after ${renewedAfterMs / HOUR_MS}`, async () => {
    const source = tokenSource(lifetimeMs);
    const clock = createManualClock();
    const cache = createTokenCache(clock);
    const ask = (): Promise<string> => {
      const token = cache.get('key', source.fetch, NEVER);
      source.answer();
      return token;
    };
    assert.equal(await ask(), '1');
    clock.advance(renewedAfterMs - 1);
    assert.equal(await ask(), '1');
    clock.advance(1);
    assert.equal(await ask(), '2');
  });
}

test('a token that cannot be renewed serves until its end', async () => {
  const source = tokenSource();
  const clock = createManualClock();
  const cache = createTokenCache(clock);
  const first = cache.get('key', source.fetch, NEVER);
  source.answer();
  await first;
  clock.advance(0.95 * HOUR_MS);
  const second = cache.get('key', source.fetch, NEVER);
  source.refuse(new Error('down'));
  assert.equal(await second, '1');
  clock.advance(0.05 * HOUR_MS);
  const third = cache.get('key', source.fetch, NEVER);
  source.refuse(new Error('down'));
  await assert.rejects(third, /down/);
});

test('a failure is everyone’s who waited, and the next one asks anew [F58]', async () => {
  const source = tokenSource();
  const cache = createTokenCache(createManualClock());
  const both = [cache.get('key', source.fetch, NEVER), cache.get('key', source.fetch, NEVER)];
  source.refuse(new Error('down'));
  for (const each of both) await assert.rejects(each, /down/);
  const next = cache.get('key', source.fetch, NEVER);
  source.answer();
  assert.equal(await next, '1');
});

test('one who leaves does not take the fetch along; the last one does', async () => {
  const source = tokenSource();
  const cache = createTokenCache(createManualClock());
  const [a, b] = [new AbortController(), new AbortController()];
  const both = [cache.get('key', source.fetch, a.signal), cache.get('key', source.fetch, b.signal)];
  a.abort('a left');
  await assert.rejects(both[0]!, (reason) => reason === 'a left');
  assert.equal(source.signals[0]?.aborted, false);
  b.abort('b left');
  await assert.rejects(both[1]!, (reason) => reason === 'b left');
  assert.equal(source.signals[0]?.aborted, true);
});

test('a refused token is dropped once: what was fetched since stays [F58]', async () => {
  const source = tokenSource();
  const cache = createTokenCache(createManualClock());
  const get = (): Promise<string> => {
    const token = cache.get('key', source.fetch, NEVER);
    source.answer();
    return token;
  };
  assert.equal(await get(), '1');
  cache.drop('key', '1');
  assert.equal(await get(), '2');
  cache.drop('key', '1');
  assert.equal(await get(), '2');
  assert.equal(source.asked, 2);
});

test('one who has left gets no token, not even the one that is still good', async () => {
  const source = tokenSource();
  const clock = createManualClock();
  const cache = createTokenCache(clock);
  const first = cache.get('key', source.fetch, NEVER);
  source.answer();
  await first;
  const reason = new Error('stop');
  await assert.rejects(cache.get('key', source.fetch, AbortSignal.abort(reason)), reason);
  clock.advance(0.95 * HOUR_MS);
  const controller = new AbortController();
  const renewed = cache.get('key', source.fetch, controller.signal);
  controller.abort(reason);
  await assert.rejects(renewed, reason);
});

test('nothing listens any more once a token is there', async () => {
  const source = tokenSource();
  const { signal } = new AbortController();
  const token = createTokenCache(createManualClock()).get('key', source.fetch, signal);
  source.answer();
  await token;
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});
