import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { estimateTokens } from '../../../src/core/usage/estimateTokens.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { createAuthorities } from '../../../src/providers/credentials/authorities.ts';
import { type EmbeddingRequest, type Embeddings, embed } from '../../../src/providers/embeddings.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { vectorOf } from '../../model-server/embed.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { kindOf, NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock, type ManualClock } from './manualClock.ts';

const KEY = 'a1b2c3.secretsecret';
const TEXTS = Array.from({ length: 130 }, (_, index) => `文 ${index}`);

/** Where each API is served, and how the texts are shared out. */
const PLACES = [
  { id: 'zhipu', base: '/api/paas/v4', model: 'embedding-3', path: '/embeddings', batches: [64, 64, 2] },
  { id: 'openai', base: '/v1', model: 'text-embedding-3-small', path: '/embeddings', batches: [130] },
  {
    id: 'qianfan',
    base: '/v1',
    model: 'bge-large-zh',
    path: '/embeddings',
    batches: [16, 16, 16, 16, 16, 16, 16, 16, 2],
  },
  { id: 'ollama', base: '', model: 'bge-m3', path: '/api/embed', batches: [64, 64, 2] },
] as const;

for (const { name, create } of TRANSPORTS)
  describe(`vectors over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    let clock: ManualClock;

    before(() => {
      transport = create();
    });
    after(() => transport.close());
    beforeEach(async () => {
      server = await startModelServer({ key: KEY });
      clock = createManualClock(Date.now());
    });
    afterEach(async () => {
      await server.close();
      assert.equal(clock.pendingTimers, 0, 'a timer was left behind');
    });

    function vectors(
      id: string,
      base: string,
      request: EmbeddingRequest,
      signal = NEVER,
    ): Promise<Embeddings> {
      const deps = {
        transport,
        clock,
        authorities: createAuthorities({ transport, clock }),
        credential: async () => ({ provider: id, origin: server.url, value: KEY, createdAt: 0 }),
      };
      const endpoint = CATALOG.find((each) => each.id === id)!;
      return embed(deps, { ...endpoint, baseUrl: server.url + base }, request, signal);
    }
    const fromOpenai = (request: Partial<EmbeddingRequest> = {}, signal = NEVER) =>
      vectors('openai', '/v1', { model: 'm', texts: ['a', 'b'], ...request }, signal);
    const inputs = () =>
      server.requests.map(({ body }) => (body as { readonly input: readonly string[] }).input);
    const plain = ({ vectors: all }: Embeddings) => all.map((vector) => [...vector]);

    for (const { id, base, model, path, batches } of PLACES)
      test(`of ${id} come in the order of the texts, in as few calls as it allows`, async () => {
        const found = await vectors(id, base, { model, texts: TEXTS });
        assert.deepEqual(
          plain(found),
          TEXTS.map((text) => vectorOf(text)),
        );
        assert.deepEqual(
          inputs().map(({ length }) => length),
          batches,
        );
        assert.deepEqual(inputs().flat(), TEXTS);
        assert.ok(server.requests.every((request) => request.path === base + path));
        const { usage } = found;
        assert.equal(
          usage.inputTokens,
          TEXTS.reduce((tokens, text) => tokens + estimateTokens(text), 0),
        );
        assert.equal(usage.estimated, false);
        const short = await vectors(id, base, { model, texts: ['a'], dimensions: 2 });
        assert.deepEqual(plain(short), [vectorOf('a', 2)]);
        const [sent] = server.requests.slice(-1);
        assert.deepEqual(sent?.body, { model, input: ['a'], dimensions: 2 });
      });

    test('of a model that takes one text a call are asked for one by one', async () => {
      await vectors('qianfan', '/v1', { model: 'tao-8k', texts: ['a', 'b'] });
      assert.deepEqual(inputs(), [['a'], ['b']]);
    });

    test('of long texts are asked for within the tokens of a call, and a text is never left out', async () => {
      const long = 'word '.repeat(120_000);
      const short = 'a';
      assert.ok(estimateTokens(long) < 300_000 && estimateTokens(long) * 3 > 300_000);
      await fromOpenai({ texts: [long, long, long, short] });
      const tokens = inputs().map((input) => input.reduce((sum, text) => sum + estimateTokens(text), 0));
      assert.ok(tokens.length > 1 && tokens.every((each) => each <= 300_000), String(tokens));
      assert.equal(inputs().flat().length, 4);
    });

    test('of no texts cost no call', async () => {
      const { vectors: none, usage } = await fromOpenai({ texts: [] });
      assert.deepEqual([none, usage.inputTokens, server.requests.length], [[], 0, 0]);
    });

    test('are counted where the provider does not count', async () => {
      server.script({ status: 200, body: { data: [{ embedding: [1] }, { embedding: [2] }] } });
      const { vectors: found, usage } = await fromOpenai();
      assert.deepEqual(
        found.map((vector) => [...vector]),
        [[1], [2]],
      );
      assert.deepEqual(
        [usage.inputTokens, usage.estimated],
        [estimateTokens('a') + estimateTokens('b'), true],
      );
    });

    const row = (index: number, ...embedding: readonly number[]): object => ({ index, embedding });
    const broken = [
      ['one too few', { data: [row(0, 1)] }],
      ['one too many', { data: [row(0, 1), row(1, 1), row(2, 1)] }],
      ['one twice', { data: [row(0, 1), row(0, 1)] }],
      ['one at no place', { data: [row(0, 1), row(-1, 1)] }],
      ['one far away', { data: [row(0, 1), row(4_294_967_294, 1)] }],
      ['two lengths', { data: [row(0, 1), row(1, 1, 2)] }],
      ['an empty one', { data: [row(0, 1), row(1)] }],
      ['another form', { vectors: [] }],
    ] as const;
    for (const [what, body] of broken)
      test(`of which there is ${what} are no vectors`, async () => {
        server.script({ status: 200, body });
        await assert.rejects(fromOpenai(), (error) => kindOf(error) === 'protocol');
      });

    test('of another length than was asked for are no vectors', async () => {
      server.script({ status: 200, body: { data: [row(0, 1, 2), row(1, 1, 2)] } });
      await assert.rejects(fromOpenai({ dimensions: 3 }), (error) => kindOf(error) === 'protocol');
    });

    test('that are refused say why, with whatever status, and nothing is asked for twice', async () => {
      const busy = { code: '1302', message: '并发过高' };
      const refusals = [
        [{ status: 429, body: { error: busy } }, 'rate-limit'],
        [{ status: 200, body: { error: busy } }, 'rate-limit'],
        [{ status: 404, body: { error: { code: '1211', message: '模型不存在' } } }, 'unknown-model'],
      ] as const;
      for (const [reply, kind] of refusals) {
        server.script(reply);
        const asked = vectors('zhipu', '/api/paas/v4', { model: 'm', texts: ['a'] });
        await assert.rejects(asked, (error) => kindOf(error) === kind);
      }
      assert.equal(server.requests.length, refusals.length);
    });

    test('that do not come within a minute are given up', async () => {
      server.script({ bytes: ['hang'] });
      const asked = fromOpenai();
      await server.nextRequest();
      clock.advance(60_000);
      await assert.rejects(asked, (error) => kindOf(error) === 'timeout');
    });

    test('that nobody wants any more are not waited for', async () => {
      server.script({ bytes: ['hang'] });
      const stop = new AbortController();
      const asked = fromOpenai({}, stop.signal);
      await server.nextRequest();
      stop.abort('stop');
      await assert.rejects(asked, (error) => error === 'stop');
    });

    test('are not asked for where there are none', async () => {
      const asked = vectors('deepseek', '', { model: 'm', texts: ['a'] });
      await assert.rejects(
        asked,
        (error) => error instanceof RangeError && !(error instanceof ProviderError),
      );
      assert.equal(server.requests.length, 0);
    });
  });
