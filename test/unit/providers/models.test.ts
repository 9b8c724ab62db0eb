import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseSettings, type Settings } from '../../../src/core/settings.ts';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import { createModels, environmentCredential, type Models } from '../../../src/providers/models.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import type { Transport } from '../../../src/providers/transport/transport.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { chatRequest, kindOf, NEVER } from './clients.ts';

const NO_TRANSPORT: Transport = { send: () => assert.fail('nothing is to be sent') };

function settingsWith(values: Readonly<Record<string, unknown>>): Settings {
  const { settings, problems } = parseSettings((name) => values[name]);
  assert.deepEqual(problems, []);
  return settings;
}

function modelsWith(values: Readonly<Record<string, unknown>>, directTransport = NO_TRANSPORT): Models {
  const settings = settingsWith(values);
  return createModels({
    settings: () => settings,
    credential: async () => undefined,
    directTransport,
    record: () => {},
  });
}

const known = (id: string) => CATALOG.find((endpoint) => endpoint.id === id)!;

describe('the model in use', () => {
  test('is what the settings name: of the catalogue, of the user’s own, or by a name that nobody lists', () => {
    const endpoints = { mine: { baseUrl: 'https://models.example/v1', models: [{ name: 'a', label: 'A' }] } };
    const labelOf = (model: string): string | undefined =>
      modelsWith({ model, endpoints }).inUse()?.model.label;
    assert.equal(labelOf('zhipu/glm-5.2'), 'GLM-5.2');
    assert.equal(labelOf('mine/a'), 'A');
    assert.equal(labelOf('ollama/qwen3:8b'), 'qwen3:8b');
  });

  test('is none when the settings name none, or a provider that does not exist', () => {
    for (const model of ['', 'glm-5.2', 'nobody/x', 'zhipu/'])
      assert.equal(modelsWith({ model }).inUse(), undefined);
  });

  test('thinks, or does not, as the user has set; else as the provider does by itself', () => {
    const reasoningOf = (reasoning: string): unknown =>
      modelsWith({ model: 'zhipu/glm-5.2', reasoning }).inUse()?.reasoning;
    assert.deepEqual([reasoningOf('on'), reasoningOf('off'), reasoningOf('auto')], ['on', 'off', undefined]);
  });

  test('takes requests to answer them in its own time where its API does, at whatever address', () => {
    const takes = (id: string, setting?: object): unknown => {
      const endpoints = setting ? { [id]: { baseUrl: 'https://gateway.example', ...setting } } : {};
      const { defers, bulk } = modelsWith({ model: `${id}/x`, endpoints }).inUse()!;
      return [defers, bulk !== undefined];
    };
    assert.deepEqual(takes('zhipu'), [true, true]);
    assert.deepEqual(takes('zhipu', {}), [true, true]);
    assert.deepEqual(takes('zhipu-v3'), [true, false]);
    assert.deepEqual(takes('mine', { dialect: 'zhipu-v3' }), [true, false]);
    assert.deepEqual(takes('zhipu-v3', { dialect: 'openai' }), [undefined, false]);
    assert.deepEqual(takes('deepseek'), [undefined, false]);
  });

  test('costs what the user has set, before what the catalogue says', () => {
    const mine = { currency: 'CNY', inputPerMillion: 8, outputPerMillion: 28 };
    const priceOf = (prices: object): unknown =>
      modelsWith({ model: 'zhipu/glm-5.2', prices }).inUse()?.model.price;
    assert.deepEqual(priceOf({ 'zhipu/glm-5.2': mine }), mine);
    const cached = { ...mine, cachedInputPerMillion: 2 };
    assert.deepEqual(priceOf({ 'zhipu/glm-5.2': cached }), cached);
    assert.deepEqual(priceOf({ 'zai/glm-5.2': mine }), known('zhipu').models[0]?.price);
  });

  test('has the sizes that its server told when it was chosen', () => {
    const settings = settingsWith({ model: 'openrouter/z-ai/glm-5.2' });
    const models = createModels({
      settings: () => settings,
      credential: async () => undefined,
      directTransport: NO_TRANSPORT,
      record: () => {},
      kept: (id) =>
        id === 'openrouter/z-ai/glm-5.2' ? { name: 'z-ai/glm-5.2', contextTokens: 1_000_000 } : undefined,
    });
    assert.equal(models.inUse()?.model.contextTokens, 1_000_000);
  });

  test('follows the settings from one call to the next', () => {
    let settings = settingsWith({ model: 'zhipu/glm-5.2' });
    const models = createModels({
      settings: () => settings,
      credential: async () => undefined,
      directTransport: NO_TRANSPORT,
      record: () => {},
    });
    assert.equal(models.inUse()?.model.id, 'zhipu/glm-5.2');
    settings = settingsWith({ model: 'deepseek/deepseek-v4-pro' });
    assert.equal(models.inUse()?.model.id, 'deepseek/deepseek-v4-pro');
  });
});

