import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { identifyEndpoint } from '../../../src/providers/identifyEndpoint.ts';
import { startModelServer } from '../../model-server/modelServer.ts';
import { NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock } from './manualClock.ts';

const transport = TRANSPORTS[0]!.create();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(options: Parameters<typeof startModelServer>[0] = {}) {
  const server = await startModelServer(options);
  closing.push(() => server.close());
  return server;
}

const identify = (baseUrl: string, signal = NEVER) =>
  identifyEndpoint({ transport, clock: createManualClock() }, baseUrl, signal);

test('an address is known by its list of models, with the version that it lacks', async () => {
  const { url } = await serve();
  const anthropic = { dialect: 'anthropic', baseUrl: `${url}/anthropic` };
  assert.deepEqual(await identify(`${url}/anthropic`), anthropic);
  assert.deepEqual(await identify(`${url}/anthropic/v1`), anthropic);
  const zhipu = { dialect: 'openai', baseUrl: `${url}/api/paas/v4` };
  assert.deepEqual(await identify(`${url}/api/paas/v4`), zhipu);
});

test('Ollama is known by its version, also at the address of its imitation of OpenAI', async () => {
  const { url } = await serve();
  for (const baseUrl of [url, `${url}/v1`])
    assert.deepEqual(await identify(baseUrl), { dialect: 'ollama', baseUrl: url });
});

test('an address that asks for a key is known by how it does so', async () => {
  const { url, script } = await serve();
  const refuse = (body: object) => ({ status: 401, body });
  const anthropic = refuse({ type: 'error', error: { type: 'authentication_error', message: 'x' } });
  script(anthropic, anthropic);
  assert.equal((await identify(`${url}/v1`))?.dialect, 'anthropic');
  const openai = refuse({ error: { message: 'x', code: 'invalid_api_key' } });
  script(openai, openai, openai);
  assert.deepEqual(await identify(url), { dialect: 'openai', baseUrl: url });
});

test('what says nothing that is known is not guessed at', async () => {
  const { url, script } = await serve();
  const page = { status: 200, body: '<html></html>' };
  script(page, page, page);
  assert.equal(await identify(url), undefined);
  const missing = { status: 404, body: { error: { message: 'no such path' } } };
  script(missing, missing);
  assert.equal(await identify(`${url}/v1`), undefined);
});

test('nobody there is nothing, and an abort ends it with the signal’s reason', async () => {
  const { url } = await serve();
  for (const close of closing.splice(0)) await close();
  assert.equal(await identify(url), undefined);
  await assert.rejects(identify(url, AbortSignal.abort('stop')), (error) => error === 'stop');
});
