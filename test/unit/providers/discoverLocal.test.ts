import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { discoverLocal, type LocalPorts, type LocalServer } from '../../../src/providers/discoverLocal.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import type { Transport } from '../../../src/providers/transport/transport.ts';
import { NEVER } from './clients.ts';
import { createManualClock } from './manualClock.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that has these paths, and 404 for all others. */
async function serve(paths: Readonly<Record<string, unknown>>): Promise<number> {
  const server = createServer((request, response) => {
    const body = paths[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const NOWHERE: LocalPorts = { ollama: [], lmstudio: [], llamacpp: [], vllm: [] };

async function discover(ports: Partial<LocalPorts>, signal = NEVER): Promise<readonly LocalServer[]> {
  const transport = createDirectTransport();
  closing.push(() => transport.close());
  return discoverLocal({ transport, clock: createManualClock(), ports: { ...NOWHERE, ...ports } }, signal);
}

test('Ollama is known by its version, and its models come with what they can and how much they read', async () => {
  const port = await serve({
    '/api/version': { version: '0.12.0' },
    '/api/tags': {
      models: [
        { name: 'qwen3-coder:30b', capabilities: ['completion', 'tools', 'thinking'] },
        { name: 'llava:7b', capabilities: ['completion', 'vision'] },
        { name: 'old:1b' },
        { name: 'nomic-embed-text', capabilities: ['embedding'] },
      ],
    },
    '/api/ps': { models: [{ name: 'qwen3-coder:30b', context_length: 16_384 }] },
  });
  const [server] = await discover({ ollama: [port] });
  assert.equal(server?.provider.baseUrl, `http://127.0.0.1:${port}`);
  assert.equal(server.provider.needsKey, false);
  assert.deepEqual(
    server.models.map(({ id, contextTokens, can }) => [
      id,
      contextTokens,
      can.tools,
      can.images,
      can.reasoning,
    ]),
    [
      ['ollama/qwen3-coder:30b', 16_384, true, false, true],
      ['ollama/llava:7b', 32_768, false, true, false],
      ['ollama/old:1b', 32_768, false, false, false],
    ],
  );
});

test('LM Studio is known by its own list, or by a plain one', async () => {
  const native = await serve({
    '/api/v1/models': {
      models: [
        {
          key: 'qwen/qwen3-8b',
          type: 'llm',
          display_name: 'Qwen3 8B',
          max_context_length: 40_960,
          loaded_instances: [{ config: { context_length: 8192 } }],
          capabilities: { vision: false, trained_for_tool_use: true },
        },
        { key: 'mistral', type: 'llm', max_context_length: 32_768, loaded_instances: [] },
        { key: 'embed', type: 'embedding' },
      ],
    },
  });
  const plain = await serve({ '/v1/models': { object: 'list', data: [{ id: 'gemma' }] } });
  const servers = await discover({ lmstudio: [native, plain] });
  assert.deepEqual(
    servers.map(({ models }) => models.map(({ name, label, contextTokens }) => [name, label, contextTokens])),
    [
      [
        ['qwen/qwen3-8b', 'Qwen3 8B', 8192],
        ['mistral', 'mistral', 32_768],
      ],
      [['gemma', 'gemma', 32_768]],
    ],
  );
});

test('llama.cpp is known by its properties', async () => {
  const port = await serve({
    '/props': { default_generation_settings: { n_ctx: 16_384 }, total_slots: 1 },
    '/v1/models': { data: [{ id: '/models/qwen2.5-coder-7b.gguf', owned_by: 'llamacpp' }] },
  });
  const [server] = await discover({ llamacpp: [port] });
  assert.deepEqual(
    server?.models.map(({ name, label, contextTokens }) => [name, label, contextTokens]),
    [['/models/qwen2.5-coder-7b.gguf', 'qwen2.5-coder-7b', 16_384]],
  );
});

test('vLLM is known by the owner of its models', async () => {
  const port = await serve({
    '/v1/models': { data: [{ id: 'autoglm-phone-9b', owned_by: 'vllm', max_model_len: 25_480 }] },
  });
  const [server] = await discover({ vllm: [port] });
  assert.equal(server?.provider.id, 'vllm');
  assert.equal(server.models[0]?.contextTokens, 25_480);
});

test('other software on a usual port is not taken for a model server', async () => {
  const port = await serve({
    '/': 'Jenkins',
    '/api/version': { name: 'something else' },
    '/props': { theme: 'dark' },
    '/v1/models': { data: [{ id: 'x', owned_by: 'someone' }] },
  });
  assert.deepEqual(await discover({ ollama: [port], llamacpp: [port], vllm: [port] }), []);
});

test('a port on which nobody listens is no server', async () => {
  const port = await serve({});
  for (const close of closing.splice(0)) await close();
  assert.deepEqual(await discover({ ollama: [port], lmstudio: [port], llamacpp: [port], vllm: [port] }), []);
});

test('one that listens and says nothing is given half a second, and does not hide the others', async () => {
  const silent = createTcpServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  closing.push(() => silent.close());
  silent.on('connection', (socket) => closing.push(() => socket.destroy()));
  const vllm = await serve({ '/v1/models': { data: [{ id: 'm', owned_by: 'vllm' }] } });
  const transport = createDirectTransport();
  closing.push(() => transport.close());
  const clock = createManualClock();
  const looking = discoverLocal(
    { transport, clock, ports: { ...NOWHERE, llamacpp: [port], vllm: [vllm] } },
    NEVER,
  );
  // Each request waits on a timer of its own: when one is left for good, it is that to the silent one.
  for (let quiet = 0; quiet < 50; quiet = clock.pendingTimers > 1 ? 0 : quiet + 1) await setImmediate();
  clock.advance(500);
  assert.deepEqual(
    (await looking).map(({ provider }) => provider.id),
    ['vllm'],
  );
});

test('an abort ends it with the signal’s reason', async () => {
  const port = await serve({});
  await assert.rejects(discover({ ollama: [port] }, AbortSignal.abort('stop')), (error) => error === 'stop');
});

test('it looks at the usual ports, and every server that it knows is in the catalogue', async () => {
  const asked = new Set<string>();
  const transport: Transport = {
    async send({ url }) {
      asked.add(new URL(url).host);
      throw new Error('nobody listens');
    },
  };
  assert.deepEqual(await discoverLocal({ transport, clock: createManualClock() }, NEVER), []);
  const usual = [11_434, 1234, 8080, 9931, 8012, 8000].map((port) => `127.0.0.1:${port}`);
  assert.deepEqual([...asked].sort(), usual.sort());
  for (const id of Object.keys(NOWHERE)) {
    const known = CATALOG.find((endpoint) => endpoint.id === id);
    assert.ok(asked.has(new URL(known?.baseUrl ?? '').host), id);
    assert.equal(known?.isLocal, true);
  }
});
