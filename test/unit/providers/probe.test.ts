import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CATALOG } from '../../../src/providers/catalog.ts';
import type { Endpoint } from '../../../src/providers/endpoint.ts';
import { findZhipuEndpoint } from '../../../src/providers/findZhipuEndpoint.ts';
import { probe } from '../../../src/providers/probe.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { createClient, kindOf, MODEL, NEVER, TRANSPORTS } from './clients.ts';

const transport = TRANSPORTS[0]!.create();
const newId = (): string => 'probe-1';

describe('a probe', () => {
  let server: ModelServer;
  before(async () => {
    server = await startModelServer({ key: 'the-key' });
  });
  after(() => server.close());

  const probeWith = (key: string, signal = NEVER) => {
    const { provider } = createClient({ transport, baseUrl: server.baseUrl, key });
    return probe({ provider, newId }, MODEL, signal);
  };

  test('asks for one token, and tells who answered and how long it took', async () => {
    server.script({ text: 'OK', model: 'test-model-0711', finishReason: 'length' });
    const { servedModel, timeMs } = await probeWith('the-key');
    const { body } = await server.nextRequest();
    assert.equal((body as { max_tokens: number }).max_tokens, 1);
    assert.equal(servedModel, 'test-model-0711');
    assert.ok(timeMs > 0);
  });

  test('that is answered with nothing has been let in', async () => {
    server.script({ text: '' });
    assert.equal((await probeWith('the-key')).servedModel, 'test-model');
  });

  test('with a wrong key is refused, after one request', async () => {
    const before = server.requests.length;
    await assert.rejects(probeWith('another-key'), (error) => kindOf(error) === 'invalid-credential');
    assert.equal(server.requests.length, before + 1);
  });

  test('ends with the signal’s reason', async () => {
    await assert.rejects(probeWith('the-key', AbortSignal.abort('stop')), (error) => error === 'stop');
  });
});

describe('a Zhipu key that its endpoint refuses', () => {
  const REFUSED = { status: 401, body: { error: { code: '1000', message: '身份验证失败' } } };
  const NO_BALANCE = { status: 429, body: { error: { code: '1113', message: '余额不足' } } };
  let bigmodel: ModelServer;
  let zai: ModelServer;
  before(async () => {
    bigmodel = await startModelServer();
    zai = await startModelServer();
  });
  after(() => Promise.all([bigmodel.close(), zai.close()]));

  /** The four endpoints of the catalogue, on two servers in place of the two sites. */
  const endpoints = (): readonly Endpoint[] =>
    CATALOG.map((endpoint) => ({
      ...endpoint,
      baseUrl: endpoint.baseUrl
        .replace('https://open.bigmodel.cn', bigmodel.url)
        .replace('https://api.z.ai', zai.url),
    }));

  const search = (provider: string, signal = NEVER): Promise<Endpoint | undefined> =>
    findZhipuEndpoint(
      { transport, record: () => {}, newId },
      { key: 'id.secret', provider },
      signal,
      endpoints(),
    );

  test('is found on the plan’s endpoint of the same site first', async () => {
    assert.equal((await search('zhipu'))?.id, 'zhipu-coding');
    const request = await bigmodel.nextRequest();
    assert.equal(request.path, '/api/coding/paas/v4/chat/completions');
    assert.equal(zai.requests.length, 0);
  });

  test('is found on the other site when this one does not know it', async () => {
    bigmodel.script(REFUSED);
    zai.script(NO_BALANCE);
    assert.equal((await search('zhipu'))?.id, 'zai-coding');
  });

  test('of the second site is looked for there before it is shown to the first', async () => {
    const sent = bigmodel.requests.length;
    assert.equal((await search('zai'))?.id, 'zai-coding');
    assert.equal(bigmodel.requests.length, sent);
  });

  test('and all the others too is found nowhere', async () => {
    bigmodel.script(REFUSED, REFUSED);
    zai.script(REFUSED);
    assert.equal(await search('zai'), undefined);
  });

  test('is not tried further once the user has had enough', async () => {
    const sent = bigmodel.requests.length + zai.requests.length;
    await assert.rejects(search('zhipu', AbortSignal.abort('stop')), (error) => error === 'stop');
    assert.equal(bigmodel.requests.length + zai.requests.length, sent);
  });
});
