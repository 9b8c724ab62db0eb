import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { createHostTransport } from '../../../../src/providers/transport/hostTransport.ts';
import { type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import { selfSignedCertificate } from '../../../model-server/selfSignedCertificate.ts';
import { ask, type Client, createClient, kindOf } from '../clients.ts';
import {
  createEditorFetch,
  type EditorNetwork,
  type ForwardProxy,
  type ForwardProxyOptions,
  startForwardProxy,
} from './editorNetwork.ts';

/** A name that only the proxy can resolve. */
const HOST = 'models.internal';

/** The editor asks the system once for what it trusts, and keeps that. */
const certificate = selfSignedCertificate();

const LOGIN = { user: 'ada', password: 'l0velace' };

let server: ModelServer;
let proxy: ForwardProxy | undefined;
before(async () => {
  server = await startModelServer();
});
after(() => server.close());
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

const clientIn = (network: EditorNetwork, baseUrl: string): Client =>
  createClient({
    transport: {
      ...createHostTransport(createEditorFetch({ certificates: [certificate.cert], ...network })),
      close: async () => {},
    },
    baseUrl,
    endpoint: { ...createCustomEndpoint('test', { baseUrl }), isLocal: false },
  });

/** Asks the model server by a name behind a proxy. */
async function askThrough(options: Partial<ForwardProxyOptions>, network: EditorNetwork = {}) {
  proxy = await startForwardProxy({ port: server.port, ...options });
  return ask(clientIn({ proxy: proxy.url, ...network }, `http://${HOST}:${server.port}/v1`));
}

describe('the editor’s network [F53]', () => {
  test('carries an answer through its proxy, which resolves the name', async () => {
    server.script({ text: 'Through the tunnel.' });
    const { text, error } = await askThrough({});
    assert.equal(error, undefined);
    assert.equal(text, 'Through the tunnel.');
    assert.deepEqual(proxy?.tunnels, [`${HOST}:${server.port}`]);
  });

  test('goes past the proxy for what `http.noProxy` names', async () => {
    const { error } = await askThrough({}, { noProxy: [HOST] });
    // Nobody but the proxy knows the name.
    assert.equal(kindOf(error), 'dns');
    assert.deepEqual(proxy?.tunnels, []);
  });

  test('goes past the proxy for this machine', async () => {
    proxy = await startForwardProxy({ port: server.port });
    const { text } = await ask(clientIn({ proxy: proxy.url }, server.baseUrl));
    assert.notEqual(text, '');
    assert.deepEqual(proxy.tunnels, []);
  });

  test('gives the proxy the login that the user enters when asked', async () => {
    const { text } = await askThrough({ login: LOGIN }, { login: LOGIN });
    assert.notEqual(text, '');
    assert.equal(proxy?.tunnels.length, 2);
  });

  for (const [what, options] of [
    ['asks for a login that nobody enters', { login: LOGIN }],
    ['forbids the host and shows a page', { status: 403 }],
    ['is broken itself', { status: 502 }],
  ] as const) {
    test(`a proxy that ${what} ends in a clear error, and the next proxy is used at once`, async () => {
      const { error } = await askThrough(options);
      assert.equal(kindOf(error), 'proxy-refused');
      await proxy?.close();
      assert.notEqual((await askThrough({})).text, '');
    });
  }

  test('a proxy that is down is named unreachable', async () => {
    const gone = await startForwardProxy({ port: server.port });
    await gone.close();
    const { error } = await ask(clientIn({ proxy: gone.url }, `http://${HOST}:${server.port}/v1`));
    assert.equal(kindOf(error), 'unreachable');
  });
});

describe('a certificate that the system trusts [F52]', () => {
  let secure: ModelServer;
  before(async () => {
    secure = await startModelServer({ tls: certificate });
  });
  after(() => secure.close());

  test('lets a company’s server in through the editor’s network, and not past it', async () => {
    const baseUrl = `https://localhost:${secure.port}/v1`;
    const { text, error } = await ask(clientIn({}, baseUrl));
    assert.equal(error, undefined);
    assert.notEqual(text, '');
    const direct = createClient({
      transport: { ...createHostTransport(), close: async () => {} },
      baseUrl,
      endpoint: { isLocal: false },
    });
    assert.equal(kindOf((await ask(direct)).error), 'tls');
  });
});
