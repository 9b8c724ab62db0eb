import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { get } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ChatRequest, Purpose } from '../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../src/core/model/provider.ts';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import type { Credential } from '../../../src/core/model/providerInfo.ts';
import { noticeLine } from '../../../src/core/notice.ts';
import { noticeFor } from '../../../src/core/noticeFor.ts';
import { translator } from '../../../src/core/text/translate.ts';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { type Clock, systemClock } from '../../../src/providers/clock.ts';
import { createProvider } from '../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import type { LaneLimits } from '../../../src/providers/policy/allotment.ts';
import { createSurvivors } from '../../../src/providers/policy/chain.ts';
import { failover } from '../../../src/providers/policy/failover.ts';
import { createTraffic, type Traffic } from '../../../src/providers/policy/traffic.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { AnswerRefusal } from '../../model-server/answer.ts';
import { STREAM_HEAD, textFrame } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { ask, chatRequest, createClient, kindOf, MODEL, NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock } from './manualClock.ts';

interface Way {
  readonly clock?: Clock;
  readonly traffic?: Traffic;
  readonly key?: () => Credential | undefined;
  readonly record?: (record: UsageRecord) => void;
}

const trafficWith = (limits: LaneLimits = {}): Traffic =>
  createTraffic({ clock: systemClock, random: () => 0, limits: () => limits });

const TOO_MANY = { error: { code: 'rate_limit_exceeded', message: 'x' } };

