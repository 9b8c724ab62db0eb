import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { parseSettings } from '../../../src/core/settings.ts';
import { discoverLocal } from '../../../src/providers/discoverLocal.ts';
import { createModels, type Models } from '../../../src/providers/models.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { createHostSockets } from '../../../src/providers/transport/hostSocket.ts';
import { restrictHosts, restrictSockets } from '../../../src/providers/transport/restrictHosts.ts';
import { startModelServer } from '../../model-server/modelServer.ts';
import { chatRequest, kindOf, NEVER, TRANSPORTS } from './clients.ts';

/** A port of this machine that counts whoever connects. */
async function startCounter(
  context: TestContext,
): Promise<{ readonly port: number; readonly count: number }> {
  let count = 0;
  const server = createServer((socket) => {
    count++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return {
    port: (server.address() as AddressInfo).port,
    get count() {
      return count;
    },
  };
}

async function modelsWith(
  context: TestContext,
  values: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, string>> = {},
): Promise<{ readonly models: Models; readonly kinds: (work: () => Promise<unknown>) => Promise<string> }> {
  const { settings, problems } = parseSettings((name) => values[name]);
  assert.deepEqual(problems, []);
  const directTransport = createDirectTransport();
  context.after(() => directTransport.close());
  const models = createModels({
    settings: () => settings,
    async credential(provider, origin) {
      const value = keys[provider];
      return value === undefined ? undefined : { provider, origin, value, createdAt: 0 };
    },
    directTransport,
    record: () => {},
  });
  return {
    models,
    async kinds(work) {
      try {
        await work();
        return 'done';
      } catch (error) {
        return error instanceof ProviderError ? `${error.kind} ${error.details.host}` : String(error);
      }
    },
  };
}

describe('With a list of allowed hosts [F88]', () => {
  test('a request is refused before it becomes a connection, on every transport', async (context) => {
    const closed = await startCounter(context);
    for (const { create } of TRANSPORTS) {
      const inner = create();
      context.after(() => inner.close());
      const transport = restrictHosts(inner, () => ['api.example.com']);
      const url = `http://127.0.0.1:${closed.port}/`;
      await assert.rejects(transport.send({ method: 'GET', url, headers: {} }, NEVER), {
        name: 'HostNotAllowed',
      });
    }
    assert.equal(closed.count, 0);
  });

  test('a socket is refused before it becomes a connection', async (context) => {
    const closed = await startCounter(context);
    const sockets = restrictSockets(createHostSockets(), () => ['api.example.com']);
    const request = { url: `http://127.0.0.1:${closed.port}/`, headers: {}, protocols: [] };
    await assert.rejects(sockets.open(request, NEVER), { name: 'HostNotAllowed' });
    assert.equal(closed.count, 0);
  });

  test('nothing that speaks to a network reaches any other', async (context) => {
    const open = await startModelServer({ models: ['a'] });
    context.after(() => open.close());
    const closed = await startCounter(context);
    const endpointAt = (port: number) => ({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      models: [{ name: 'a' }],
    });
    const { models, kinds } = await modelsWith(context, {
      model: 'shut/a',
      endpoints: { free: endpointAt(open.port), shut: endpointAt(closed.port) },
      otlpEndpoint: `http://127.0.0.1:${closed.port}`,
      allowedHosts: [`127.0.0.1:${open.port}`],
    });
    const drain = async (provider: string): Promise<void> => {
      const endpoint = models.providers().find(({ id }) => id === provider)!;
      const model = endpoint.models[0]!;
      await models.probe({ model }, NEVER);
    };
    const shut = models.providers().find(({ id }) => id === 'shut')!;
    const host = `127.0.0.1:${closed.port}`;
    const chat = async (): Promise<void> => {
      const { provider, model } = models.inUse()!;
      for await (const event of provider.stream(chatRequest({ model }), NEVER)) assert.fail(event.type);
    };
    assert.equal(await kinds(chat), `blocked-host ${host}`);
    assert.equal(await kinds(() => drain('shut')), `blocked-host ${host}`);
    assert.deepEqual(await models.listModels(shut, NEVER), []);
    // What a key tried on Zhipu's endpoints would do, all of which are on the internet.
    const zhipu = models.providers().find(({ id }) => id === 'zhipu')!;
    assert.equal(await models.findEndpoint(zhipu, `${'a'.repeat(32)}.secret0123456789`, NEVER), undefined);
    assert.deepEqual(await models.discoverLocal(NEVER), []);
    const ports = {
      ollama: [closed.port],
      lmstudio: [closed.port],
      llamacpp: [closed.port],
      vllm: [closed.port],
    };
    const inner = createDirectTransport();
    context.after(() => inner.close());
    const transport = restrictHosts(inner, () => [`127.0.0.1:${open.port}`]);
    assert.deepEqual(await discoverLocal({ transport, ports }, NEVER), []);
    const proxy = { support: 'override', proxy: '', noProxy: [], environment: {} };
    const patient = { provider: shut, model: shut.models[0], proxy, badSettings: [] };
    const findings: string[] = [];
    for await (const { check, verdict } of models.examine(patient, NEVER))
      findings.push(`${check} ${verdict}`);
    assert.ok(findings.includes('hosts failed') && findings.includes('reach skipped'), findings.join());
    await models.flush();
    assert.equal(closed.count, 0);

    assert.equal(await kinds(() => drain('free')), 'done');
    await models.flush();
    assert.deepEqual([open.requests.length, closed.count], [1, 0]);
  });

  test('no way of a provider’s own leads to any other, with its key or with the secret that tokens are got for', async (context) => {
    const open = await startCounter(context);
    const closed = await startCounter(context);
    const shut = `http://127.0.0.1:${closed.port}`;
    const own = (path: string) => ({ baseUrl: `${shut}${path}`, models: [{ name: 'a' }] });
    const service = (baseUrl: string, auth: object) => ({
      baseUrl,
      dialect: 'dialogue',
      dialogue: { auth },
      models: [{ name: 'a' }],
    });
    const zhipuKey = `${'a'.repeat(32)}.secret0123456789`;
    const pair = 'an-application:its-secret';
    const accessKey = `ALTAK-${'a'.repeat(22)}:${'b'.repeat(32)}`;
    const { models, kinds } = await modelsWith(
      context,
      {
        endpoints: {
          zhipu: own('/api/paas/v4'),
          'zhipu-coding': own('/api/coding/paas/v4'),
          qianfan: own('/v2'),
          'ernie-v1': own('/rpc/2.0/ai_custom/v1/wenxinworkshop'),
          company: service(shut, {}),
          'company-login': service(`http://127.0.0.1:${open.port}`, { tokenUrl: `${shut}/oauth/token` }),
        },
        allowedHosts: [`127.0.0.1:${open.port}`],
      },
      {
        zhipu: zhipuKey,
        'zhipu-coding': zhipuKey,
        qianfan: accessKey,
        'ernie-v1': pair,
        company: pair,
        'company-login': pair,
      },
    );
    const stream = (provider: string, delivery: 'stream' | 'deferred') => async (): Promise<void> => {
      const { provider: way, model } = models.named(`${provider}/a`)!;
      const purpose = 'explain-files';
      for await (const { type } of way.stream(chatRequest({ model, purpose, delivery }), NEVER))
        assert.fail(type);
    };
    const blocked = `blocked-host 127.0.0.1:${closed.port}`;
    assert.equal(await kinds(stream('zhipu', 'deferred')), blocked);
    const { bulk, model } = models.named('zhipu/a')!;
    const calls: readonly (() => Promise<unknown>)[] = [
      () => bulk!.submit([chatRequest({ model })], NEVER),
      () => bulk!.look('batch-1', NEVER),
      () =>
        bulk!.results(
          'batch-1',
          { requestIds: new Set(['a']), purpose: 'explain-files', model, requestOf: async () => undefined },
          NEVER,
        ),
      () => bulk!.cancel('batch-1', NEVER),
    ];
    for (const call of calls) assert.equal(await kinds(call), blocked);
    const coding = models.providers().find(({ id }) => id === 'zhipu-coding')!;
    assert.equal(await models.planQuota(coding, NEVER), undefined);
    assert.equal(await models.identify(`${shut}/v1`, NEVER), undefined);
    for (const provider of ['qianfan', 'ernie-v1', 'company', 'company-login'])
      assert.equal(await kinds(stream(provider, 'stream')), blocked, provider);
    assert.deepEqual([closed.count, open.count], [0, 0]);
  });

  test('the refusal is not repeated', async (context) => {
    const { models } = await modelsWith(context, {
      model: 'shut/a',
      endpoints: { shut: { baseUrl: 'http://127.0.0.1:1/v1' } },
      allowedHosts: ['api.example.com'],
    });
    const { provider, model } = models.inUse()!;
    const stream = provider.stream(chatRequest({ model }), NEVER)[Symbol.asyncIterator]();
    const error = await stream.next().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.equal(kindOf(error), 'blocked-host');
  });
});
