import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Purpose } from '../../../src/core/model/chatRequest.ts';
import { ProviderError, type ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { createProvider } from '../../../src/providers/createProvider.ts';
import { createCustomEndpoint, type Endpoint } from '../../../src/providers/endpoint.ts';
import type { ClosableTransport, Transport } from '../../../src/providers/transport/transport.ts';
import {
  type ByteStep,
  END_FRAMES,
  frame,
  responseHead,
  STREAM_HEAD,
  textFrame,
} from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { selfSignedCertificate } from '../../model-server/selfSignedCertificate.ts';
import { ask, type Client, chatRequest, createClient, kindOf, MODEL, NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock } from './manualClock.ts';

/** The longest that a connection may outlive the wish to close it. */
const CLOSED_WITHIN_MS = 250;

const KEY = 'abcdef0123456789abcdef0123456789.AbCdEfGhIjKlMnOp';

const REMOTE = createCustomEndpoint('test', {
  baseUrl: 'https://models.example/v1',
  headers: { token: 'x' },
});

const waysOf = (id: string): Pick<Endpoint, 'dialect' | 'auth'> => {
  const { dialect, auth } = CATALOG.find((endpoint) => endpoint.id === id)!;
  return { dialect, auth };
};

const bytes = (...steps: readonly ByteStep[]): { readonly bytes: readonly ByteStep[] } => ({ bytes: steps });
const streamed = (...frames: readonly string[]): { readonly bytes: readonly ByteStep[] } =>
  bytes({ write: STREAM_HEAD + frames.join('') }, 'end');
const refusal = (status: number, error: object = { message: 'x' }, headers = {}) => ({
  status,
  body: { error },
  headers,
});

for (const { name, create } of TRANSPORTS) {
  describe(`over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    let client: Client;

    before(async () => {
      transport = create();
    });
    after(() => transport.close());

    async function begin(options: Partial<Parameters<typeof createClient>[0]> = {}): Promise<void> {
      server = await startModelServer();
      client = createClient({ transport, baseUrl: server.baseUrl, ...options });
    }
    afterEach(async () => {
      await server.close();
      assert.equal(client.clock.pendingTimers, 0, 'a timer was left behind');
    });

    const zhipu = async (key = KEY): Promise<void> => {
      await begin();
      const endpoint = waysOf('zhipu');
      client = createClient({ transport, baseUrl: `${server.url}/api/paas/v4`, endpoint, key });
    };

    describe('an answer', () => {
      test('comes with its thoughts, text, tool calls and counts, as the server counted them', async () => {
        await begin();
        const toolCalls = [{ callId: 'c1', name: 'read', argumentsText: '{"path":"a.ts"}' }];
        server.script({ reasoning: 'Let me see. 想一想', text: 'It adds numbers. 加法。', toolCalls });
        const { events, text, error } = await ask(client);
        assert.equal(error, undefined);
        assert.equal(text, 'It adds numbers. 加法。');
        const finish = events.at(-1);
        const { inputTokens, outputTokens, reasoningTokens } = server.served[0]!;
        assert.deepEqual(finish, {
          type: 'finish',
          reason: 'tool-calls',
          usage: { inputTokens, outputTokens, reasoningTokens, cachedInputTokens: 0, estimated: false },
          servedModel: 'test-model',
        });
        assert.deepEqual(events.at(-2), { type: 'tool-call', ...toolCalls[0] });
      });

      test('in one piece is the same as a streamed one', async () => {
        await begin();
        const reply = { reasoning: 'Hm.', text: 'Hello.' };
        server.script(reply, reply);
        const whole = await ask(client, chatRequest({ delivery: 'whole' }));
        const stream = await ask(client);
        assert.deepEqual(whole, stream);
        assert.equal((server.requests[0]!.body as { stream: boolean }).stream, false);
      });

      test('from Zhipu, whose ways are a little different, is the same', async () => {
        await zhipu();
        server.script({ reasoning: '想', text: '你好' });
        const { events, text } = await ask(client);
        assert.equal(text, '你好');
        const finish = events.at(-1);
        assert.ok(finish?.type === 'finish' && finish.usage?.inputTokens === server.served[0]?.inputTokens);
      });

      test('without counts is estimated by the same rule as the server’s, and says so', async () => {
        await begin();
        server.script({ text: 'It adds two numbers and returns the sum.', usage: false });
        const { events } = await ask(client);
        const finish = events.at(-1);
        const { inputTokens, outputTokens } = server.served[0]!;
        assert.ok(finish?.type === 'finish');
        assert.deepEqual(finish.usage, {
          inputTokens,
          outputTokens,
          cachedInputTokens: 0,
          reasoningTokens: 0,
          estimated: true,
        });
      });

      test('that comes whole although a stream was asked for is taken [F19]', async () => {
        await begin();
        server.script({
          status: 200,
          body: { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] },
        });
        assert.equal((await ask(client)).text, 'Hi');
      });

      test('that was compressed unasked is unpacked [F43]', async () => {
        await begin();
        const body = Buffer.from(textFrame('Hi') + END_FRAMES);
        const packed = { gzip: gzipSync(body), deflate: deflateSync(body), br: brotliCompressSync(body) };
        for (const [encoding, write] of Object.entries(packed)) {
          const head = responseHead(200, { 'content-encoding': encoding, connection: 'close' });
          server.script(bytes({ write: head }, { write }, 'end'));
          assert.equal((await ask(client)).text, 'Hi', encoding);
        }
      });

      test('whose compression is cut short is interrupted [F43]', async () => {
        await begin();
        const packed = gzipSync(Buffer.from(textFrame('Hi') + END_FRAMES.repeat(50)));
        const head = responseHead(200, { 'content-encoding': 'gzip', connection: 'close' });
        server.script(bytes({ write: head }, { write: packed.subarray(0, -20) }, 'end'));
        const { text, error } = await ask(client, chatRequest({ purpose: 'probe' }));
        assert.equal(text, 'Hi');
        assert.ok(error === undefined || kindOf(error) === 'interrupted');
      });

      test('is complete when the connection is reset after the finish [F40]', async () => {
        await begin();
        server.script(bytes({ write: STREAM_HEAD + textFrame('Hi') + END_FRAMES }, 'reset'));
        assert.equal((await ask(client)).error, undefined);
      });

      test('is complete when the server never closes after [DONE], or never even says it [F26]', async () => {
        await begin();
        const finish = END_FRAMES.slice(0, END_FRAMES.indexOf('data: [DONE]'));
        for (const [end, waitMs] of [
          [END_FRAMES, 200],
          [finish, 5000],
        ] as const) {
          server.script(bytes({ write: STREAM_HEAD + textFrame('Hi') + end }, 'hang'));
          void client.clock.timerOf(waitMs).then(() => client.clock.advance(waitMs));
          const { error, text } = await ask(client);
          assert.equal(error, undefined);
          assert.equal(text, 'Hi');
        }
      });

      test('to each of twenty requests at once is its own', async () => {
        await begin();
        server.respondWith(function* (request) {
          for (const piece of String(request.messages[0]?.content)) yield { type: 'text', text: piece };
        });
        const questions = Array.from({ length: 20 }, (_, index) => `question ${index}`);
        const answers = await Promise.all(
          questions.map((text) => ask(client, chatRequest({ messages: [{ role: 'user', text }] }))),
        );
        assert.deepEqual(
          answers.map(({ text }) => text),
          questions,
        );
      });
    });

    describe('what is sent', () => {
      test('is the key, the body and what the answer may be', async () => {
        await begin({ key: 'the-key' });
        await ask(client);
        const { method, path, headers } = await server.nextRequest();
        assert.equal(`${method} ${path}`, 'POST /v1/chat/completions');
        assert.equal(headers.authorization, 'Bearer the-key');
        assert.equal(headers['content-type'], 'application/json');
        assert.equal(headers.accept, 'text/event-stream');
      });

      test('to Zhipu is a token in place of the key', async () => {
        await zhipu();
        await ask(client);
        const { headers } = await server.nextRequest();
        assert.match(String(headers.authorization), /^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/);
        assert.ok(!JSON.stringify(headers).includes(KEY.split('.')[1]!));
      });

      test('bears the same request id at every attempt, where the provider takes one', async () => {
        await begin({ endpoint: waysOf('openai') });
        server.script(refusal(503), { text: 'Hi' });
        await ask(client);
        assert.deepEqual(
          server.requests.map(({ headers }) => headers['x-client-request-id']),
          ['request-1', 'request-1'],
        );
      });

      test('is nothing without a key that is needed', async () => {
        await begin({ endpoint: { needsKey: true } });
        const { error } = await ask(client);
        assert.equal(kindOf(error), 'no-credential');
        assert.equal(server.requests.length, 0);
      });

      test('is nothing when the key holds what no key has, such as a blank that nobody sees [F86]', async () => {
        for (const key of [
          'sk-ab\u200bcdefgh',
          '“sk-abcdefgh”',
          'sk-abcdefgh\r\nx-own: 1',
          'sk-ab\u0001cdefgh',
        ]) {
          await begin({ key });
          const { error, events } = await ask(client);
          assert.equal(kindOf(error), 'invalid-credential');
          assert.ok(error instanceof Error && !error.message.includes('abcdefgh'));
          assert.equal(server.requests.length + events.length, 0);
          await server.close();
        }
        await begin();
      });

      test('is nothing when the key belongs to another origin [F62]', async () => {
        await begin();
        const other = await startModelServer();
        const home = createClient({
          transport,
          baseUrl: other.baseUrl,
          key: 'the-key',
        });
        client = createClient({
          transport,
          baseUrl: other.baseUrl,
          endpoint: { baseUrl: server.baseUrl },
          key: 'the-key',
        });
        assert.equal(kindOf((await ask(client)).error), 'blocked-origin');
        assert.equal(server.requests.length + other.requests.length, 0);
        assert.equal((await ask(home)).error, undefined);
        await other.close();
      });

      test('closes the connection over which a redirect came [F47]', async () => {
        await begin();
        const head = responseHead(307, { location: 'https://elsewhere.example/', 'content-length': 100 });
        server.script(bytes({ write: head }, 'hang'));
        const request = server.nextRequest();
        assert.equal(kindOf((await ask(client)).error), 'redirect');
        await (await request).closed;
      });

      test('never reaches the address that a redirect names [F47]', async () => {
        await begin({ key: 'the-key' });
        const other = await startModelServer();
        for (const status of [301, 302, 303, 307, 308]) {
          server.script({ status, headers: { location: `${other.baseUrl}/chat/completions` } });
          const { error } = await ask(client);
          assert.equal(kindOf(error), 'redirect');
          assert.ok(error instanceof ProviderError && error.message.includes(new URL(other.url).host));
        }
        assert.equal(other.requests.length, 0);
        assert.equal(server.requests.length, 5);
        await other.close();
      });
    });

    describe('Zhipu’s own remedies', () => {
      test('a token that expired is made anew by the server’s clock, once [F60]', async () => {
        await zhipu();
        const date = new Date(client.clock.now() + 600_000).toUTCString();
        server.script(refusal(401, { code: '1003', message: 'expired' }, { date }), { text: 'Hi' });
        assert.equal((await ask(client)).text, 'Hi');
        const [first, second] = server.requests.map(({ headers }) =>
          timestampIn(String(headers.authorization)),
        );
        assert.equal(Math.round((second! - first!) / 1000), 600);
      });

      test('a key that is called expired again stays so [F60]', async () => {
        await zhipu();
        const expired = refusal(401, { code: '1003', message: 'expired' });
        server.script(expired, expired);
        assert.equal(kindOf((await ask(client)).error), 'expired-credential');
        assert.equal(server.requests.length, 2);
      });

      test('a plan’s key, which goes as it is, cannot be made anew', async () => {
        await begin({ endpoint: waysOf('zhipu-coding'), key: KEY });
        server.script(refusal(401, { code: '1003', message: 'expired' }), { text: 'never' });
        assert.equal(kindOf((await ask(client)).error), 'expired-credential');
        assert.equal(server.requests.length, 1);
        assert.equal(server.requests[0]?.headers.authorization, `Bearer ${KEY}`);
      });

      test('a request id that was used before is replaced, once', async () => {
        await zhipu();
        server.script(refusal(400, { code: '1231', message: 'duplicate' }), { text: 'Hi' });
        assert.equal((await ask(client)).text, 'Hi');
        const ids = server.requests.map(({ body }) => (body as { request_id: string }).request_id);
        assert.equal(new Set(ids).size, 2);
      });
    });

    /** What a provider may answer, how often it is asked in all, and what the user is told in the end. */
    const REFUSALS: readonly (readonly [string, object, number, ProviderErrorKind])[] = [
      ['HTTP 400', refusal(400), 1, 'bad-request'],
      ['HTTP 401', refusal(401), 1, 'invalid-credential'],
      ['HTTP 402', refusal(402), 1, 'no-balance'],
      ['HTTP 403', refusal(403), 1, 'permission'],
      ['HTTP 404', refusal(404), 1, 'protocol'],
      ['HTTP 408', refusal(408), 3, 'server'],
      ['HTTP 409', refusal(409), 1, 'bad-request'],
      ['HTTP 413', refusal(413), 1, 'context-too-long'],
      ['HTTP 422', refusal(422), 1, 'bad-request'],
      ['HTTP 429', refusal(429), 3, 'rate-limit'],
      ['HTTP 500', refusal(500), 3, 'server'],
      ['HTTP 502', refusal(502), 3, 'server'],
      ['HTTP 503', refusal(503), 3, 'overloaded'],
      ['HTTP 504', refusal(504), 3, 'server'],
      ['HTTP 520', refusal(520), 3, 'server'],
      ['HTTP 524', refusal(524), 3, 'server'],
      ['HTTP 529', refusal(529), 3, 'overloaded'],
      ['Zhipu’s 1302 under 429', refusal(429, { code: '1302', message: 'x' }), 3, 'rate-limit'],
      ['Zhipu’s 1305 under 429', refusal(429, { code: '1305', message: 'x' }), 3, 'overloaded'],
      ['Zhipu’s 1113 under 429', refusal(429, { code: '1113', message: 'x' }), 1, 'no-balance'],
      ['Zhipu’s 1308 under 429', refusal(429, { code: '1308', message: 'x' }), 1, 'quota'],
      ['Zhipu’s 1311 under 429', refusal(429, { code: '1311', message: 'x' }), 1, 'permission'],
      ['Zhipu’s 1234 under 500', refusal(500, { code: '1234', message: 'x' }), 3, 'server'],
      ['Zhipu’s 1301 under 400', refusal(400, { code: '1301', message: 'x' }), 1, 'content-filter'],
      [
        'an error under HTTP 200',
        { status: 200, body: { error: { code: '1305', message: 'x' } } },
        3,
        'overloaded',
      ],
      ['an error in the stream', streamed(frame({ error: { code: '1234', message: 'x' } })), 3, 'server'],
      ['a page', { status: 200, body: '<html><title>Sign in</title></html>' }, 1, 'proxy-page'],
      ['a page under HTTP 403', { status: 403, body: '<html></html>' }, 1, 'proxy-page'],
      ['nothing under HTTP 200', { status: 200, body: '' }, 3, 'empty-answer'],
      ['HTTP 204', bytes({ write: responseHead(204, { connection: 'close' }) }, 'end'), 3, 'empty-answer'],
      ['HTTP 206', bytes({ write: responseHead(206, { connection: 'close' }) }, 'end'), 1, 'protocol'],
      ['an empty turn', { text: '' }, 3, 'empty-answer'],
      ['nothing but [DONE]', streamed(frame('[DONE]')), 3, 'empty-answer'],
      ['other JSON', { status: 200, body: { status: 'ok' } }, 2, 'protocol'],
      ['an SSH server', bytes({ write: 'SSH-2.0-OpenSSH_9.6\r\n' }, 'end'), 2, 'protocol'],
      ['a reset', bytes('reset'), 3, 'connection-lost'],
      ['an end before the headers', bytes('end'), 3, 'connection-lost'],
      ['an end after the headers', bytes({ write: STREAM_HEAD }, 'end'), 3, 'empty-answer'],
      [
        'a cut before anything visible',
        streamed(frame({ choices: [{ delta: { role: 'assistant' } }] })),
        3,
        'connection-lost',
      ],
      [
        'a compression that is none',
        bytes(
          { write: `${responseHead(200, { 'content-encoding': 'gzip', connection: 'close' })}nonsense` },
          'end',
        ),
        2,
        'protocol',
      ],
    ];

    describe('a provider that always answers with [F48]', () => {
      for (const [what, reply, times, kind] of REFUSALS) {
        test(`${what} is asked ${times === 1 ? 'once' : `${times} times`}, and the user is told ${kind}`, async () => {
          await zhipu();
          server.script(...Array<never>(4).fill(reply as never));
          const { error, events } = await ask(client);
          assert.equal(kindOf(error), kind);
          assert.equal(server.requests.length, times);
          assert.equal(events.filter(({ type }) => type === 'retrying').length, times - 1);
          assert.deepEqual(
            client.records.map(({ outcome, errorKind }) => [outcome, errorKind]),
            [['failed', kind]],
          );
        });
      }
    });

    describe('trying again', () => {
      test('is invisible but for a notice: the second answer is the answer [F50]', async () => {
        await begin();
        server.script(refusal(503), { text: 'Hi' });
        const { events, text } = await ask(client);
        assert.deepEqual(events[0], { type: 'retrying', attempt: 2, delayMs: 1000, because: 'overloaded' });
        assert.equal(text, 'Hi');
        assert.equal(client.records.length, 1);
        assert.equal(client.records[0]?.outcome, 'completed');
      });

      for (const [purpose, times] of Object.entries({
        chat: 3,
        explain: 3,
        generate: 2,
        optimize: 2,
        'explain-files': 5,
        'document-files': 5,
        probe: 1,
      })) {
        test(`is done within ${times} attempt${times > 1 ? 's' : ''} for ${purpose} [F50]`, async () => {
          await begin();
          server.script(...Array(6).fill(refusal(503)));
          await ask(client, chatRequest({ purpose: purpose as Purpose }));
          assert.equal(server.requests.length, times);
        });
      }

      test('is not done before the server allows it [F49]', async () => {
        await begin();
        server.script(refusal(429, undefined, { 'retry-after': '30' }), { text: 'Hi' });
        const { events } = await ask(client);
        assert.ok(events[0]?.type === 'retrying' && events[0].delayMs >= 30_000);
      });

      test('waits for a date by the server’s clock, however wrong this one is [F49]', async () => {
        await begin();
        const date = 'Sat, 21 Nov 2020 12:00:00 GMT';
        const headers = { date, 'retry-after': 'Sat, 21 Nov 2020 12:00:20 GMT' };
        server.script(refusal(503, undefined, headers), { text: 'Hi' });
        const { events } = await ask(client);
        assert.ok(events[0]?.type === 'retrying');
        assert.equal(events[0].delayMs, 20_000);
      });

      test('is not done at all when the server asks for more than a minute [F49]', async () => {
        await begin();
        server.script(refusal(429, undefined, { 'retry-after': '61' }), { text: 'Hi' });
        const { error } = await ask(client);
        assert.ok(error instanceof ProviderError && error.details.retryAfterMs === 61_000);
        assert.equal(server.requests.length, 1);
      });

      test('repairs a kept connection that the server has given up, with one more request [F39]', async () => {
        await begin();
        server.script({ text: 'first' }, bytes('reset'), { text: 'second' });
        await ask(client);
        assert.equal((await ask(client)).text, 'second');
        assert.equal(server.requests.length, 3);
      });

      test('of an empty answer adds up what all of them cost [F21]', async () => {
        await begin();
        const usage = { prompt_tokens: 10, completion_tokens: 1 };
        server.script({ text: '', usage }, { text: 'Hi', usage });
        const { events } = await ask(client);
        const finish = events.at(-1);
        assert.ok(finish?.type === 'finish' && finish.usage?.inputTokens === 20);
        assert.equal(client.records[0]?.usage.outputTokens, 2);
      });

      test('of empty answers in vain still records what they cost [F21]', async () => {
        await begin();
        const usage = { prompt_tokens: 10, completion_tokens: 1 };
        server.script({ text: '', usage }, { text: '', usage }, { text: '', usage });
        assert.equal(kindOf((await ask(client)).error), 'empty-answer');
        assert.equal(client.records[0]?.usage.inputTokens, 30);
      });

      test('is not done for an empty answer that its limit or a filter has emptied', async () => {
        await begin();
        for (const finishReason of ['length', 'content_filter']) {
          server.script({ text: '', finishReason });
          assert.equal((await ask(client)).error, undefined, finishReason);
        }
        assert.equal(server.requests.length, 2);
      });

      test('is not done for thoughts alone [F36]', async () => {
        await begin();
        server.script({ reasoning: 'Hm.', text: '' });
        assert.equal((await ask(client)).error, undefined);
        assert.equal(server.requests.length, 1);
      });
    });

    describe('an answer that breaks off after some of it was shown [F40]', () => {
      const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
      const CHUNKED_HEAD = responseHead(200, { 'transfer-encoding': 'chunked' });
      const CUTS: Readonly<Record<string, readonly ByteStep[]>> = {
        'by a reset': [{ write: STREAM_HEAD + textFrame('Hel') }, 'reset'],
        'by a clean end': [{ write: STREAM_HEAD + textFrame('Hel') }, 'end'],
        'in the middle of an event': [
          { write: STREAM_HEAD + textFrame('Hel') + textFrame('lo').slice(0, 20) },
          'end',
        ],
        'by an end between chunks': [{ write: CHUNKED_HEAD + chunked(textFrame('Hel')) }, 'end'],
        'inside of its content-length': [
          { write: responseHead(200, { 'content-length': 10_000 }) + textFrame('Hel') },
          'end',
        ],
        'by a content-length that is too short': [
          {
            write: `${responseHead(200, { 'content-length': textFrame('Hel').length })}${textFrame('Hel')}${END_FRAMES}`,
          },
          'end',
        ],
        'by a chunk without a size': [
          { write: `${CHUNKED_HEAD}${chunked(textFrame('Hel'))}oops\r\n` },
          'end',
        ],
        'by an error in the stream': [
          { write: STREAM_HEAD + textFrame('Hel') + frame({ error: { code: '1234', message: 'x' } }) },
          'end',
        ],
        'by the provider giving up': [
          {
            write: STREAM_HEAD + textFrame('Hel') + frame({ choices: [{ finish_reason: 'network_error' }] }),
          },
          'end',
        ],
      };

      for (const [how, steps] of Object.entries(CUTS)) {
        test(`${how} is interrupted: what was shown stands, and nothing is repeated`, async () => {
          await begin();
          server.script(bytes(...steps), { text: 'never' });
          const { text, error, events } = await ask(client);
          assert.equal(text, 'Hel');
          assert.equal(kindOf(error), 'interrupted');
          assert.ok(error instanceof ProviderError && error.cause !== undefined);
          assert.equal(server.requests.length, 1);
          assert.ok(!events.some(({ type }) => type === 'finish' || type === 'retrying'));
          const [record, ...others] = client.records;
          assert.deepEqual([record?.outcome, record?.usage.estimated, others], ['interrupted', true, []]);
          assert.ok(record!.usage.inputTokens > 0 && record!.usage.outputTokens > 0);
        });
      }

      test('by a filter is filtered, not interrupted', async () => {
        await zhipu();
        server.script(streamed(textFrame('Hel'), frame({ error: { code: '1301', message: 'x' } })));
        const { text, error } = await ask(client);
        assert.deepEqual([text, kindOf(error)], ['Hel', 'content-filter']);
      });
    });

    describe('silence', () => {
      test('before the headers ends the attempt after a minute, and is tried once more [F41]', async () => {
        await begin();
        server.script(bytes('hang'), { text: 'Hi' });
        const pending = ask(client);
        const request = await server.nextRequest();
        client.clock.advance(60_000);
        const { text, events } = await pending;
        assert.deepEqual(events[0], { type: 'retrying', attempt: 2, delayMs: 0, because: 'timeout' });
        assert.equal(text, 'Hi');
        await request.closed;
      });

      test('after the headers ends it after two minutes [F41]', async () => {
        await begin();
        server.script(bytes({ write: STREAM_HEAD }, 'hang'));
        const pending = ask(client, chatRequest({ purpose: 'probe' }));
        await client.clock.timerOf(120_000);
        client.clock.advance(120_000);
        assert.equal(kindOf((await pending).error), 'timeout');
      });

      test('after some text interrupts it after a minute [F41]', async () => {
        await begin();
        server.script(bytes({ write: STREAM_HEAD + textFrame('Hel') }, 'hang'));
        const { text, error } = await ask(client, chatRequest(), NEVER, () => {
          // By then the client waits for more.
          setImmediate(() => client.clock.advance(60_000));
        });
        assert.deepEqual([text, kindOf(error)], ['Hel', 'interrupted']);
        assert.ok(error instanceof ProviderError && kindOf(error.cause) === 'timeout');
      });

      test('is not what the user takes to read: ten minutes between two events are the consumer’s own [F64]', async () => {
        await begin();
        const { promise, resolve } = Promise.withResolvers<void>();
        server.script(
          bytes({ write: STREAM_HEAD + textFrame('one') }, { until: promise }, { write: END_FRAMES }, 'end'),
        );
        const { error } = await ask(client, chatRequest(), NEVER, ({ type }) => {
          if (type !== 'text-delta') return;
          client.clock.advance(600_000);
          resolve();
        });
        assert.equal(error, undefined);
      });
    });

    test('an answer without an end is closed after a quarter of an hour, by us and not by the network [F91]', async () => {
      await begin();
      server.respondWith(function* () {
        for (;;) yield { type: 'text', text: 'on and on ' };
      });
      const { error } = await ask(client, chatRequest(), NEVER, () => client.clock.advance(30_000));
      assert.ok(error instanceof ProviderError && kindOf(error) === 'deadline');
      assert.equal(error.details.limitMs, 900_000);
      assert.equal(client.clock.monotonic(), 900_000);
      assert.deepEqual(
        [client.records[0]?.outcome, client.records[0]?.errorKind],
        ['interrupted', 'deadline'],
      );
    });

    describe('an abort [F63]', () => {
      const reason = new Error('the user said stop');
      let controller: AbortController;

      /** Starts a request, waits for what says that it has come so far, aborts, and gives how it ended. */
      async function abortWhen(moment: () => Promise<unknown>, request = chatRequest()) {
        controller = new AbortController();
        const pending = ask(client, request, controller.signal);
        await moment();
        const abortedAt = performance.now();
        controller.abort(reason);
        controller.abort(new Error('twice'));
        const ended = await pending;
        return { ...ended, abortedAt, endedAfterMs: performance.now() - abortedAt };
      }

      function assertStopped({ error, endedAfterMs }: { error?: unknown; endedAfterMs: number }): void {
        assert.equal(error, reason);
        assert.ok(endedAfterMs < 100);
        assert.deepEqual(
          client.records.map(({ outcome, errorKind }) => [outcome, errorKind]),
          [['stopped', undefined]],
        );
      }

      test('that came before sends nothing', async () => {
        await begin();
        const { error } = await ask(client, chatRequest(), AbortSignal.abort(reason));
        assert.equal(error, reason);
        assert.equal(server.requests.length, 0);
      });

      test('while the connection is being made ends it at once', async () => {
        await begin();
        const silent = createServer().listen(0, '127.0.0.1');
        await once(silent, 'listening');
        const { port } = silent.address() as AddressInfo;
        client = createClient({ transport, baseUrl: `https://127.0.0.1:${port}/v1` });
        const connected = once(silent, 'connection');
        assertStopped(await abortWhen(() => connected));
        const [socket] = await connected;
        socket.destroy();
        silent.close();
      });

      test('before the headers closes the connection', async () => {
        await begin();
        server.script(bytes('hang'));
        const request = server.nextRequest();
        const ended = await abortWhen(() => request);
        assertStopped(ended);
        assert.ok((await (await request).closed) - ended.abortedAt < CLOSED_WITHIN_MS);
      });

      test('in the middle of the answer closes the connection, keeps the text and records it', async () => {
        await begin();
        server.script(bytes({ write: STREAM_HEAD + textFrame('Hel') }, 'hang'));
        controller = new AbortController();
        const request = server.nextRequest();
        let text = '';
        let abortedAt = 0;
        await assert.rejects(async () => {
          for await (const event of client.provider.stream(chatRequest(), controller.signal)) {
            if (event.type === 'text-delta') text += event.text;
            abortedAt = performance.now();
            controller.abort(reason);
          }
        }, reason);
        assert.equal(text, 'Hel');
        assert.ok((await (await request).closed) - abortedAt < CLOSED_WITHIN_MS);
        assert.equal(client.records.length, 1);
        assert.ok(client.records[0]!.outcome === 'stopped' && client.records[0]!.usage.outputTokens > 0);
      });

      test('during a wait ends it without waiting', async () => {
        await begin();
        server.script(refusal(503, undefined, { 'retry-after': '50' }));
        controller = new AbortController();
        await assert.rejects(async () => {
          for await (const event of client.provider.stream(chatRequest(), controller.signal)) {
            assert.equal(event.type, 'retrying');
            void client.clock.timerOf(50_000).then(() => controller.abort(reason));
          }
        }, reason);
        assert.equal(client.clock.monotonic(), 0, 'no time has passed');
        assert.equal(server.requests.length, 1);
        assert.equal(client.records[0]?.outcome, 'stopped');
      });

      test('after the finish changes nothing: nobody listens any more', async () => {
        await begin();
        controller = new AbortController();
        assert.equal((await ask(client, chatRequest(), controller.signal)).error, undefined);
        assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
        controller.abort(reason);
        assert.deepEqual(
          client.records.map(({ outcome }) => outcome),
          ['completed'],
        );
      });

      test('in place of which the consumer just leaves closes the connection too', async () => {
        await begin();
        server.script(bytes({ write: STREAM_HEAD + textFrame('Hel') }, 'hang'));
        const request = server.nextRequest();
        for await (const _ of client.provider.stream(chatRequest(), NEVER)) break;
        const leftAt = performance.now();
        assert.ok((await (await request).closed) - leftAt < CLOSED_WITHIN_MS);
        assert.deepEqual(
          client.records.map(({ outcome }) => outcome),
          ['stopped'],
        );
      });
    });

    describe('a server that cannot be spoken to', () => {
      test('because its certificate is nobody’s is asked once [F52]', async () => {
        await begin();
        const secure = await startModelServer({ tls: selfSignedCertificate() });
        client = createClient({ transport, baseUrl: secure.baseUrl });
        assert.equal(kindOf((await ask(client)).error), 'tls');
        assert.equal(client.records.length, 1);
        await secure.close();
      });

      test('because it speaks no TLS is asked once [F45]', async () => {
        await begin();
        client = createClient({ transport, baseUrl: server.baseUrl.replace('http:', 'https:') });
        assert.equal(kindOf((await ask(client)).error), 'tls');
      });

      test('because nobody listens is tried three times [F38]', async () => {
        await begin();
        const gone = await startModelServer();
        await gone.close();
        client = createClient({ transport, baseUrl: gone.baseUrl });
        const { error, events } = await ask(client);
        assert.equal(kindOf(error), 'unreachable');
        assert.equal(events.length, 2);
        assert.ok(error instanceof ProviderError && error.details.host === new URL(gone.url).host);
      });
    });

    describe('a record', () => {
      test('says what was asked of whom, what it cost, and how long it took', async () => {
        await begin();
        server.script({ text: 'Hi', usage: { prompt_tokens: 1000, completion_tokens: 500 } });
        await ask(client, chatRequest({ id: 'request-7', purpose: 'explain' }));
        const { at, timeToFirstTokenMs, durationMs, ...rest } = client.records[0]!;
        assert.equal(at, client.clock.now());
        assert.ok(timeToFirstTokenMs !== undefined && durationMs >= timeToFirstTokenMs);
        assert.deepEqual(rest, {
          requestId: 'request-7',
          purpose: 'explain',
          modelId: MODEL.id,
          usage: {
            inputTokens: 1000,
            outputTokens: 500,
            cachedInputTokens: 0,
            reasoningTokens: 0,
            estimated: false,
          },
          cost: { amount: 0.002, currency: 'USD' },
          outcome: 'completed',
        });
      });

      test('is there before the consumer sees the finish', async () => {
        await begin();
        let recorded = 0;
        for await (const event of client.provider.stream(chatRequest(), NEVER)) {
          if (event.type === 'finish') recorded = client.records.length;
        }
        assert.equal(recorded, 1);
      });
    });

    test('an error tells host, model and the provider’s words, and nothing of the key [F87]', async () => {
      await begin({ key: KEY });
      server.script(
        refusal(
          401,
          { code: 'invalid_api_key', message: `Bad key ${KEY}, also Bearer ${KEY}` },
          { 'x-request-id': 'r-1' },
        ),
      );
      const { error } = await ask(client);
      assert.ok(error instanceof ProviderError);
      const { cause: _, ...details } = error.details;
      assert.deepEqual(details, {
        provider: 'test',
        host: new URL(server.url).host,
        modelName: 'test-model',
        status: 401,
        providerCode: 'invalid_api_key',
        providerMessage: 'Bad key •••, also Bearer •••',
        requestId: 'r-1',
      });
      assert.ok(!`${error.stack}`.includes(KEY));
    });

    test('a message of the provider’s is cut at five hundred characters', async () => {
      await begin();
      server.script(refusal(400, { message: 'x'.repeat(10_000) }));
      const { error } = await ask(client);
      assert.ok(error instanceof ProviderError && error.details.providerMessage?.length === 500);
    });
  });
}

