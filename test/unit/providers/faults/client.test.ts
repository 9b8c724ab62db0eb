import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { createTraffic } from '../../../../src/providers/policy/traffic.ts';
import type { AnswerDelta } from '../../../model-server/answer.ts';
import { STREAM_HEAD, textFrame } from '../../../model-server/byteScript.ts';
import { ask, chatRequest, kindOf, NEVER, textOf } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';
import { askOnce, KEY, overEveryTransport } from './wire.ts';

const TURNS = 50;

/** Lets whatever is under way go as far as it can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setImmediate(next));
}

const questionIn = (messages: readonly { readonly content?: unknown }[]): string =>
  String(messages.at(-1)?.content);

/** The text of an answer; time passes as the test says, also where a repetition is waited for. */
async function read(provider: Provider, request: ChatRequest): Promise<string> {
  const events: StreamEvent[] = [];
  for await (const event of provider.stream(request, NEVER)) events.push(event);
  return textOf(events);
}

const question = (text: string) => chatRequest({ id: text, messages: [{ role: 'user', text }] });

overEveryTransport((wire) => {
  test('a request that is stopped while it waits for its turn ends at once, and sends nothing [F63]', async () => {
    const { server } = wire;
    const client = wire.connect({ limits: { concurrency: 1 } });
    server.script({ bytes: [{ write: STREAM_HEAD + textFrame('a') }, 'hang'] });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = askOnce(client, chatRequest(), first.signal).catch((error: unknown) => error);
    const { closed } = await server.nextRequest();
    const waiting = ask(client, chatRequest(), second.signal);
    await settle();
    const reason = new Error('stop');
    second.abort(reason);
    assert.equal((await waiting).error, reason);
    assert.equal(server.requests.length, 1);
    assert.deepEqual(
      client.records.map(({ outcome, usage }) => [outcome, usage.inputTokens]),
      [['stopped', 0]],
    );
    first.abort(reason);
    await running;
    await closed;
    assert.equal(getEventListeners(second.signal, 'abort').length, 0);
  });

  test('a key that is removed while a request waits for its turn is not missed: nothing is sent [F61]', async () => {
    const { server, transport } = wire;
    let key: string | undefined = KEY;
    const clock = createManualClock();
    const records: UsageRecord[] = [];
    const baseUrl = server.baseUrl;
    const provider: Provider = createProvider(
      {
        transport,
        record: (record) => records.push(record),
        clock,
        traffic: createTraffic({ clock, random: () => 0, limits: () => ({ concurrency: 1 }) }),
      },
      { ...createCustomEndpoint('test', { baseUrl }), isLocal: false, needsKey: true },
      async () =>
        key === undefined
          ? undefined
          : { provider: 'test', origin: new URL(baseUrl).origin, value: key, createdAt: 0 },
    );
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    server.respondWith(async function* () {
      await mayEnd;
      yield { type: 'text', text: 'Hi' };
    });
    const first = ask({ provider, clock });
    await server.nextRequest();
    const second = ask({ provider, clock });
    await settle();
    key = undefined;
    end();
    assert.equal((await first).error, undefined);
    assert.equal(kindOf((await second).error), 'no-credential');
    assert.equal(server.requests.length, 1);
    assert.equal(records.length, 2);
  });

  test('ten requests with a wrong key are ten requests, and none is repeated [F57]', async () => {
    const { client, server } = wire;
    for (const status of [401, 403]) {
      server.script(...Array<{ status: number }>(10).fill({ status }));
      const ended = await Promise.all(Array.from({ length: 10 }, () => ask(client)));
      for (const { error, events } of ended) {
        assert.equal(kindOf(error), status === 401 ? 'invalid-credential' : 'permission');
        assert.deepEqual(
          events.filter(({ type }) => type === 'retrying'),
          [],
        );
      }
    }
    assert.equal(server.requests.length, 20);
    assert.equal(client.records.length, 20);
  });

  test('a storm of 429 is no stampede: behind it goes one, and the others when that one was taken [F50]', async () => {
    const { client, server } = wire;
    const refusal = {
      status: 429,
      body: { error: { message: 'slow down' } },
      headers: { 'retry-after': '5' },
    };
    server.script(...Array<typeof refusal>(8).fill(refusal));
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    server.respondWith(async function* (request) {
      await mayEnd;
      yield { type: 'text', text: questionIn(request.messages) };
    });
    const asked = Array.from({ length: 20 }, (_, index) => question(`question ${index}`));
    const ended = asked.map((request) => read(client.provider, request));
    // As many as may be under way at first are refused together.
    for (let index = 0; index < 8; index++) await server.nextRequest();
    await settle();
    assert.equal(server.requests.length, 8);
    client.clock.advance(5000);
    await server.nextRequest();
    await settle();
    assert.equal(server.requests.length, 9);
    end();
    for (let isOver = false; !isOver; ) {
      isOver = await Promise.race([Promise.all(ended).then(() => true), settle().then(() => false)]);
      client.clock.advance(1000);
    }
    assert.deepEqual(
      await Promise.all(ended),
      asked.map(({ id }) => id),
    );
    assert.equal(server.requests.length, 28);
  });

  test('a service that always fails is left alone after five failures, then tried by one request [F80]', async () => {
    const { client, server } = wire;
    server.script(...Array<{ status: number }>(6).fill({ status: 500 }));
    const probe = chatRequest({ purpose: 'probe' });
    for (let index = 0; index < 5; index++)
      assert.equal(kindOf((await askOnce(client, probe)).error), 'server');
    assert.equal(kindOf((await askOnce(client)).error), 'paused');
    assert.equal(server.requests.length, 5);
    client.clock.advance(15_000);
    assert.equal(kindOf((await askOnce(client, probe)).error), 'server');
    assert.equal(kindOf((await askOnce(client)).error), 'paused');
    client.clock.advance(15_000);
    assert.equal(kindOf((await askOnce(client)).error), 'paused');
    assert.equal(server.requests.length, 6);
    client.clock.advance(15_000);
    assert.equal((await askOnce(client)).error, undefined);
    assert.equal((await askOnce(client)).error, undefined);
  });

  test('while nobody reads, the server waits, and nothing is lost [F64]', async () => {
    const { client, server } = wire;
    const piece = 'x'.repeat(64 * 1024);
    const pieces = 512;
    let written = 0;
    server.respondWith(function* () {
      for (; written < pieces; written++) yield { type: 'text', text: piece } satisfies AnswerDelta;
    });
    let characters = 0;
    for await (const event of client.provider.stream(chatRequest(), NEVER)) {
      if (event.type !== 'text-delta') continue;
      if (characters === 0) {
        let before = -1;
        while (written > before) {
          before = written;
          await settle();
        }
        // 32 MiB are offered. What was taken lies in buffers of the sockets, of the transport, and of the system.
        assert.ok(written < pieces / 2, `${written} of ${pieces} pieces were taken`);
      }
      characters += event.text.length;
    }
    assert.equal(characters, pieces * piece.length);
  });

  test('of a thousand requests 32 are under way at once at most, and each gets its own answer [F65]', async () => {
    const { client, server } = wire;
    let underWay = 0;
    let most = 0;
    server.respondWith(async function* (request) {
      most = Math.max(most, ++underWay);
      for (const word of questionIn(request.messages).split(/(?= )/)) yield { type: 'text', text: word };
      underWay--;
    });
    const texts = Array.from({ length: 1000 }, (_, index) => `the answer to question ${index}`);
    const ended = await Promise.all(texts.map((text) => ask(client, question(text))));
    assert.deepEqual(
      ended.map(({ text, error }) => error ?? text),
      texts,
    );
    assert.ok(most <= 32, `${most} at once`);
    // A new one may be opened in the moment in which the last one’s is on its way back.
    const connections = new Set(server.requests.map(({ connection }) => connection)).size;
    assert.ok(connections <= 64, `${connections} connections`);
    assert.equal(server.requests.length, 1000);
    assert.equal(client.records.length, 1000);
  });

  test('what the user watches goes before what nobody waits for [F65]', async () => {
    const { server } = wire;
    const client = wire.connect({ limits: { concurrency: 1 } });
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    server.respondWith(async function* (request) {
      await mayEnd;
      yield { type: 'text', text: questionIn(request.messages) };
    });
    const first = ask(client, question('first'));
    await server.nextRequest();
    const batch = ['a', 'b', 'c'].map((text) => ask(client, { ...question(text), purpose: 'explain-files' }));
    await settle();
    const watched = ask(client, question('watched'));
    await settle();
    end();
    await Promise.all([first, watched, ...batch]);
    const order = server.requests.map(({ body }) => questionIn((body as { messages: [] }).messages));
    assert.deepEqual(order, ['first', 'watched', 'a', 'b', 'c']);
  });
});

