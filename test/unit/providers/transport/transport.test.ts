import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import { createHostTransport } from '../../../../src/providers/transport/hostTransport.ts';
import { createLazyTransport } from '../../../../src/providers/transport/lazyTransport.ts';
import type { ClosableTransport, HttpRequest, Reply } from '../../../../src/providers/transport/transport.ts';
import { responseHead, STREAM_HEAD } from '../../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import { NEVER, TRANSPORTS } from '../clients.ts';

/** The longest that a connection may outlive the wish to close it. */
const CLOSED_WITHIN_MS = 250;

async function textOf(reply: Reply): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of reply.body) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

for (const { name, create } of TRANSPORTS) {
  describe(`over ${name}`, () => {
    let server: ModelServer;
    let transport: ClosableTransport;
    let post: HttpRequest;
    before(async () => {
      server = await startModelServer();
      transport = create();
      post = {
        method: 'POST',
        url: `${server.url}/path?query=1`,
        headers: { 'x-own': 'yes' },
        body: '{"a":1}',
      };
    });
    after(async () => {
      await transport.close();
      await server.close();
    });

    test('the request arrives as it was given, and the reply comes back as it was sent', async () => {
      server.script({ status: 418, body: 'short and stout', headers: { 'X-Tea': 'green' } });
      const reply = await transport.send(post, NEVER);
      const request = await server.nextRequest();
      assert.equal(request.method, 'POST');
      assert.equal(request.path, '/path?query=1');
      assert.equal(request.headers['x-own'], 'yes');
      assert.equal(request.headers['accept-encoding'], 'identity');
      assert.deepEqual(request.body, { a: 1 });
      assert.equal(reply.status, 418);
      assert.equal(reply.headers.get('x-tea'), 'green');
      assert.equal(reply.headers.get('x-coffee'), null);
      assert.equal(await textOf(reply), 'short and stout');
    });

    test('a connection whose body was read to the end is used again', async () => {
      for (const _ of ['first', 'second']) {
        // The pool takes a connection back in the turn after the body's end.
        await setImmediate();
        await textOf(await transport.send(post, NEVER));
      }
      const [first, second] = [await server.nextRequest(), await server.nextRequest()];
      assert.equal(second.connection, first.connection);
    });

    for (const status of [301, 302, 303, 307, 308]) {
      test(`a redirect with HTTP ${status} is handed over, not followed`, async () => {
        const other = await startModelServer();
        server.script({ status, headers: { location: `${other.url}/elsewhere` } });
        const reply = await transport.send(post, NEVER);
        await server.nextRequest();
        assert.equal(reply.status, status);
        assert.equal(reply.headers.get('location'), `${other.url}/elsewhere`);
        await textOf(reply);
        assert.equal(other.requests.length, 0);
        await other.close();
      });
    }

    test('returning early from the body closes the connection', async () => {
      server.script({ bytes: [{ write: `${STREAM_HEAD}first` }, 'hang'] });
      const reply = await transport.send(post, NEVER);
      const request = await server.nextRequest();
      for await (const _ of reply.body) break;
      const leftAt = performance.now();
      assert.ok((await request.closed) - leftAt < CLOSED_WITHIN_MS);
    });

    test('a body that is returned unread closes the connection', async () => {
      server.script({ bytes: [{ write: `${STREAM_HEAD}first` }, 'hang'] });
      const reply = await transport.send(post, NEVER);
      const request = await server.nextRequest();
      const leftAt = performance.now();
      await reply.body[Symbol.asyncIterator]().return?.();
      assert.ok((await request.closed) - leftAt < CLOSED_WITHIN_MS);
    });

    test('an abort before anything was sent rejects with its reason, and nothing is sent', async () => {
      const reason = new Error('stop');
      const sent = server.requests.length;
      await assert.rejects(transport.send(post, AbortSignal.abort(reason)), reason);
      assert.equal(server.requests.length, sent);
    });

    test('an abort while the connection is being made rejects at once with its reason', async () => {
      // A server that takes the connection but never says hello: the TLS handshake hangs.
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      const controller = new AbortController();
      const sending = transport.send({ ...post, url: `https://127.0.0.1:${port}/` }, controller.signal);
      const [socket] = await once(silent, 'connection');
      const reason = new Error('stop');
      controller.abort(reason);
      await assert.rejects(sending, reason);
      socket.destroy();
      silent.close();
    });

    test('an abort before the headers rejects with its reason and closes the connection', async () => {
      server.script({ bytes: ['hang'] });
      const controller = new AbortController();
      const sending = transport.send(post, controller.signal);
      const request = await server.nextRequest();
      const reason = new Error('stop');
      const abortedAt = performance.now();
      controller.abort(reason);
      await assert.rejects(sending, reason);
      assert.ok((await request.closed) - abortedAt < CLOSED_WITHIN_MS);
    });

    test('an abort in the middle of the body throws its reason and closes the connection', async () => {
      server.script({ bytes: [{ write: `${STREAM_HEAD}first` }, 'hang'] });
      const controller = new AbortController();
      const reply = await transport.send(post, controller.signal);
      const request = await server.nextRequest();
      const chunks = reply.body[Symbol.asyncIterator]();
      await chunks.next();
      const reason = new Error('stop');
      const abortedAt = performance.now();
      controller.abort(reason);
      await assert.rejects(chunks.next(), reason);
      assert.ok((await request.closed) - abortedAt < CLOSED_WITHIN_MS);
    });

    test('a header that was sent twice is given once, with both values', async () => {
      const head = 'HTTP/1.1 200 OK\r\nx-own: 1\r\nx-own: 2\r\nconnection: close\r\n\r\n';
      server.script({ bytes: [{ write: head }, 'end'] });
      const reply = await transport.send(post, NEVER);
      await server.nextRequest();
      assert.equal(reply.headers.get('X-Own'), '1, 2');
      await textOf(reply);
    });

    test('a body that ends with its connection is whole, however late it is read', async () => {
      const text = 'All of it. '.repeat(200);
      const raw = createServer((socket) => {
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${text.slice(0, 1000)}`, () =>
            socket.end(text.slice(1000)),
          );
        });
      }).listen(0, '127.0.0.1');
      await once(raw, 'listening');
      const ended = new Promise((resolve) =>
        raw.once('connection', (socket) => socket.once('close', resolve)),
      );
      const reply = await transport.send(
        { ...post, url: `http://127.0.0.1:${(raw.address() as AddressInfo).port}/` },
        NEVER,
      );
      await ended;
      assert.equal(await textOf(reply), text);
      raw.close();
    });

    test('a reply without a body has an empty one', async () => {
      server.script({ bytes: [{ write: responseHead(204, { connection: 'close' }) }, 'end'] });
      const reply = await transport.send(post, NEVER);
      await server.nextRequest();
      assert.equal(await textOf(reply), '');
    });
  });
}

test('the host’s fetch is looked up at each call, so that a replacement is used', async () => {
  const transport = createHostTransport();
  const original = globalThis.fetch;
  globalThis.fetch = async () => new Response('replaced');
  try {
    const reply = await transport.send({ method: 'GET', url: 'http://127.0.0.1/', headers: {} }, NEVER);
    assert.equal(await textOf(reply), 'replaced');
  } finally {
    globalThis.fetch = original;
  }
});

test('the direct transport leaves the process’s own dispatcher alone', async () => {
  const slots = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((slot) => Symbol.for(slot));
  const dispatchers = (): readonly unknown[] =>
    slots.map((slot) => (globalThis as unknown as Readonly<Record<symbol, unknown>>)[slot]);
  const before = dispatchers();
  for (const { create } of TRANSPORTS) await create().close();
  assert.deepEqual(dispatchers(), before);
});

test('closing the direct transport ends what is under way', async () => {
  const server = await startModelServer();
  const transport = createDirectTransport();
  server.script({ bytes: ['hang'] });
  const sending = transport.send({ method: 'GET', url: server.url, headers: {} }, NEVER);
  const request = await server.nextRequest();
  const rejected = assert.rejects(sending);
  await transport.close();
  await rejected;
  await request.closed;
  await server.close();
});

test('a lazy transport loads nothing until its first request, and then once', async () => {
  let loads = 0;
  const lazy = createLazyTransport(async () => {
    loads++;
    return {
      send: async () => ({ status: 200, headers: new Headers(), body: (async function* () {})() }),
      close: async () => {},
    };
  });
  await lazy.close();
  assert.equal(loads, 0);
  const request: HttpRequest = { method: 'GET', url: 'http://127.0.0.1/', headers: {} };
  await Promise.all([lazy.send(request, NEVER), lazy.send(request, NEVER)]);
  assert.equal(loads, 1);
});

test('a lazy transport that could not be loaded is loaded again by the next request', async () => {
  const loaded = createHostTransport(async () => new Response('here'));
  const loads = [
    Promise.reject(new Error('no such chunk')),
    Promise.resolve({ ...loaded, close: assert.fail }),
  ];
  const lazy = createLazyTransport(async () => loads.shift()!);
  const request: HttpRequest = { method: 'GET', url: 'http://127.0.0.1/', headers: {} };
  await assert.rejects(lazy.send(request, NEVER), /no such chunk/);
  assert.equal(await textOf(await lazy.send(request, NEVER)), 'here');
});

test('a lazy direct transport carries a request, and closes what it has opened', async () => {
  const server = await startModelServer();
  const lazy = createLazyTransport(async () => createDirectTransport());
  const reply = await lazy.send({ method: 'GET', url: `${server.baseUrl}/models`, headers: {} }, NEVER);
  assert.match(await textOf(reply), /test-model/);
  const { closed } = await server.nextRequest();
  await lazy.close();
  await closed;
  await server.close();
});