test('comments keep an answer alive for four minutes, and no longer [F42][F07]', async () => {
  const clock = createManualClock();
  const transport: Transport = {
    send: async (_, signal) => ({
      status: 200,
      headers: new Headers(),
      body: (async function* () {
        for (; !signal.aborted; clock.advance(30_000)) {
          yield Buffer.from(': keep-alive\n\n');
          // What comes at once is read together.
          for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next));
        }
        throw signal.reason;
      })(),
    }),
  };
  const provider = createProvider({ transport, record: () => {}, clock }, REMOTE, async () => undefined);
  for await (const event of provider.stream(chatRequest(), NEVER)) {
    assert.deepEqual(event, { type: 'retrying', attempt: 2, delayMs: 0, because: 'timeout' });
    break;
  }
  assert.equal(clock.monotonic(), 240_000);
});

test('a model on this machine is given ten minutes to begin, over its own transport', async () => {
  const clock = createManualClock();
  const signals: AbortSignal[] = [];
  const direct: Transport = {
    send: (_, signal) =>
      new Promise((_resolve, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const provider = createProvider(
    {
      transport: { send: () => assert.fail('the wrong transport') },
      directTransport: direct,
      record: () => {},
      clock,
    },
    { ...REMOTE, isLocal: true },
    async () => undefined,
  );
  const events = provider.stream(chatRequest(), NEVER)[Symbol.asyncIterator]();
  const first = events.next();
  await clock.timerOf(600_000);
  await new Promise((turn) => setImmediate(turn));
  clock.advance(599_999);
  assert.equal(signals[0]?.aborted, false);
  clock.advance(1);
  assert.equal(signals[0]?.aborted, true);
  assert.equal((await first).value?.type, 'retrying');
  await events.return?.();
});

test('a broken contract inside of Inkstone is not dressed up as the provider’s fault', async () => {
  const transport: Transport = { send: () => Promise.reject(new Error('x')) };
  const bug = new RangeError('a bug');
  const provider = createProvider({ transport, record: () => {} }, REMOTE, () => Promise.reject(bug));
  await assert.rejects(async () => {
    for await (const _ of provider.stream(chatRequest(), NEVER)) assert.fail();
  }, bug);
});

function timestampIn(authorization: string): number {
  const payload = authorization.split('.')[1] ?? '';
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { timestamp: number }).timestamp;
}
