import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { createAuthorities } from '../../../src/providers/credentials/authorities.ts';
import type { Endpoint } from '../../../src/providers/endpoint.ts';
import { listModels } from '../../../src/providers/listModels.ts';
import { MODEL_LISTS, type ModelListKind } from '../../../src/providers/modelLists.ts';
import type { ModelFacts } from '../../../src/providers/modelOf.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock } from './manualClock.ts';

/** What is made of a server that answers these URLs; a body it is asked with is a part of the key. */
async function read(
  kind: ModelListKind,
  baseUrl: string,
  replies: Readonly<Record<string, unknown>>,
): Promise<readonly object[] | undefined> {
  const list = await MODEL_LISTS[kind](
    baseUrl,
    async (url, body) => replies[body ? `${url} ${JSON.stringify(body)}` : url],
  );
  return list?.map(known);
}

/** The facts that are there. */
const known = (facts: ModelFacts): object =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

describe('what a server says of its models', () => {
  test('is at OpenRouter the window, the limit, the abilities, and the price by the token', async () => {
    const model = {
      id: 'z-ai/glm-5.2',
      name: 'Z.ai: GLM 5.2',
      context_length: 1_000_000,
      architecture: { input_modalities: ['text', 'image'] },
      pricing: { prompt: '0.0000014', completion: '0.0000044', input_cache_read: '0.00000026' },
      top_provider: { max_completion_tokens: 131_072 },
      supported_parameters: ['tools', 'reasoning', 'temperature'],
    };
    const router = { id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' } };
    assert.deepEqual(
      await read('openai', 'https://r.example/api/v1', {
        'https://r.example/api/v1/models': { data: [model, router] },
      }),
      [
        {
          name: 'z-ai/glm-5.2',
          label: 'Z.ai: GLM 5.2',
          contextTokens: 1_000_000,
          maxOutputTokens: 131_072,
          tools: true,
          images: true,
          reasoning: true,
          price: {
            currency: 'USD',
            inputPerMillion: 1.4,
            outputPerMillion: 4.4,
            cachedInputPerMillion: 0.26,
          },
        },
        { name: 'openrouter/auto' },
      ],
    );
  });

  test('is at vLLM and Moonshot the window, and what it can where it is said', async () => {
    assert.deepEqual(
      await read('openai', 'http://v/v1', {
        'http://v/v1/models': {
          data: [
            { id: 'autoglm-phone-9b', owned_by: 'vllm', max_model_len: 25_480 },
            { id: 'kimi-k3', context_length: 262_144, supports_image_in: true, supports_reasoning: true },
          ],
        },
      }),
      [
        { name: 'autoglm-phone-9b', contextTokens: 25_480 },
        { name: 'kimi-k3', contextTokens: 262_144, images: true, reasoning: true },
      ],
    );
  });

  test('is at Anthropic on several pages, and what has been read counts when one is missing', async () => {
    const page = (id: string, more: boolean) => ({
      data: [
        {
          id,
          display_name: id.toUpperCase(),
          max_input_tokens: 1_000_000,
          max_tokens: 128_000,
          capabilities: { image_input: { supported: true }, thinking: { supported: true } },
        },
      ],
      has_more: more,
      last_id: id,
    });
    const list = await read('anthropic', 'https://a.example', {
      'https://a.example/v1/models?limit=1000': page('claude-a', true),
      'https://a.example/v1/models?limit=1000&after_id=claude-a': page('claude-b', true),
    });
    assert.deepEqual(list, [
      {
        name: 'claude-a',
        label: 'CLAUDE-A',
        contextTokens: 1_000_000,
        maxOutputTokens: 128_000,
        tools: true,
        images: true,
        reasoning: true,
      },
      { ...list?.[0], name: 'claude-b', label: 'CLAUDE-B' },
    ]);
  });

  test('is at Ollama asked model by model, and a window that is loaded is kept', async () => {
    const show = (name: string) => `http://o/api/show ${JSON.stringify({ model: name })}`;
    assert.deepEqual(
      await read('ollama', 'http://o/v1', {
        'http://o/api/tags': {
          models: [{ name: 'big' }, { name: 'small' }, { name: 'embed' }, { name: 'old' }],
        },
        'http://o/api/ps': { models: [{ name: 'small', context_length: 8192 }] },
        [show('big')]: {
          capabilities: ['completion', 'tools', 'thinking'],
          model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': 262_144 },
        },
        [show('small')]: {
          capabilities: ['completion', 'vision'],
          model_info: { 'llama.context_length': 16_384 },
        },
        [show('embed')]: { capabilities: ['embedding'] },
      }),
      [
        { name: 'big', contextTokens: 32_768, tools: true, images: false, reasoning: true },
        { name: 'small', contextTokens: 8192, tools: false, images: true, reasoning: false },
        { name: 'old' },
      ],
    );
  });

  test('is none when it is something else, and a field of another kind is not known', async () => {
    for (const kind of ['openai', 'anthropic', 'ollama', 'lmstudio', 'llamacpp'] as const)
      assert.equal(await read(kind, 'http://x/v1', { 'http://x/v1/models': { models: 'many' } }), undefined);
    assert.deepEqual(
      await read('openai', 'http://x/v1', {
        'http://x/v1/models': { data: [{ id: 'm', context_length: 'much', pricing: 3, name: {} }] },
      }),
      [{ name: 'm' }],
    );
  });
});

describe('a list over the wire', () => {
  const transport = TRANSPORTS[0]!.create();
  let server: ModelServer;
  before(async () => {
    server = await startModelServer({ key: 'the-key', models: ['claude-a', 'claude-b', 'claude-c'] });
  });
  after(async () => {
    await transport.close();
    await server.close();
  });

  for (const [id, base] of [
    ['anthropic', '/anthropic'],
    ['ollama', ''],
    ['openai', '/v1'],
  ] as const)
    test(`of ${id} is read whole, with the key in its own header`, async () => {
      const known = CATALOG.find((endpoint) => endpoint.id === id) as Endpoint;
      const models = await listModels(
        {
          transport,
          authorities: createAuthorities({ transport, clock: createManualClock() }),
          credential: async () => ({ provider: id, origin: server.url, value: 'the-key', createdAt: 0 }),
        },
        { ...known, baseUrl: server.url + base },
        NEVER,
      );
      assert.deepEqual(
        models.map(({ name }) => name),
        ['claude-a', 'claude-b', 'claude-c'],
      );
    });
});