for (const { name, create } of TRANSPORTS) {
  describe(`over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    before(() => {
      transport = create();
    });
    after(() => transport.close());
    afterEach(() => server.close());

    /** A service far away, as far as the policies can tell. */
    function way({
      clock = systemClock,
      traffic = trafficWith(),
      key,
      record = () => {},
    }: Way = {}): Provider {
      return createProvider(
        { transport, record, traffic, clock, random: () => 0 },
        { ...createCustomEndpoint('test', { baseUrl: server.baseUrl }), isLocal: false, needsKey: !!key },
        async () => key?.(),
      );
    }

    const answer = (provider: Provider, more: Partial<ChatRequest> = {}, signal = NEVER) =>
      ask(
        { provider, clock: createClient({ transport, baseUrl: server.baseUrl }).clock },
        chatRequest(more),
        signal,
      );

    describe('a refusal for too many requests', () => {
      const ASKED: readonly (readonly [headers: Record<string, string>, waitMs: number | undefined])[] = [
        [{ 'retry-after': '2' }, 2000],
        [{ date: 'Sat, 21 Nov 2026 12:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 12:00:03 GMT' }, 3000],
        [{ 'retry-after': '0' }, 0],
        [{ 'retry-after': '-5' }, 1000],
        [{ 'retry-after': 'abc' }, 1000],
        [{}, 1000],
        [{ 'retry-after-ms': '150' }, 150],
        [{ 'retry-after-ms': '150', 'retry-after': '9' }, 150],
        [{ 'retry-after': '60' }, 60_000],
        [{ 'retry-after': '61' }, undefined],
        [{ 'retry-after': '1e9' }, undefined],
      ];
      for (const [headers, waitMs] of ASKED) {
        const words = waitMs === undefined ? 'is told at once' : `is followed by another after ${waitMs} ms`;
        test(`with ${JSON.stringify(headers)} ${words} [F49]`, async () => {
          server = await startModelServer();
          const client = createClient({ transport, baseUrl: server.baseUrl });
          server.script({ status: 429, body: TOO_MANY, headers }, { text: 'Hi' });
          const { text, error } = await ask(client);
          if (waitMs === undefined) {
            assert.equal(kindOf(error), 'rate-limit');
            assert.ok(error instanceof ProviderError && Number(error.details.retryAfterMs) > 60_000);
            assert.equal(kindOf((await ask(client)).error), 'rate-limit');
            assert.equal(server.requests.length, 1, 'the next one knows');
          } else {
            assert.deepEqual([text, client.clock.monotonic()], ['Hi', waitMs]);
            assert.equal(server.requests.length, 2);
          }
          assert.equal(client.clock.pendingTimers, 0);
        });
      }

      test('of twenty at once lets none out before its time, then one, and in the end all [F50]', async () => {
        const BEARS = 4;
        const AT_ONCE = 8;
        const ASKS_MS = 150;
        server = await startModelServer();
        let bears = BEARS;
        let underWay = 0;
        let hold = Promise.withResolvers<void>();
        server.respondWith(async function* () {
          if (underWay >= bears)
            throw new AnswerRefusal(429, TOO_MANY, { 'retry-after-ms': String(ASKS_MS) });
          underWay++;
          await hold.promise;
          yield { type: 'text', text: 'Hi' };
          underWay--;
        });
        const letGo = (): void => {
          hold.resolve();
          hold = Promise.withResolvers();
        };
        const clock = createManualClock();
        const traffic = createTraffic({ clock, random: () => 0 });
        const refused = createTally(AT_ONCE - BEARS);
        const answered = createTally(BEARS);
        const requests = Array.from({ length: 20 }, async () => {
          let text = '';
          for await (const event of way({ traffic, clock }).stream(chatRequest(), NEVER)) {
            if (event.type === 'text-delta') text += event.text;
            if (event.type === 'retrying') refused.count();
            if (event.type === 'finish') answered.count();
          }
          return text;
        });
        for (let arrived = 0; arrived < AT_ONCE; arrived++) await server.nextRequest();
        await refused.reached;
        bears = Number.POSITIVE_INFINITY;
        letGo();
        await answered.reached;
        const sent = (): number => server.requests.filter(({ method }) => method === 'POST').length;
        clock.advance(ASKS_MS - 1);
        await knock(server);
        assert.equal(sent(), AT_ONCE, 'none goes before the time that was named');
        clock.advance(1);
        await server.nextRequest();
        await knock(server);
        assert.equal(sent(), AT_ONCE + 1, 'the others wait until the first is answered');
        letGo();
        hold.resolve();
        assert.deepEqual(new Set(await Promise.all(requests)), new Set(['Hi']));
        assert.equal(sent(), 20 + AT_ONCE - BEARS);
        assert.equal(clock.pendingTimers, 0);
      });
    });

    test('a service that answers again after one failure costs two requests, one that does not three [F50]', async () => {
      server = await startModelServer();
      const failing = { status: 500, body: { error: { message: 'x' } } };
      server.script(failing, { text: 'Hi' }, failing, failing, failing);
      assert.equal((await answer(way())).text, 'Hi');
      assert.equal(server.requests.length, 2);
      assert.equal(kindOf((await answer(way())).error), 'server');
      assert.equal(server.requests.length, 5);
    });

    test('an outage is not made worse: after some failures nothing is repeated, then nothing is asked [F80]', async () => {
      server = await startModelServer();
      server.respondWith(() => {
        throw new AnswerRefusal(500, { error: { message: 'x' } });
      });
      const traffic = trafficWith();
      const kinds: unknown[] = [];
      const sent: number[] = [];
      for (let request = 0; request < 4; request++) {
        kinds.push(kindOf((await answer(way({ traffic }))).error));
        sent.push(server.requests.length);
      }
      assert.deepEqual(kinds, ['server', 'paused', 'paused', 'paused']);
      assert.deepEqual(sent, [3, 5, 5, 5]);
      traffic.tryNow({ id: 'elsewhere', baseUrl: server.baseUrl, isLocal: false });
      assert.equal(kindOf((await answer(way({ traffic }))).error), 'paused');
      traffic.tryNow({ id: 'test', baseUrl: server.baseUrl, isLocal: false });
      server.respondWith(() => [{ type: 'text', text: 'Hi' }]);
      assert.equal((await answer(way({ traffic }))).text, 'Hi');
      assert.equal((await answer(way({ traffic }))).text, 'Hi');
    });

    test('ten requests with a bad key are ten requests, and one message [F57]', async () => {
      server = await startModelServer({ key: 'right' });
      const key = (): Credential => ({ provider: 'test', origin: server.url, value: 'wrong', createdAt: 0 });
      const traffic = trafficWith();
      const ended = await Promise.all(Array.from({ length: 10 }, () => answer(way({ traffic, key }))));
      assert.deepEqual(new Set(ended.map(({ error }) => kindOf(error))), new Set(['invalid-credential']));
      const words = ended.map(({ error }) => noticeLine(noticeFor(error, translator())));
      assert.equal(new Set(words).size, 1);
      assert.equal(server.requests.length, 10);
    });

    test('a key that is removed while a request waits for its turn is not sent [F61]', async () => {
      server = await startModelServer();
      const stored: Credential = { provider: 'test', origin: server.url, value: 'the-key', createdAt: 0 };
      let key: Credential | undefined = stored;
      const traffic = trafficWith({ concurrency: 1 });
      const { promise: release, resolve } = Promise.withResolvers<void>();
      server.respondWith(async function* () {
        yield { type: 'text', text: 'Hi' };
        await release;
      });
      const first = answer(way({ traffic, key: () => key }));
      await server.nextRequest();
      const second = answer(way({ traffic, key: () => key }));
      await new Promise((turn) => setImmediate(turn));
      key = undefined;
      resolve();
      assert.equal((await first).text, 'Hi');
      assert.equal(kindOf((await second).error), 'no-credential');
      assert.equal(server.requests.length, 1);
    });

    test('who stops while it waits for its turn, or for the next attempt, is free at once [F63]', async () => {
      server = await startModelServer();
      const traffic = trafficWith({ concurrency: 1 });
      const { promise: release, resolve } = Promise.withResolvers<void>();
      server.respondWith(async function* () {
        yield { type: 'text', text: 'Hi' };
        await release;
      });
      const first = answer(way({ traffic }));
      await server.nextRequest();
      const queued = new AbortController();
      const waiting = answer(way({ traffic }), {}, queued.signal);
      await new Promise((turn) => setImmediate(turn));
      queued.abort(new Error('stopped'));
      // The first has not been released by then.
      assert.match(String((await waiting).error), /stopped/);
      assert.equal(getEventListeners(queued.signal, 'abort').length, 0);
      resolve();
      await first;
      assert.equal(server.requests.length, 1);

      server.script({ status: 429, body: TOO_MANY, headers: { 'retry-after': '30' } });
      const backOff = new AbortController();
      const clock = createManualClock();
      const events = way({ traffic, clock }).stream(chatRequest(), backOff.signal)[Symbol.asyncIterator]();
      assert.equal((await events.next()).value?.type, 'retrying');
      const next = events.next();
      await clock.timerOf(30_000);
      backOff.abort(new Error('stopped'));
      await assert.rejects(next, /stopped/);
      assert.deepEqual([clock.monotonic(), clock.pendingTimers], [0, 0]);
      assert.equal(getEventListeners(backOff.signal, 'abort').length, 0);
      assert.equal(server.requests.length, 2);
    });

    test('who waits for long is told, and by whose limit', async () => {
      server = await startModelServer();
      const traffic = trafficWith({ minIntervalMs: 600 });
      await answer(way({ traffic }));
      const types: string[] = [];
      for await (const event of way({ traffic }).stream(chatRequest(), NEVER)) {
        types.push(event.type);
        if (event.type === 'queued') {
          assert.equal(event.because, 'own-limit');
          assert.ok(Number(event.waitMs) <= 100);
        }
      }
      assert.deepEqual([types[0], types.at(-1)], ['queued', 'finish']);
    });

    describe('a fallback', () => {
      let other: ModelServer;
      afterEach(() => other.close());

      async function chain(records: UsageRecord[]): Promise<Provider> {
        other = await startModelServer({ answer: () => [{ type: 'text', text: 'From the other.' }] });
        const record = (each: UsageRecord): void => void records.push(each);
        const here = { ...createCustomEndpoint('test', { baseUrl: server.baseUrl }), isLocal: false };
        const there = { ...createCustomEndpoint('other', { baseUrl: other.baseUrl }), isLocal: false };
        const elsewhere = createProvider(
          { transport, record, random: () => 0 },
          there,
          async () => undefined,
        );
        const models = [MODEL, { ...MODEL, id: 'other/m' as const, provider: 'other' }] as const;
        return failover(
          [
            { model: models[0], endpoint: here },
            { model: models[1], endpoint: there },
          ],
          createSurvivors(() => 0),
          (endpoint) => (endpoint === here ? way({ record }) : elsewhere),
        );
      }

      test('answers for a service that fails, and both are in the ledger [F79]', async () => {
        server = await startModelServer();
        const records: UsageRecord[] = [];
        const provider = await chain(records);
        server.respondWith(() => {
          throw new AnswerRefusal(500, { error: { message: 'x' } });
        });
        const { text, events } = await answer(provider);
        assert.equal(text, 'From the other.');
        assert.ok(events.some(({ type }) => type === 'fell-back'));
        assert.deepEqual([server.requests.length, other.requests.length], [3, 1]);
        assert.deepEqual(
          records.map(({ requestId, modelId, outcome }) => [requestId, modelId, outcome]),
          [
            ['request-1', MODEL.id, 'failed'],
            ['request-1', 'other/m', 'completed'],
          ],
        );
      });

      test('gets nothing of an answer that was cut after it began, nor of a storm of refusals [F79]', async () => {
        server = await startModelServer();
        const provider = await chain([]);
        server.script({ bytes: [{ write: STREAM_HEAD + textFrame('Half') }, 'reset'] });
        const cut = await answer(provider);
        assert.deepEqual([cut.text, kindOf(cut.error)], ['Half', 'interrupted']);
        server.respondWith(() => {
          throw new AnswerRefusal(429, TOO_MANY, { 'retry-after-ms': '1' });
        });
        const storm = await Promise.all(Array.from({ length: 8 }, () => drained(provider)));
        assert.deepEqual(new Set(storm), new Set(['rate-limit']));
        assert.equal(other.requests.length, 0);
      });
    });
  });
}

test('a thousand requests at once keep to few connections, and what the user waits for overtakes them [F65]', async (t) => {
  const FILES = 1000;
  const CHATS = 12;
  const CONNECTIONS = 32;
  const server = await startModelServer();
  const transport = createDirectTransport();
  t.after(async () => {
    await transport.close();
    await server.close();
  });
  const open = new Set<number>();
  let most = 0;
  server.respondWith(() => {
    const { connection, closed } = server.requests.at(-1)!;
    open.add(connection);
    void closed.then(() => open.delete(connection));
    most = Math.max(most, open.size);
    return [{ type: 'text', text: 'Hi' }];
  });
  const traffic = trafficWith();
  const signal = new AbortController().signal;
  const answered = async (purpose: Purpose, text: string): Promise<void> => {
    const provider = createProvider(
      { transport, record: () => {}, traffic },
      { ...createCustomEndpoint('test', { baseUrl: server.baseUrl }), isLocal: false },
      async () => undefined,
    );
    for await (const _ of provider.stream(
      chatRequest({ purpose, messages: [{ role: 'user', text }] }),
      signal,
    ));
  };
  const files = Array.from({ length: FILES }, (_, index) => answered('explain-files', `file ${index}.`));
  // By then all of them are under way or in the queue.
  await Promise.race(files);
  for (let index = 0; index < CHATS; index++) {
    const before = server.requests.length;
    const text = `chat ${index}.`;
    await answered('chat', text);
    const place = server.requests.findIndex(({ body }) => JSON.stringify(body).includes(text));
    // Only those that had been let out already may come first, and then those of their connections' next turn.
    assert.ok(place - before <= 2 * CONNECTIONS, `${place - before} came first`);
  }
  assert.ok(server.requests.length < FILES, 'the files were still waiting');
  await Promise.all(files);
  assert.ok(most <= CONNECTIONS, `${most} connections`);
  assert.equal(server.requests.length, FILES + CHATS);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

/** Says when something has happened so often. */
function createTally(times: number): { readonly reached: Promise<void>; readonly count: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = times;
  return {
    reached: promise,
    count() {
      if (--left === 0) resolve();
    },
  };
}

/** A request beside the others: what was sent before it had the time to arrive. */
async function knock(server: ModelServer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  get(server.url, (reply) => reply.resume().on('end', resolve)).on('error', reject);
  await promise;
  await server.nextRequest();
}

async function drained(provider: Provider): Promise<unknown> {
  try {
    for await (const _ of provider.stream(chatRequest(), NEVER));
    return undefined;
  } catch (error) {
    return kindOf(error);
  }
}