describe('a clock that is set', () => {
  for (const [how, jumpMs] of [
    ['an hour forward', 3_600_000],
    ['an hour back', -3_600_000],
  ] as const) {
    overEveryTransport((wire) => {
      test(`${how} in the middle of an answer and of a wait changes neither [F73]`, async () => {
        const { server, transport } = wire;
        const clock = createManualClock();
        let setBy = 0;
        const jumping = { ...clock, now: () => clock.now() + setBy };
        const baseUrl = server.baseUrl;
        const records: UsageRecord[] = [];
        const provider = createProvider(
          { transport, record: (record) => records.push(record), clock: jumping, random: () => 0 },
          { ...createCustomEndpoint('test', { baseUrl }), isLocal: false },
          async () => undefined,
        );
        server.script({ status: 503, headers: { 'retry-after': '20' } }, { text: 'Hello there.' });
        const delays: number[] = [];
        let text = '';
        for await (const event of provider.stream(chatRequest(), NEVER)) {
          if (event.type === 'text-delta') text += event.text;
          if (event.type !== 'retrying') continue;
          delays.push(event.delayMs);
          void clock.timerOf(event.delayMs).then(() => {
            setBy = jumpMs;
            clock.advance(event.delayMs);
          });
        }
        assert.deepEqual([text, delays], ['Hello there.', [20_000]]);
        assert.equal(records[0]?.durationMs, 20_000);
        assert.equal(clock.pendingTimers, 0);
      });
    });
  }
});
