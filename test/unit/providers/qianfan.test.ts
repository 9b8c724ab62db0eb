import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { ChatMessage } from '../../../src/core/model/chatRequest.ts';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { END_FRAMES, frame, STREAM_HEAD, textFrame } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { ask, type Client, chatRequest, createClient, kindOf, TRANSPORTS } from './clients.ts';

const KEY = 'bce-v3/ALTAK-abc/0123456789abcdef';
const ACCESS_KEY = `ALTAK${'a'.repeat(21)}:CanarySecret0123456789abcdefghij`;

const { dialect, auth } = CATALOG.find(({ id }) => id === 'qianfan')!;
const model = (name: string) => modelOf('qianfan', { name, tools: true, reasoning: true });

for (const { name, create } of TRANSPORTS) {
  describe(`Qianfan over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    let client: Client;

    before(() => {
      transport = create();
    });
    after(() => transport.close());

    async function begin(key = KEY, headers = {}): Promise<void> {
      server = await startModelServer();
      client = createClient({
        transport,
        baseUrl: server.baseUrl,
        endpoint: { dialect, auth, headers },
        key,
      });
    }
    afterEach(async () => {
      await server.close();
      assert.equal(client.clock.pendingTimers, 0, 'a timer was left behind');
    });

    const chats = () => server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    const tokenCalls = () => server.requests.filter(({ path }) => path.startsWith('/v1/BCE-BEARER/token'));

    test('a key is sent as it is, with the application’s id when the settings hold one', async () => {
      await begin(KEY, { appid: 'app-1' });
      const { error } = await ask(client, chatRequest({ maxOutputTokens: 100 }));
      assert.equal(error, undefined);
      const [{ headers, body }] = chats() as [(typeof server.requests)[number]];
      assert.equal(headers.authorization, `Bearer ${KEY}`);
      assert.equal(headers.appid, 'app-1');
      assert.equal((body as { max_completion_tokens: number }).max_completion_tokens, 100);
      assert.deepEqual((body as { stream_options: object }).stream_options, { include_usage: true });
    });

    test('an access key is changed for one bearer, which all requests share, and does not leave', async () => {
      await begin(ACCESS_KEY);
      await Promise.all([ask(client), ask(client), ask(client)]);
      assert.equal(tokenCalls().length, 1);
      assert.match(
        String(tokenCalls()[0]!.headers.authorization),
        /^bce-auth-v1\/ALTAKa{21}\/[^/]+\/1800\/host;x-bce-date\/[0-9a-f]{64}$/,
      );
      for (const { headers } of chats())
        assert.equal(headers.authorization, 'Bearer bce-v3/ALTAK-temporary/1');
      assert.ok(!JSON.stringify(server.requests).includes('CanarySecret'));
    });

    test('a bearer that is not accepted any more is changed once', async () => {
      await begin(ACCESS_KEY);
      const refusal = {
        status: 401,
        body: { error: { code: 'invalid_iam_token', message: 'IAM token invalid' }, id: 'as-1' },
      };
      server.script(refusal, { text: 'Hi' }, refusal, refusal);
      assert.equal((await ask(client)).text, 'Hi');
      assert.equal(tokenCalls().length, 2);
      assert.equal(kindOf((await ask(client)).error), 'invalid-credential');
    });

    test('a key that is refused is not tried again', async () => {
      await begin();
      server.script({ status: 401, body: { error: { code: 'invalid_iam_token', message: 'x' } } });
      assert.equal(kindOf((await ask(client)).error), 'invalid-credential');
      assert.equal(chats().length, 1);
    });

    test('thinking is switched as the model’s maker has it', async () => {
      await begin();
      const switches: readonly (readonly [string, object])[] = [
        ['deepseek-v3.2', { thinking: { type: 'disabled' } }],
        ['glm-5', { thinking: { type: 'disabled' } }],
        ['kimi-k2.5', { thinking: { type: 'disabled' } }],
        ['qwen3-235b-a22b', { enable_thinking: false }],
        ['ernie-4.5-turbo-vl', { enable_thinking: false }],
        ['ernie-5.0-thinking-preview', { enable_thinking: false }],
        ['ernie-x1-turbo-32k', {}],
      ];
      for (const [id, expected] of switches) {
        await ask(client, chatRequest({ model: model(id), reasoning: 'off' }));
        const { thinking, enable_thinking } = chats().at(-1)!.body as Record<string, unknown>;
        assert.deepEqual(
          {
            ...(thinking !== undefined && { thinking }),
            ...(enable_thinking !== undefined && { enable_thinking }),
          },
          expected,
          id,
        );
      }
    });

    test('thoughts go back with the results of tools to the models that think on, and to no other', async () => {
      await begin();
      const call = { callId: 'c1', name: 'read', argumentsText: '{}' };
      const messages: readonly ChatMessage[] = [
        { role: 'user', text: 'Look' },
        { role: 'assistant', text: '', reasoning: 'Hm.', toolCalls: [call] },
        { role: 'tool', callId: 'c1', result: 'text' },
      ];
      for (const [id, expected] of [
        ['deepseek-v3.2', 'Hm.'],
        ['ernie-5.0-thinking-preview', 'Hm.'],
        ['deepseek-r1', undefined],
      ] as const) {
        await ask(client, chatRequest({ model: model(id), messages }));
        const sent = (chats().at(-1)!.body as { messages: readonly { reasoning_content?: string }[] })
          .messages;
        assert.equal(sent[1]?.reasoning_content, expected, id);
      }
    });

    const flagged = (flag: number, banRound = -1): string =>
      frame({ choices: [{ index: 0, delta: { content: '' }, flag, ban_round: banRound }] });
    test('an answer that must not be shown is withdrawn; one that may be stays', async () => {
      await begin();
      const bytes = (...frames: readonly string[]) => ({
        bytes: [{ write: STREAM_HEAD + frames.join('') }, 'end'] as const,
      });
      server.script(
        bytes(textFrame('Hi'), flagged(3), END_FRAMES),
        bytes(textFrame('Hi'), flagged(4), END_FRAMES),
        bytes(textFrame('Hi'), flagged(1), END_FRAMES),
      );
      const closing = (await ask(client)).error;
      assert.ok(closing instanceof ProviderError && closing.kind === 'content-filter');
      assert.equal(closing.details.endsChat, true);
      const withdrawn = (await ask(client)).error;
      assert.ok(withdrawn instanceof ProviderError && withdrawn.kind === 'content-filter');
      assert.equal(withdrawn.details.endsChat, undefined);
      assert.equal((await ask(client)).error, undefined);
    });
  });
}
