import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { createServer } from 'node:tls';
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

  test('a proxy that is changed while running is used by the next request', async () => {
    const [first, second] = [await startForwardProxy(server), await startForwardProxy(server)];
    let inUse = first.url;
    const network = {
      get proxy() {
        return inUse;
      },
    };
    const client = createClient({
      transport: { ...createHostTransport(createEditorFetch(network)), close: async () => {} },
      baseUrl: `http://${HOST}:${server.port}/v1`,
    });
    assert.notEqual((await ask(client)).text, '');
    inUse = second.url;
    assert.notEqual((await ask(client)).text, '');
    assert.deepEqual([first.tunnels.length, second.tunnels.length], [1, 1]);
    await first.close();
    await second.close();
  });

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

  test('is not let in under another name', async () => {
    const { error, events } = await ask(clientIn({}, `https://127.0.0.1:${secure.port}/v1`));
    assert.deepEqual([kindOf(error), events], ['tls', []]);
  });

  // In TLS 1.3 the server says so only after it has let the client in, and then hangs up.
  for (const [maxVersion, kind] of [
    ['TLSv1.2', 'tls'],
    ['TLSv1.3', 'connection-lost'],
  ] as const) {
    test(`does not help where the server wants to see one of the user’s: over ${maxVersion} that is ${kind}`, async (context) => {
      const options = { ...certificate, requestCert: true, maxVersion };
      const wanting = createServer(options).listen(0, '127.0.0.1');
      context.after(() => wanting.close());
      wanting.on('tlsClientError', () => {});
      await once(wanting, 'listening');
      const { port } = wanting.address() as AddressInfo;
      assert.equal(kindOf((await ask(clientIn({}, `https://localhost:${port}/v1`))).error), kind);
    });
  }
});
