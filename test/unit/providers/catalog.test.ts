import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isLocalUrl } from '../../../src/core/model/localUrl.ts';
import { originOf } from '../../../src/core/model/origin.ts';
import { CATALOG, findModel } from '../../../src/providers/catalog.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';

describe('the catalogue', () => {
  test('knows these providers', () => {
    assert.deepEqual(
      CATALOG.map(({ id }) => id),
      [
        'zhipu',
        'zhipu-coding',
        'zai',
        'zai-coding',
        'zhipu-anthropic',
        'zai-anthropic',
        'anthropic',
        'deepseek',
        'moonshot',
        'moonshot-intl',
        'kimi-coding',
        'dashscope',
        'dashscope-intl',
        'dashscope-coding',
        'dashscope-coding-intl',
        'siliconflow',
        'siliconflow-intl',
        'openrouter',
        'openai',
        'qianfan',
        'ernie-v1',
        'zhipu-v3',
        'ollama',
        'lmstudio',
        'llamacpp',
        'vllm',
      ],
    );
  });

  for (const { id, baseUrl, isLocal, needsKey, keyUrl, models, headers } of CATALOG) {
    test(`of ${id} is consistent`, () => {
      assert.equal(isLocalUrl(baseUrl), isLocal);
      assert.equal(needsKey, !isLocal);
      assert.ok(!baseUrl.endsWith('/'));
      assert.ok(isLocal || (baseUrl.startsWith('https://') && keyUrl?.startsWith('https://')));
      assert.ok(originOf(baseUrl));
      for (const name of Object.keys(headers)) assert.equal(name, name.toLowerCase());
      for (const model of models) {
        assert.equal(model.provider, id);
        assert.equal(model.id, `${id}/${model.name}`);
        assert.ok(model.maxOutputTokens > 0 && model.maxOutputTokens < model.contextTokens, model.name);
        assert.ok((model.price?.inputPerMillion ?? 0) <= (model.price?.outputPerMillion ?? 0), model.name);
      }
      assert.equal(new Set(models.map(({ name }) => name)).size, models.length);
    });
  }

  test('has no price by the token for a plan that is paid by the month', () => {
    const plans = CATALOG.filter(({ id }) => id.endsWith('-coding')).flatMap(({ models }) => models);
    assert.ok(plans.length > 0 && plans.every(({ price }) => price === undefined));
  });

  test('has a price only in the currency of the bill, and none rather than one that nobody confirmed', () => {
    const prices = (id: string) =>
      CATALOG.find((endpoint) => endpoint.id === id)!.models.flatMap(({ price }) => price ?? []);
    for (const id of ['zhipu', 'dashscope', 'qianfan', 'moonshot', 'siliconflow'])
      assert.ok(
        prices(id).every((price) => price.currency === 'CNY'),
        id,
      );
    assert.ok(prices('zai').length === 13 && prices('zai').every(({ currency }) => currency === 'USD'));
    assert.deepEqual(
      prices('zhipu').map(({ inputPerMillion, outputPerMillion }) => inputPerMillion + outputPerMillion),
      [0, 0],
    );
  });

  test('never appends a version to an address that has one', () => {
    for (const { baseUrl } of CATALOG) assert.ok((baseUrl.match(/\/v\d/g) ?? []).length <= 1, baseUrl);
  });
});

describe('a model', () => {
  test('is found by its id, slashes in its name included', () => {
    assert.equal(findModel(CATALOG, 'zhipu/glm-5.2')?.model.contextTokens, 1_000_000);
    const found = findModel(CATALOG, 'openrouter/z-ai/glm-5.2');
    assert.deepEqual([found?.endpoint.id, found?.model.name], ['openrouter', 'z-ai/glm-5.2']);
  });

  test('that is not listed is taken at its word, and nothing is promised for it', () => {
    const model = findModel(CATALOG, 'zhipu/glm-99')?.model;
    assert.deepEqual(model, {
      id: 'zhipu/glm-99',
      provider: 'zhipu',
      name: 'glm-99',
      label: 'glm-99',
      contextTokens: 32_768,
      maxOutputTokens: 8192,
      can: { tools: false, images: false, reasoning: false },
    });
  });

  test('of an unknown provider, or with a malformed id, is none', () => {
    for (const id of ['nobody/m', 'zhipu', 'zhipu/', '/m', ''])
      assert.equal(findModel(CATALOG, id), undefined);
  });
});

describe('an endpoint of the user’s own', () => {
  test('is plain OpenAI at its address, with its headers and models', () => {
    const endpoint = createCustomEndpoint('autoglm', {
      baseUrl: 'http://192.168.1.5:8000/v1//',
      headers: { 'X-Team': 'red' },
      models: [{ name: 'autoglm-phone-9b', contextTokens: 25_480 }],
    });
    assert.equal(endpoint.baseUrl, 'http://192.168.1.5:8000/v1');
    assert.deepEqual(endpoint.headers, { 'x-team': 'red' });
    assert.equal(endpoint.label, 'autoglm');
    assert.equal(endpoint.isLocal, true);
    assert.equal(endpoint.needsKey, false);
    assert.equal(endpoint.models[0]?.id, 'autoglm/autoglm-phone-9b');
    assert.equal(endpoint.models[0]?.maxOutputTokens, 8192);
  });

  test('on the internet needs a key, unless its headers let it in', () => {
    const needsKey = (headers: Readonly<Record<string, string>>): boolean =>
      createCustomEndpoint('x', { baseUrl: 'https://gateway.example/v1', headers }).needsKey;
    assert.equal(needsKey({}), true);
    assert.equal(needsKey({ 'X-Team': 'red' }), true);
    assert.equal(needsKey({ Authorization: 'Bearer x' }), false);
    assert.equal(needsKey({ 'Api-Key': 'x' }), false);
  });

  test('whose address is none is refused', () => {
    assert.throws(() => createCustomEndpoint('x', { baseUrl: 'nonsense' }), TypeError);
  });
});