describe('an endpoint of the user’s own', () => {
  const endpointOf = (id: string, setting: object) =>
    modelsWith({ endpoints: { [id]: setting } })
      .providers()
      .find((endpoint) => endpoint.id === id)!;

  test('is offered before the catalogue, and in place of one of the same id', () => {
    const ids = modelsWith({
      endpoints: { mine: { baseUrl: 'https://a.example/v1' }, zhipu: { baseUrl: 'https://b.example/v4' } },
    })
      .providers()
      .map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 2), ['mine', 'zhipu']);
    assert.equal(ids.length, CATALOG.length + 1);
  });

  test('under a known id is the known provider at another address, with its ways and its models', () => {
    const { label, labelZh, baseUrl, dialect, auth, models, needsKey, keyUrl } = known('zhipu');
    const gateway = endpointOf('zhipu', { baseUrl: 'https://gateway.example/zhipu/v4/' });
    assert.notEqual(gateway.baseUrl, baseUrl);
    assert.equal(gateway.baseUrl, 'https://gateway.example/zhipu/v4');
    assert.deepEqual(
      [gateway.label, gateway.labelZh, gateway.dialect, gateway.auth, gateway.models],
      [label, labelZh, dialect, auth, models],
    );
    assert.deepEqual([gateway.needsKey, gateway.keyUrl], [needsKey, keyUrl]);
  });

  test('speaks the API that its setting names, as its setting says', () => {
    const bodyOf = (setting: object) => {
      const { dialect: spec, baseUrl } = endpointOf('mine', { baseUrl: 'https://g.example/v1', ...setting });
      const dialect = dialectOf(spec);
      const request = chatRequest({ maxOutputTokens: 9, reasoning: 'on' });
      return { url: dialect.url(baseUrl, request), body: dialect.encode(request) };
    };
    assert.equal(bodyOf({ dialect: 'anthropic' }).url, 'https://g.example/v1/messages');
    assert.equal(bodyOf({ dialect: 'ollama' }).url, 'https://g.example/api/chat');
    const { url, body } = bodyOf({
      openai: {
        outputLimit: 'max_completion_tokens',
        thinkingSwitch: 'chat-template',
        streamUsage: false,
      },
    });
    assert.equal(url, 'https://g.example/v1/chat/completions');
    assert.equal(body.max_completion_tokens, 9);
    assert.deepEqual(body.chat_template_kwargs, { enable_thinking: true });
    assert.equal(body.stream_options, undefined);
    const auth = (dialect: string) => endpointOf('mine', { baseUrl: 'https://g.example', dialect }).auth;
    assert.deepEqual([auth('anthropic'), auth('anthropic-bearer')], ['x-api-key', 'bearer']);
  });

  test('under a known id may have a label, models and headers of its own', () => {
    const own = endpointOf('openrouter', {
      baseUrl: 'https://gateway.example/v1',
      label: 'Gateway',
      headers: { 'X-Team': 'a' },
      models: [{ name: 'm', contextTokens: 1000 }],
    });
    assert.equal(own.label, 'Gateway');
    assert.deepEqual(own.headers, { ...known('openrouter').headers, 'x-team': 'a' });
    assert.deepEqual(
      own.models.map(({ id, contextTokens }) => [id, contextTokens]),
      [['openrouter/m', 1000]],
    );
  });

  test('needs no key when it brings its own way in, under whatever id, or is near and nobody’s', () => {
    const needsKey = (id: string, setting: object): boolean => endpointOf(id, setting).needsKey;
    for (const id of ['mine', 'deepseek']) {
      assert.equal(needsKey(id, { baseUrl: 'https://gateway.example/v1' }), true, id);
      for (const header of ['Authorization', 'api-key', 'X-Token'])
        assert.equal(
          needsKey(id, { baseUrl: 'https://g.example/v1', headers: { [header]: 'x' } }),
          false,
          id,
        );
    }
    const near = { baseUrl: 'http://127.0.0.1:4000/v1' };
    assert.deepEqual([needsKey('mine', near), needsKey('deepseek', near)], [false, true]);
  });

  test('of a provider that needs no key needs none elsewhere either', () => {
    assert.equal(endpointOf('ollama', { baseUrl: 'https://ollama.example/v1' }).needsKey, false);
  });
});

