import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { ProviderError, ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { type ByteStep, STREAM_HEAD } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { zhipuV3Event } from '../../model-server/zhipuV3Wire.ts';
import { ask, type Client, chatRequest, createClient, kindOf, TRANSPORTS } from './clients.ts';

const CLOSED_WITHIN_MS = 250;
const KEY = 'abcdef0123456789abcdef0123456789.AbCdEfGhIjKlMnOp';

const { dialect, auth, tasks } = CATALOG.find(({ id }) => id === 'zhipu-v3')!;
const MODEL = modelOf('zhipu-v3', { name: 'chatglm_turbo' });
const question = (overrides = {}) => chatRequest({ model: MODEL, ...overrides });

const META = {
  request_id: 'request-1',
  task_id: '7423',
  task_status: 'SUCCESS',
  usage: { prompt_tokens: 2, completion_tokens: 8, total_tokens: 10 },
};
const add = (text: string): string => zhipuV3Event('add', '7423', text);
const FINISH = zhipuV3Event('finish', '7423', '', META);
const streamed = (...events: readonly string[]): { readonly bytes: readonly ByteStep[] } => ({
  bytes: [{ write: STREAM_HEAD + events.join('') }, 'end'],
});

for (const { name, create } of TRANSPORTS) {
  describe(`Zhipu v3 over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    let client: Client;

    before(() => {
      transport = create();
    });
    after(() => transport.close());

    /** A client that has no limits to keep yet. */
    function connect(): void {
      const baseUrl = `${server.url}/api/paas/v3/model-api`;
      client = createClient({
        transport,
        baseUrl,
        endpoint: { dialect, auth, ...(tasks && { tasks }) },
        key: KEY,
      });
    }
    async function begin(): Promise<void> {
      server = await startModelServer();
      connect();
    }
    afterEach(async () => {
      await server.close();
      assert.equal(client.clock.pendingTimers, 0, 'a timer was left behind');
    });

    test('code keeps its columns and its line ends, and comes with its counts', async () => {
      await begin();
      const code = '  def f(x):\n    return x\n\n\n# 结束 ';
      server.respondWith(() => [
        { type: 'text', text: code.slice(0, 15) },
        { type: 'text', text: code.slice(15) },
      ]);
      const { events, text, error } = await ask(client, question());
      assert.equal(error, undefined);
      assert.equal(text, code);
      const { inputTokens, outputTokens } = server.served[0]!;
      assert.deepEqual(events.at(-1), {
        type: 'finish',
        reason: 'stop',
        usage: { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0, estimated: false },
      });
    });

    test('an answer in one piece is the same', async () => {
      await begin();
      const reply = { text: ' Say "hi"\n  twice.' };
      server.script(reply, reply);
      const whole = await ask(client, question({ delivery: 'whole' }));
      assert.equal(whole.text, reply.text);
      assert.deepEqual(whole, await ask(client, question()));
    });

    test('a whole answer whose string is not quite one loses its quotes only', async () => {
      await begin();
      const body = (content: string): object => ({
        code: 200,
        success: true,
        data: { task_status: 'SUCCESS', choices: [{ role: 'assistant', content }], usage: META.usage },
      });
      const cases = [
        ['" hi"', ' hi'],
        ['"two\nlines"', 'two\nlines'],
        ['plain', 'plain'],
      ] as const;
      for (const [content, text] of cases) {
        server.script({ status: 200, body: body(content) });
        assert.equal((await ask(client, question({ delivery: 'whole' }))).text, text);
      }
    });

    test('the model is in the address, the token is bare, the system speaks in the first question', async () => {
      await begin();
      const messages = [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: 'Hi' },
        { role: 'assistant', text: 'Hello' },
        { role: 'user', text: 'Bye' },
      ] as const;
      await ask(client, question({ messages, temperature: 0 }));
      await ask(client, question({ messages, delivery: 'whole' }));
      const [stream, whole] = server.requests;
      assert.equal(stream?.path, '/api/paas/v3/model-api/chatglm_turbo/sse-invoke');
      assert.equal(whole?.path, '/api/paas/v3/model-api/chatglm_turbo/invoke');
      const prompt = [
        { role: 'user', content: 'Be brief.\n\nHi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'Bye' },
      ];
      assert.deepEqual(stream.body, {
        prompt,
        request_id: 'request-1',
        incremental: true,
        temperature: 0.01,
      });
      assert.deepEqual(whole.body, { prompt, request_id: 'request-1', return_type: 'json_string' });
      const [header, payload, signature] = String(stream.headers.authorization).split('.');
      const expected = createHmac('sha256', KEY.split('.')[1]!).update(`${header}.${payload}`);
      assert.equal(signature, expected.digest('base64url'));
      assert.equal(JSON.parse(Buffer.from(payload!, 'base64url').toString()).timestamp, client.clock.now());
    });

    /** Asks for an answer in the provider's own time; each of the waits passes as soon as it begins. */
    async function defer(...waitsMs: readonly number[]) {
      const passed = (async () => {
        for (const waitMs of waitsMs) {
          await client.clock.timerOf(waitMs);
          client.clock.advance(waitMs);
        }
      })();
      const ended = await ask(client, question({ delivery: 'deferred', purpose: 'probe' }));
      await passed;
      return ended;
    }
    const calls = (): readonly string[] => server.requests.map(({ method, path }) => `${method} ${path}`);
    const BASE = '/api/paas/v3/model-api';
    const taskReply = (task: object): { readonly status: 200; readonly body: object } => ({
      status: 200,
      body: { code: 200, msg: '操作成功', success: true, data: { task_id: 'task/1', ...task } },
    });

    test('a deferred answer is left with the provider, and is the same', async () => {
      await begin();
      const text = ' Say "hi"\n  twice.';
      server.respondWith(() => [{ type: 'text', text }]);
      const deferred = await defer(1000, 1500);
      assert.equal(deferred.text, text);
      const look = `GET ${BASE}/-/async-invoke/answer-1`;
      assert.deepEqual(calls(), [`POST ${BASE}/chatglm_turbo/async-invoke`, look, look]);
      assert.deepEqual(server.requests[0]?.body, {
        prompt: [{ role: 'user', content: 'What does this do?' }],
        request_id: 'request-1',
        return_type: 'json_string',
      });
      const whole = await ask(client, question({ delivery: 'whole' }));
      assert.deepEqual(deferred.events.at(-1), whole.events.at(-1));
      assert.equal(client.records[0]?.outcome, 'completed');
    });

    test('a deferred answer that is refused with HTTP 200 says why, at either call', async () => {
      await begin();
      const refusal = { status: 200, body: { code: 1301, msg: '内容敏感', success: false } };
      server.script(refusal, taskReply({ task_status: 'PROCESSING' }), refusal);
      const errors = [(await defer()).error, (await defer(1000)).error];
      assert.deepEqual(errors.map(kindOf), ['content-filter', 'content-filter']);
      assert.equal((errors[0] as ProviderError).details.providerMessage, '内容敏感');
      assert.equal(server.requests.at(-1)?.path, `${BASE}/-/async-invoke/task%2F1`);
    });

    test('a deferred answer that failed, or whose task is not named, is the provider’s fault', async () => {
      await begin();
      const accepted = taskReply({ task_status: 'PROCESSING' });
      server.script(accepted, taskReply({ task_status: 'FAIL' }), { status: 200, body: { success: true } });
      assert.equal(kindOf((await defer(1000)).error), 'server');
      assert.equal(kindOf((await defer()).error), 'protocol');
    });

    test('a token that expires while a deferred answer is waited for is made anew, once', async () => {
      await begin();
      const expired = {
        status: 200,
        body: { code: 1003, msg: 'Authentication Token expired', success: false },
        headers: { date: 'Sat, 21 Nov 2026 01:00:00 GMT' },
      };
      server.script({ text: 'Hi' }, taskReply({ task_status: 'PROCESSING' }), expired);
      assert.equal((await defer(1000, 1500, 2250)).text, 'Hi');
      assert.equal(server.requests.length, 5);
      assert.equal(new Set(server.requests.map(({ headers }) => headers.authorization)).size, 2);
    });

    const kinds: readonly (readonly [number, ProviderErrorKind])[] = [
      [1002, 'invalid-credential'],
      [1113, 'no-balance'],
      [1200, 'server'],
      [1211, 'unknown-model'],
      [1213, 'bad-request'],
      [1220, 'permission'],
      [1261, 'context-too-long'],
      [1301, 'content-filter'],
      [1302, 'rate-limit'],
      [1305, 'overloaded'],
    ];
    for (const [code, kind] of kinds) {
      test(`the code ${code} with HTTP 200 is ${kind}, whole or in a stream`, async () => {
        await begin();
        const body = { code, msg: '出错了', success: false };
        server.script({ status: 200, body }, streamed(zhipuV3Event('error', '7423', JSON.stringify(body))), {
          status: 200,
          body,
        });
        for (const delivery of ['stream', 'stream', 'whole'] as const) {
          connect();
          const { error } = await ask(client, question({ delivery, purpose: 'probe' }));
          assert.equal(kindOf(error), kind);
          assert.equal((error as ProviderError).details.providerMessage, '出错了');
        }
      });
    }

    test('an expired token is made anew, once', async () => {
      await begin();
      const expired = {
        status: 200,
        body: { code: 1003, msg: 'Authentication Token expired', success: false },
        headers: { date: 'Sat, 21 Nov 2026 01:00:00 GMT' },
      };
      server.script(expired, { text: 'Hi' }, expired, expired);
      assert.equal((await ask(client, question())).text, 'Hi');
      assert.equal(kindOf((await ask(client, question())).error), 'expired-credential');
      assert.equal(new Set(server.requests.map(({ headers }) => headers.authorization)).size, 2);
    });

    test('an error in plain words is the server’s', async () => {
      await begin();
      server.script(streamed(zhipuV3Event('error', '7423', '系统异常')));
      const { error } = await ask(client, question({ purpose: 'probe' }));
      assert.equal(kindOf(error), 'server');
      assert.equal((error as ProviderError).details.providerMessage, '系统异常');
    });

    test('an interrupted answer keeps what came; without anything it was filtered', async () => {
      await begin();
      const stop = zhipuV3Event('interrupted', '7423', '内容敏感');
      server.script(streamed(add('Half'), stop), streamed(stop));
      const half = await ask(client, question());
      assert.deepEqual([half.text, kindOf(half.error)], ['Half', 'interrupted']);
      assert.equal((half.error as ProviderError).details.providerMessage, '内容敏感');
      assert.equal(kindOf((await ask(client, question())).error), 'content-filter');
    });

    test('a task that failed is the server’s fault', async () => {
      await begin();
      server.script(streamed(add('Half'), zhipuV3Event('finish', '7423', '', { task_status: 'FAIL' })));
      assert.equal(kindOf((await ask(client, question())).error), 'interrupted');
    });

    test('a stream that ends before its finish is interrupted, and an empty one is lost', async () => {
      await begin();
      server.script(streamed(add('Half')), streamed(add('')));
      const { text, error } = await ask(client, question());
      assert.deepEqual([text, kindOf(error)], ['Half', 'interrupted']);
      const { error: lost } = await ask(client, question({ purpose: 'probe' }));
      assert.equal(kindOf(lost), 'connection-lost');
    });

    test('counts of which only the total is told are estimated', async () => {
      await begin();
      server.script(
        streamed(add('Hi'), zhipuV3Event('finish', '7423', '', { usage: { total_tokens: 10 } })),
        streamed(
          add('Hi'),
          zhipuV3Event('finish', '7423', '', { usage: { total_tokens: 10, prompt_tokens: 2 } }),
        ),
      );
      const usageOf = async () => {
        const finish = (await ask(client, question())).events.at(-1);
        return finish?.type === 'finish' ? finish.usage : undefined;
      };
      assert.equal((await usageOf())?.estimated, true);
      assert.equal((await usageOf())?.outputTokens, 8);
    });

    test('the connection is closed within 250 ms of the wish to stop', async () => {
      await begin();
      server.script({ bytes: [{ write: STREAM_HEAD + add('Hi') }, 'hang'] });
      const controller = new AbortController();
      let stoppedAt = 0;
      const { error } = await ask(client, question(), controller.signal, () => {
        stoppedAt = performance.now();
        controller.abort('stop');
      });
      assert.equal(error, 'stop');
      assert.ok((await server.requests[0]!.closed) - stoppedAt < CLOSED_WITHIN_MS);
    });

    test('any text arrives as it was written, wherever its bytes and deltas are cut and its lines end', async () => {
      await begin();
      const text = fc
        .array(
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.constantFrom('\n', '  ', 'data:', 'event:add', '你好'),
          ),
        )
        .map((parts) => parts.join('').replaceAll('\r', ''));
      const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(fc.array(text, { minLength: 1 }), cuts, fc.boolean(), async (deltas, at, isCrlf) => {
          const body = deltas.map(add).join('') + FINISH;
          const bytes = Buffer.from(isCrlf ? body.replaceAll('\n', '\r\n') : body);
          const splitAt = at.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b);
          server.script({ bytes: [{ write: STREAM_HEAD }, { write: bytes, splitAt }, 'end'] });
          const ended = await ask(client, question({ purpose: 'probe' }));
          assert.equal(ended.text, deltas.join(''));
          if (deltas.join('') !== '') assert.equal(ended.error, undefined);
        }),
        { numRuns: 40 },
      );
    });
  });
}
