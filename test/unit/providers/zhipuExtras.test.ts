import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { END_FRAMES, frame, STREAM_HEAD } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { ask, type Client, chatRequest, createClient, kindOf } from './clients.ts';

const KEY = 'abcdef0123456789abcdef0123456789.AbCdEfGhIjKlMnOp';

const streamed = (...frames: readonly string[]) => ({
  bytes: [{ write: STREAM_HEAD + frames.join('') }, 'end'] as const,
});
const delta = (content: string, rest: object = {}): string =>
  frame({ choices: [{ index: 0, delta: { role: 'assistant', content } }], ...rest });

describe('what Zhipu alone does', () => {
  let server: ModelServer;
  let transport: ClosableTransport;
  let client: Client;

  before(() => {
    transport = createDirectTransport();
  });
  after(() => transport.close());

  async function begin(id = 'zhipu'): Promise<void> {
    server = await startModelServer();
    const { dialect, auth } = CATALOG.find((endpoint) => endpoint.id === id)!;
    client = createClient({
      transport,
      baseUrl: `${server.url}/api/paas/v4`,
      endpoint: { dialect, auth },
      key: KEY,
    });
  }
  afterEach(() => server.close());

  test('the web is searched when it is asked for, and what was found is told before the end', async () => {
    await begin();
    const web_search = [
      { title: '测试', link: 'https://example.com/a?b=1', media: '示例网', icon: 'x', content: 'long' },
      { link: 'https://example.com/' },
      { title: 'No address' },
      { title: 'A trap', link: 'javascript:alert(1)' },
      { title: 'Named', link: 'https://c.example/', refer: 'ref_9' },
    ];
    server.script(streamed(delta('Hi', { web_search }), END_FRAMES), streamed(delta('Hi'), END_FRAMES));
    const { events } = await ask(client, chatRequest({ webSearch: true }));
    assert.deepEqual(events.at(-2), {
      type: 'sources',
      sources: [
        { title: '测试', url: 'https://example.com/a?b=1', mark: 'ref_1', site: '示例网' },
        { title: 'https://example.com/', url: 'https://example.com/', mark: 'ref_2' },
        { title: 'Named', url: 'https://c.example/', mark: 'ref_9' },
      ],
    });
    await ask(client);
    const tools = server.requests.map(({ body }) => (body as { tools?: readonly { type: string }[] }).tools);
    assert.deepEqual(
      tools[0]?.map(({ type }) => type),
      ['web_search'],
    );
    assert.equal(tools[1], undefined);
  });

  test('tags that its vision models leak are sorted out, and other models’ words are left alone', async () => {
    await begin();
    const pieces = ['<thi', 'nk>Hm.</th', 'ink>\n', 'So <|begin_of', '_box|>42<|end_of_box|>'];
    const answer = (model: string) => streamed(...pieces.map((piece) => delta(piece, { model })), END_FRAMES);
    server.script(answer('glm-4.5v'), answer('glm-5.2'));
    const { events, text } = await ask(client);
    assert.equal(text, 'So 42');
    const thoughts = events.map((event) => (event.type === 'reasoning-delta' ? event.text : ''));
    assert.equal(thoughts.join(''), 'Hm.');
    assert.equal((await ask(client)).text, pieces.join(''));
  });

  test('a grave verdict of its filter withdraws the answer, a mild one does not', async () => {
    await begin();
    const verdict = (role: string, level: number): string =>
      delta('Hi', { content_filter: [{ role, level }] });
    server.script(
      streamed(verdict('assistant', 0), END_FRAMES),
      streamed(verdict('history', 0), END_FRAMES),
      streamed(verdict('assistant', 3), END_FRAMES),
    );
    const [own, history, mild] = [await ask(client), await ask(client), await ask(client)];
    assert.ok(own.error instanceof ProviderError && own.error.kind === 'content-filter');
    assert.equal(own.error.details.endsChat, undefined);
    assert.ok(history.error instanceof ProviderError && history.error.details.endsChat === true);
    assert.equal(mild.error, undefined);
  });

  for (const code of ['1308', '1310', '1316', '1321']) {
    test(`the limit of ${code} tells when it is reset, and is not tried again before`, async () => {
      await begin();
      const message = '已达到 5 小时的使用上限。您的限额将在 2026-11-21 18:00:00 重置。';
      server.script({ status: 429, body: { error: { code, message } } });
      const { error } = await ask(client);
      assert.equal(kindOf(error), 'quota');
      assert.equal((error as ProviderError).details.retryAfterMs, 10 * 3_600_000);
      assert.equal(server.requests.length, 1);
    });
  }

  for (const [id, plan] of [
    ['zhipu', 'zhipu-coding'],
    ['zai', 'zai-coding'],
  ] as const) {
    test(`a plan’s key at ${id} is told of ${plan}`, async () => {
      await begin(id);
      const message = 'Insufficient balance. The Coding Plan has an endpoint of its own.';
      server.script({ status: 429, body: { error: { code: '1113', message } } });
      const { error } = await ask(client);
      assert.equal(kindOf(error), 'wrong-endpoint');
      assert.equal((error as ProviderError).details.suggestedProvider, plan);
    });
  }
});