describe('a request', () => {
  let server: ModelServer;
  const direct = createDirectTransport();
  const sentDirectly: string[] = [];
  const watched: Transport = {
    send(request, signal) {
      sentDirectly.push(request.url);
      return direct.send(request, signal);
    },
  };
  before(async () => {
    server = await startModelServer({ key: 'the-key', models: ['m1', 'm2'] });
  });
  after(async () => {
    await direct.close();
    await server.close();
  });

  const asked: string[] = [];
  const records: UsageRecord[] = [];
  const models = (values: object = {}): Models => {
    const endpoints = { mine: { baseUrl: server.baseUrl, models: [{ name: 'm1' }] } };
    const settings = settingsWith({ model: 'mine/m1', endpoints, ...values });
    return createModels({
      settings: () => settings,
      async credential(provider, origin) {
        asked.push(`${provider} ${origin}`);
        return { provider, origin, value: 'the-key', createdAt: 0 };
      },
      directTransport: watched,
      record: (record) => records.push(record),
    });
  };

  test('asks for the key of its provider and origin, and is recorded', async () => {
    const { provider, model } = models().inUse()!;
    for await (const _ of provider.stream(chatRequest({ model }), NEVER));
    assert.deepEqual(new Set(asked.splice(0)), new Set([`mine ${server.url}`]));
    assert.deepEqual(
      records.splice(0).map(({ modelId, outcome }) => [modelId, outcome]),
      [['mine/m1', 'completed']],
    );
    assert.equal(sentDirectly.splice(0).length, 1, 'a near server is not the proxy’s business');
  });

  test('that tries a key takes that one and not the stored one', async () => {
    const [endpoint] = models().providers();
    const model = models().model(endpoint!, 'm1');
    const credential = { provider: 'mine', origin: server.url, value: 'another', createdAt: 0 };
    await assert.rejects(
      models().probe({ model, credential }, NEVER),
      (error) => kindOf(error) === 'invalid-credential',
    );
    assert.deepEqual(asked.splice(0), []);
    assert.equal((await models().probe({ model }, NEVER)).servedModel, 'm1');
    assert.deepEqual(new Set(asked.splice(0)), new Set([`mine ${server.url}`]));
    assert.deepEqual(
      records.splice(0).map(({ purpose }) => purpose),
      ['probe', 'probe'],
    );
  });

  test('that tries an endpoint goes to one that the settings do not hold yet', async () => {
    const setting = { baseUrl: server.baseUrl };
    const endpoint = models().endpoint('fresh', setting);
    const model = models().model(endpoint, 'm1');
    const credential = { provider: 'fresh', origin: server.url, value: 'the-key', createdAt: 0 };
    assert.equal((await models().probe({ model, credential, setting }, NEVER)).servedModel, 'm1');
    await assert.rejects(models().probe({ model }, NEVER), RangeError);
    assert.equal(records.splice(0).length, 1);
    sentDirectly.splice(0);
  });

  test('for a provider’s models brings the key too', async () => {
    const [endpoint] = models().providers();
    const listed = await models().listModels(endpoint!, NEVER);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['m1', 'm2'],
    );
    assert.deepEqual(asked.splice(0), [`mine ${server.url}`]);
  });

  test('for models is asked once, and what the server says stands between the catalogue and the user', async () => {
    server.script({
      status: 200,
      body: {
        data: [
          { id: 'm1', context_length: 100_000, supports_reasoning: true },
          { id: 'm3', context_length: 200_000 },
        ],
      },
    });
    const endpoints = {
      mine: { baseUrl: server.baseUrl, models: [{ name: 'm1', contextTokens: 50_000 }] },
    };
    const all = models({ endpoints });
    const [endpoint] = all.providers();
    const sent = server.requests.length;
    await all.refresh([endpoint!], NEVER);
    await all.refresh([endpoint!], NEVER);
    assert.equal(server.requests.length, sent + 1);
    const sizes = ['m1', 'm3', 'm9'].map((name) => all.model(endpoint!, name).contextTokens);
    assert.deepEqual(sizes, [50_000, 200_000, 32_768]);
    assert.equal(all.providers()[0]?.models[0]?.can.reasoning, true);
    assert.equal(all.told('mine/m3')?.contextTokens, 200_000);
    asked.splice(0);
    sentDirectly.splice(0);
  });

  test('for models that fails is no error, and is made again', async () => {
    server.script({ status: 500, body: {} }, { status: 404, body: {} });
    const all = models();
    const sent = server.requests.length;
    await all.refresh(all.providers().slice(0, 1), NEVER);
    await all.refresh(all.providers().slice(0, 1), NEVER);
    assert.equal(server.requests.length, sent + 2);
    asked.splice(0);
    sentDirectly.splice(0);
  });

  test('to a provider that no longer exists is none', async () => {
    const gone = { ...known('zhipu'), id: 'gone' };
    await assert.rejects(models().listModels(gone, NEVER), RangeError);
  });
});

describe('a key of the environment', () => {
  const environment = { INKSTONE_API_KEY: 'k', INKSTONE_PROVIDER: 'deepseek' };

  test('is for the provider that it names', () => {
    assert.deepEqual(environmentCredential('deepseek', 'https://api.deepseek.com', environment), {
      provider: 'deepseek',
      origin: 'https://api.deepseek.com',
      value: 'k',
      createdAt: 0,
    });
  });

  test('is for no other, and not for whatever provider there is when it names none', () => {
    assert.equal(environmentCredential('zhipu', 'https://x.example', environment), undefined);
    assert.equal(environmentCredential('zhipu', 'https://x.example', { INKSTONE_API_KEY: 'k' }), undefined);
    const empty = { INKSTONE_API_KEY: '', INKSTONE_PROVIDER: 'zhipu' };
    assert.equal(environmentCredential('zhipu', 'https://x.example', empty), undefined);
  });
});
