import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import type { Endpoint } from '../../../src/providers/endpoint.ts';
import { responseHead } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { ask, type Client, chatRequest, createClient, kindOf, TRANSPORTS } from './clients.ts';

interface Api {
  /** In the catalogue. */
  readonly id: string;
  /** Where the model server speaks it. */
  readonly base: string;
  /** The header that lets a request in. */
  readonly door: readonly [name: string, value: string];
  /** A stream that breaks off after `Half`. */
  readonly half: string;
  /** What the body says of a system text, of a tool's result, and of the call before it. */
  readonly system: (body: Body) => unknown;
  readonly result: (body: Body) => unknown;
  readonly called: (body: Body) => unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: the bodies are looked at field by field, each API's own.
type Body = any;

const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

const APIS: readonly Api[] = [
  {
    id: 'anthropic',
    base: '/anthropic',
    door: ['x-api-key', 'the-key'],
    half:
      event('message_start', { message: { model: 'm', usage: { input_tokens: 3 } } }) +
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Half' } }),
    system: (body) => body.system,
    result: (body) => body.messages.at(-1).content[0],
    called: (body) => body.messages.at(-2).content.at(-1),
  },
  {
    id: 'ollama',
    base: '',
    door: ['authorization', 'Bearer the-key'],
    half: `${JSON.stringify({ message: { role: 'assistant', content: 'Half' }, done: false })}\n`,
    system: (body) => body.messages[0].content,
    result: (body) => body.messages.at(-1),
    called: (body) => body.messages.at(-2).tool_calls[0],
  },
];

const TOOL = { name: 'read', description: 'Reads a file.', parameters: { type: 'object' } };
const CALL = { callId: 'call_1', name: 'read', argumentsText: '{"path":"主.ts"}' };

for (const { name, create } of TRANSPORTS)
  for (const api of APIS)
    describe(`${api.id} over ${name}`, () => {
      const transport = create();
      let server: ModelServer;
      let client: Client;
      before(async () => {
        server = await startModelServer({ key: 'the-key' });
        const { dialect, auth } = CATALOG.find(({ id }) => id === api.id) as Endpoint;
        client = createClient({
          transport,
          baseUrl: server.url + api.base,
          endpoint: { dialect, auth },
          key: 'the-key',
        });
      });
      after(async () => {
        await transport.close();
        await server.close();
      });

      for (const delivery of ['stream', 'whole'] as const)
        test(`an answer as a ${delivery} arrives with its reasoning, its call of a tool and its counts`, async () => {
          server.script({ reasoning: '想一想。', text: 'I look 一下.\n  Then…', toolCalls: [CALL] });
          const sent = server.requests.length;
          const request = chatRequest({
            delivery,
            tools: [TOOL],
            messages: [
              { role: 'system', text: 'Be brief.' },
              { role: 'user', text: 'What is in 主.ts?' },
            ],
          });
          const { events, text, error } = await ask(client, request);
          assert.equal(error, undefined);
          assert.equal(text, 'I look 一下.\n  Then…');
          assert.equal(reasoningOf(events), '想一想。');
          assert.deepEqual(
            events.filter(({ type }) => type === 'tool-call'),
            [{ type: 'tool-call', ...CALL }],
          );
          const finish = events.at(-1);
          assert.ok(finish?.type === 'finish');
          const { inputTokens, outputTokens } = server.served.at(-1)!;
          assert.deepEqual(
            [finish.reason, finish.servedModel, finish.usage?.inputTokens, finish.usage?.outputTokens],
            ['tool-calls', 'test-model', inputTokens, outputTokens],
          );
          const { headers, body } = server.requests[sent]!;
          assert.equal(headers[api.door[0]], api.door[1]);
          assert.equal(api.system(body as Body), 'Be brief.');
          assert.equal((body as Body).stream, delivery === 'stream');
        });

      test('a tool’s result goes back under its call, with the reasoning as it was sealed', async () => {
        server.script({ reasoning: 'Hm.', toolCalls: [{ ...CALL, argumentsText: '{}' }] });
        const first = await ask(client, chatRequest({ tools: [TOOL], reasoning: 'on' }));
        const finish = first.events.at(-1);
        assert.ok(finish?.type === 'finish');
        const { sealedReasoning } = finish;
        const sent = server.requests.length;
        await ask(
          client,
          chatRequest({
            tools: [TOOL],
            messages: [
              { role: 'user', text: 'Look.' },
              {
                role: 'assistant',
                text: '',
                reasoning: 'Hm.',
                toolCalls: [CALL],
                ...(sealedReasoning !== undefined && { sealedReasoning }),
              },
              { role: 'tool', callId: 'call_1', result: 'a file' },
            ],
          }),
        );
        const { body } = server.requests[sent]!;
        const called = JSON.stringify(api.called(body));
        assert.match(called, /"call_1".*"read".*\{"path":"主.ts"\}/);
        assert.match(JSON.stringify(api.result(body)), /"call_1"/);
        assert.match(JSON.stringify(api.result(body)), /"a file"/);
        assert.match(JSON.stringify(body), /"thinking":"Hm\."/);
        if (api.id === 'anthropic') assert.match(JSON.stringify(body), /"signature":"seal-answer/);
      });

      test('an answer at its limit says so', async () => {
        server.script({ text: 'Cut', finishReason: 'length' });
        const finish = (await ask(client)).events.at(-1);
        assert.equal(finish?.type === 'finish' && finish.reason, 'length');
      });

      test('a key that is wrong is refused after one request', async () => {
        const sent = server.requests.length;
        const { dialect, auth } = CATALOG.find(({ id }) => id === api.id) as Endpoint;
        const wrong = createClient({
          transport,
          baseUrl: server.url + api.base,
          endpoint: { dialect, auth },
          key: 'no-key',
        });
        const { error } = await ask(wrong);
        assert.equal(kindOf(error), 'invalid-credential');
        assert.equal(server.requests.length, sent + 1);
        assert.ok(!String(error).includes('no-key'));
      });

      for (const end of ['end', 'reset'] as const)
        test(`a stream that is cut by a ${end} is interrupted, and what came before is kept`, async () => {
          const arrived = Promise.withResolvers<void>();
          server.script({
            bytes: [
              { write: responseHead(200, { 'content-type': 'text/plain', connection: 'close' }) + api.half },
              { until: arrived.promise },
              end,
            ],
          });
          const { text, error } = await ask(client, chatRequest(), undefined, () => arrived.resolve());
          assert.equal(text, 'Half');
          assert.equal(kindOf(error), 'interrupted');
        });

      test('a stop closes the connection within a quarter of a second', async () => {
        const controller = new AbortController();
        server.respondWith(async function* (_, signal) {
          yield { type: 'text', text: 'Half' };
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        });
        const sent = server.requests.length;
        let stoppedAtMs = 0;
        const { error } = await ask(client, chatRequest(), controller.signal, () => {
          stoppedAtMs = performance.now();
          controller.abort('stop');
        });
        assert.equal(error, 'stop');
        const closedAtMs = await server.requests[sent]!.closed;
        assert.ok(closedAtMs - stoppedAtMs < 250, `${closedAtMs - stoppedAtMs} ms`);
      });
    });

function reasoningOf(events: readonly StreamEvent[]): string {
  return events.map((each) => (each.type === 'reasoning-delta' ? each.text : '')).join('');
}
