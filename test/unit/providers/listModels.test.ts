import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAuthorities } from '../../../src/providers/credentials/authorities.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { listModels } from '../../../src/providers/listModels.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { kindOf, NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock } from './manualClock.ts';

const transport = TRANSPORTS[0]!.create();
const authorities = createAuthorities({ transport, clock: createManualClock() });
let server: ModelServer;
before(async () => {
  server = await startModelServer({ models: ['b-model', 'org/a-model'], key: 'the-key' });
});
after(() => server.close());

const list = async (signal = NEVER, origin = server.url): Promise<readonly string[]> => {
  const models = await listModels(
    {
      transport,
      authorities,
      credential: async () => ({ provider: 'test', origin, value: 'the-key', createdAt: 0 }),
    },
    createCustomEndpoint('test', { baseUrl: server.baseUrl, headers: { 'X-Own': 'yes' } }),
    signal,
  );
  return models.map(({ name }) => name);
};

test('an endpoint’s models are listed in its own order, with the key and the endpoint’s own headers', async () => {
  assert.deepEqual(await list(), ['b-model', 'org/a-model']);
  const { headers } = await server.nextRequest();
  assert.equal(headers.authorization, 'Bearer the-key');
  assert.equal(headers['x-own'], 'yes');
});

for (const [what, reply] of Object.entries({
  'no such path': { status: 404, body: {} },
  'a wrong key': { status: 401, body: {} },
  'a page': { status: 200, body: '<html></html>' },
  'other JSON': { status: 200, body: { models: [] } },
  'entries without names': { status: 200, body: { data: [{ name: 'x' }] } },
  'a redirect': { status: 302, headers: { location: '/elsewhere' } },
  'a reset': { bytes: ['reset' as const] },
})) {
  test(`${what} is no list, and no error`, async () => {
    server.script(reply);
    assert.deepEqual(await list(), []);
  });
}

test('extra fields do no harm', async () => {
  server.script({
    status: 200,
    body: { data: [{ id: 'm', max_model_len: 'many', owned_by: 3, pricing: {} }] },
  });
  assert.deepEqual(await list(), ['m']);
});

test('a key that belongs elsewhere is not sent', async () => {
  const sent = server.requests.length;
  await assert.rejects(
    list(NEVER, 'https://elsewhere.example'),
    (error) => kindOf(error) === 'blocked-origin',
  );
  assert.equal(server.requests.length, sent);
});

test('a silent endpoint is given a quarter of a minute', async () => {
  const clock = createManualClock();
  server.script({ bytes: ['hang'] });
  const endpoint = createCustomEndpoint('test', { baseUrl: server.baseUrl });
  const listing = listModels(
    { transport, authorities, credential: async () => undefined, clock },
    endpoint,
    NEVER,
  );
  await clock.timerOf(15_000);
  clock.advance(15_000);
  assert.deepEqual(await listing, []);
});

test('an abort ends it with the signal’s reason', async () => {
  await assert.rejects(list(AbortSignal.abort('stop')), (error) => error === 'stop');
});
