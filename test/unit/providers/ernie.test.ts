import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ProviderError, type ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { type ByteStep, frame, STREAM_HEAD } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { ask, type Client, chatRequest, createClient, kindOf, TRANSPORTS } from './clients.ts';

const CLOSED_WITHIN_MS = 250;

/** An application's key, and an access key: the shape tells which is which. */
const APPLICATION = 'AbCdEfGhIjKlMnOpQrStUvWx:CanarySecret0123456789abcdefghij';
const ACCESS_KEY = `ALTAK${'a'.repeat(21)}:CanarySecret0123456789abcdefghij`;

const { dialect, auth } = CATALOG.find(({ id }) => id === 'ernie-v1')!;
const MODEL = modelOf('ernie-v1', { name: 'ernie-4.0-8k', contextTokens: 8192 });
const question = (overrides = {}) => chatRequest({ model: MODEL, ...overrides });

const streamed = (...chunks: readonly object[]): { readonly bytes: readonly ByteStep[] } => ({
  bytes: [{ write: STREAM_HEAD + chunks.map(frame).join('') }, 'end'],
});
const refusal = (body: object) => ({ status: 200, body });

for (const { name, create } of TRANSPORTS) {
  describe(`ERNIE v1 over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    let client: Client;

    before(() => {
      transport = create();
    });
    after(() => transport.close());

    async function begin(key = APPLICATION): Promise<void> {
      server = await startModelServer();
      const baseUrl = `${server.url}/rpc/2.0/ai_custom/v1/wenxinworkshop`;
      client = createClient({ transport, baseUrl, endpoint: { dialect, auth }, key });
    }
    afterEach(async () => {
      await server.close();
      assert.equal(client.clock.pendingTimers, 0, 'a timer was left behind');
    });

    const chats = () => server.requests.filter(({ path }) => path.includes('/chat/'));
    const tokenCalls = () => server.requests.filter(({ path }) => path.includes('/oauth/'));

    test('an answer comes in deltas until the one that says it is the end, with the counts of that one', async () => {
      await begin();
      server.script({ text: 'It adds numbers.  加法。' });
      const { events, text, error } = await ask(client, question());
      assert.equal(error, undefined);
      assert.equal(text, 'It adds numbers.  加法。');
      const { inputTokens, outputTokens } = server.served[0]!;
      assert.deepEqual(events.at(-1), {
        type: 'finish',
        reason: 'stop',
        usage: { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0, estimated: false },
      });
    });

    test('an answer in one piece is the same', async () => {
      await begin();
      server.script({ text: 'Hello.' }, { text: 'Hello.' });
      const whole = await ask(client, question({ delivery: 'whole' }));
      assert.deepEqual(whole, await ask(client, question()));
      assert.deepEqual(
        chats().map(({ body }) => (body as { stream: boolean }).stream),
        [false, true],
      );
    });

    test('a call of a function comes with its arguments, streamed or whole', async () => {
      await begin();
      const call = { callId: 'call_0', name: 'read', argumentsText: '{"path":"a.ts"}' };
      server.script({ toolCalls: [call] }, { toolCalls: [call] });
      for (const delivery of ['stream', 'whole'] as const) {
        const { events } = await ask(client, question({ delivery }));
        assert.deepEqual(events.slice(0, 2), [
          { type: 'tool-call-start', callId: 'call_0', name: 'read' },
          { type: 'tool-call', ...call },
        ]);
        const finish = events.at(-1);
        assert.ok(finish?.type === 'finish' && finish.reason === 'tool-calls');
      }
    });

    test('an answer that was cut at its limit, or filtered, says so', async () => {
      await begin();
      const end = { is_end: true, result: '' };
      server.script(
        streamed({ result: 'Hi' }, { ...end, is_truncated: true, finish_reason: 'normal' }),
        streamed({ result: 'Hi' }, { ...end, finish_reason: 'length' }),
        streamed({ result: 'Hi' }, { ...end, finish_reason: 'content_filter' }),
      );
      for (const reason of ['length', 'length', 'content-filter']) {
        const { events } = await ask(client, question());
        const finish = events.at(-1);
        assert.ok(finish?.type === 'finish' && finish.reason === reason);
      }
    });

    test('a history that has to go ends the chat, with what it cost', async () => {
      await begin();
      const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 };
      const last = { is_end: true, result: '换个话题吧', need_clear_history: true, ban_round: -1, usage };
      server.script(streamed({ result: 'Well', need_clear_history: false }, last));
      const { text, error } = await ask(client, question());
      assert.equal(text, 'Well');
      assert.ok(error instanceof ProviderError && error.kind === 'content-filter');
      assert.equal(error.details.endsChat, true);
      assert.equal(error.details.providerMessage, '换个话题吧');
      assert.equal(error.details.usage?.inputTokens, 5);
    });

    test('a model is asked under its endpoint’s name, an unknown one under its own', async () => {
      await begin();
      await ask(client, question());
      await ask(client, question({ model: modelOf('ernie-v1', { name: 'my_own model' }) }));
      const paths = chats().map(({ path }) => new URL(path, server.url).pathname.split('/').at(-1));
      assert.deepEqual(paths, ['completions_pro', 'my_own%20model']);
    });

    const kinds: readonly (readonly [object, ProviderErrorKind])[] = [
      [{ error_code: 1, error_msg: 'Unknown error' }, 'server'],
      [{ error_code: 2, error_msg: 'Service temporarily unavailable' }, 'server'],
      [{ error_code: 3, error_msg: 'Unsupported openapi method' }, 'unknown-model'],
      [{ error_code: 4, error_msg: 'Open api request limit reached' }, 'overloaded'],
      [{ error_code: 6, error_msg: 'No permission to access data' }, 'permission'],
      [{ error_code: 13, error_msg: 'Get service token failed' }, 'invalid-credential'],
      [{ error_code: 14, error_msg: 'IAM Certification failed' }, 'invalid-credential'],
      [{ error_code: 15, error_msg: 'App not exist or create failed' }, 'server'],
      [{ error_code: 17, error_msg: 'Open api daily request limit reached' }, 'quota'],
      [{ error_code: 18, error_msg: 'Open api qps request limit reached' }, 'rate-limit'],
      [{ error_code: 19, error_msg: 'Open api total request limit reached' }, 'quota'],
      [{ error_code: 100, error_msg: 'Invalid parameter' }, 'invalid-credential'],
      [{ error_code: 336000, error_msg: 'Internal error' }, 'server'],
      [{ error_code: 336001, error_msg: 'Invalid Argument' }, 'bad-request'],
      [{ error_code: 336003, error_msg: 'the length of messages must be an odd number' }, 'bad-request'],
      [{ error_code: 336007, error_msg: 'the max length of current question is 11200' }, 'context-too-long'],
      [{ error_code: 336100, error_msg: 'Try Again' }, 'overloaded'],
      [{ error_code: 336103, error_msg: 'Prompt tokens too long' }, 'context-too-long'],
      [{ code: 336501, msg: 'Rate limit reached for RPM' }, 'rate-limit'],
      [{ error_code: 336502, error_msg: 'Rate limit reached for TPM' }, 'rate-limit'],
    ];
    for (const [body, kind] of kinds) {
      test(`${JSON.stringify(body)} with HTTP 200 is ${kind}`, async () => {
        await begin();
        const reply = refusal({ ...body, id: 'as-1' });
        // The second is for those that are asked again at once.
        server.script(reply, reply);
        const { error } = await ask(client, question({ purpose: 'probe' }));
        assert.equal(kindOf(error), kind);
        assert.equal((error as ProviderError).details.requestId, 'as-1');
      });
    }

    test('an error in the middle of a stream keeps what came before it', async () => {
      await begin();
      server.script(streamed({ result: 'Half' }, { error_code: 336100, error_msg: 'Try Again' }));
      const { text, error } = await ask(client, question());
      assert.equal(text, 'Half');
      assert.equal(kindOf(error), 'interrupted');
    });

    test('a stream that ends before it says so is interrupted, and nothing is asked again', async () => {
      await begin();
      server.script(streamed({ result: 'Half', is_end: false }));
      const { text, error } = await ask(client, question());
      assert.equal(text, 'Half');
      assert.equal(kindOf(error), 'interrupted');
      assert.equal(chats().length, 1);
    });

    test('the connection is closed within 250 ms of the wish to stop', async () => {
      await begin();
      server.script({
        bytes: [{ write: STREAM_HEAD + frame({ result: 'Hi', is_end: false }) }, 'hang'],
      });
      const controller = new AbortController();
      let stoppedAt = 0;
      const { error } = await ask(client, question(), controller.signal, () => {
        stoppedAt = performance.now();
        controller.abort('stop');
      });
      assert.equal(error, 'stop');
      assert.ok((await chats()[0]!.closed) - stoppedAt < CLOSED_WITHIN_MS);
    });

    describe('an application’s key', () => {
      test('is changed for one token, however many ask at once, and only the token is sent along', async () => {
        await begin();
        const answers = await Promise.all(Array.from({ length: 10 }, () => ask(client, question())));
        assert.ok(answers.every(({ error }) => error === undefined));
        assert.equal(tokenCalls().length, 1);
        const query = new URL(tokenCalls()[0]!.path, server.url).searchParams;
        assert.deepEqual(Object.fromEntries(query), {
          grant_type: 'client_credentials',
          client_id: APPLICATION.split(':')[0],
          client_secret: APPLICATION.split(':')[1],
        });
        for (const { path, headers } of chats()) {
          assert.match(path, /\?access_token=24\.token-1\.2592000$/);
          assert.equal(headers.authorization, undefined);
          assert.ok(!JSON.stringify([path, headers]).includes('CanarySecret'));
        }
      });

      test('gets a new token once for ten requests that were refused at once, and all are repeated once', async () => {
        await begin();
        await ask(client, question());
        // As if another machine had asked: the first token counts no more.
        await fetch(`${server.url}/oauth/2.0/token`, { method: 'POST' });
        const before = { tokens: tokenCalls().length, chats: chats().length };
        const answers = await Promise.all(Array.from({ length: 10 }, () => ask(client, question())));
        assert.ok(answers.every(({ error }) => error === undefined));
        assert.equal(tokenCalls().length - before.tokens, 1);
        const again = chats().slice(before.chats);
        const refused = again.filter(({ path }) => path.includes('token-1.'));
        assert.equal(again.length - refused.length, 10);
        assert.ok(refused.length <= 10);
      });

      test('whose tokens are refused one after the other is expired after two', async () => {
        await begin();
        const expired = refusal({ error_code: 111, error_msg: 'Access token expired' });
        server.script(expired, expired);
        const { error } = await ask(client, question());
        assert.equal(kindOf(error), 'expired-credential');
        assert.equal(chats().length, 2);
      });

      test('gets a new token a day before the old one ends', async () => {
        await begin();
        await ask(client, question());
        client.clock.advance(29 * 24 * 3_600_000 - 1);
        await ask(client, question());
        assert.equal(tokenCalls().length, 1);
        client.clock.advance(1);
        await ask(client, question());
        assert.equal(tokenCalls().length, 2);
      });

      for (const description of ['unknown client id', 'Client authentication failed']) {
        test(`that is not known (“${description}”) is invalid, and asked for once`, async () => {
          await begin();
          server.scriptTokens({
            status: 401,
            body: { error: 'invalid_client', error_description: description },
          });
          const { error } = await ask(client, question());
          assert.equal(kindOf(error), 'invalid-credential');
          assert.equal((error as ProviderError).details.providerMessage, description);
          assert.equal(tokenCalls().length, 1);
          assert.equal(chats().length, 0);
        });
      }

      test('is asked for again when the token server has trouble, and no request is lost', async () => {
        await begin();
        server.scriptTokens({ status: 503 });
        const { error, events } = await ask(client, question());
        assert.equal(error, undefined);
        assert.ok(events.some((event) => event.type === 'retrying' && event.because === 'server'));
      });

      test('is in no error, nor is its token, wherever they are repeated', async () => {
        await begin();
        const echo = `${APPLICATION} ${APPLICATION.split(':')[1]}`;
        const errors: unknown[] = [];
        const url = `bad url ?access_token=24.token-1.2592000 ${echo} 24.token-1.2592000`;
        server.script(refusal({ error_code: 336001, error_msg: url }));
        errors.push((await ask(client, question({ purpose: 'probe' }))).error);
        server.script({ bytes: ['reset'] });
        errors.push((await ask(client, question({ purpose: 'probe' }))).error);
        client.clock.advance(30 * 24 * 3_600_000);
        server.scriptTokens({ status: 401, body: { error: 'invalid_client', error_description: echo } });
        errors.push((await ask(client, question({ purpose: 'probe' }))).error);
        for (const error of errors) {
          assert.ok(error instanceof ProviderError);
          const said = [error.message, error.stack, JSON.stringify(error.details), causes(error)].join('\n');
          assert.ok(!said.includes('CanarySecret') && !said.includes('24.token-1'), said);
        }
      });
    });

    describe('an access key', () => {
      test('signs each request, asks for no token and does not leave', async () => {
        await begin(ACCESS_KEY);
        const { error } = await ask(client, question());
        assert.equal(error, undefined);
        assert.equal(tokenCalls().length, 0);
        const [{ path, headers }] = chats() as [(typeof server.requests)[number]];
        assert.ok(!path.includes('access_token'));
        assert.match(
          String(headers.authorization),
          /^bce-auth-v1\/ALTAKa{21}\/2026-11-21T00:00:00Z\/1800\/host;x-bce-date\/[0-9a-f]{64}$/,
        );
        assert.equal(headers['x-bce-date'], '2026-11-21T00:00:00Z');
        assert.ok(!JSON.stringify(headers).includes('CanarySecret'));
      });

      test('signs anew by the server’s clock when that is another', async () => {
        await begin(ACCESS_KEY);
        server.script({
          ...refusal({ error_code: 14, error_msg: 'IAM Certification failed' }),
          headers: { date: 'Sat, 21 Nov 2026 01:00:00 GMT' },
        });
        const { error } = await ask(client, question());
        assert.equal(error, undefined);
        assert.deepEqual(
          chats().map(({ headers }) => headers['x-bce-date']),
          ['2026-11-21T00:00:00Z', '2026-11-21T01:00:00Z'],
        );
      });
    });

    test('a key of Qianfan v2 is told where it belongs, and is not sent', async () => {
      await begin('bce-v3/ALTAK-x/0123456789abcdef');
      const { error } = await ask(client, question());
      assert.ok(error instanceof ProviderError && error.kind === 'wrong-endpoint');
      assert.equal(error.details.suggestedProvider, 'qianfan');
      assert.equal(server.requests.length, 0);
    });
  });
}

function causes(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${causes(error.cause)}` : String(error);
}
