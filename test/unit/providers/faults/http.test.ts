import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { constants, createGzip, zstdCompressSync } from 'node:zlib';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import {
  type ByteStep,
  END_FRAMES,
  responseHead,
  STREAM_HEAD,
  textFrame,
} from '../../../model-server/byteScript.ts';
import { startModelServer } from '../../../model-server/modelServer.ts';
import { selfSignedCertificate } from '../../../model-server/selfSignedCertificate.ts';
import { chatRequest, kindOf, NEVER } from '../clients.ts';
import { askOnce, KEY, overEveryTransport } from './wire.ts';

const bytes = (...steps: readonly ByteStep[]): { readonly bytes: readonly ByteStep[] } => ({ bytes: steps });
const probe = chatRequest({ purpose: 'probe' });

overEveryTransport((wire) => {
  test('a compressed stream that is flushed arrives as it is written [F43]', async () => {
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    const packed = async (text: string): Promise<Uint8Array> => {
      const data = once(gzip, 'data');
      gzip.write(text);
      return (await data)[0] as Uint8Array;
    };
    const { promise: wasRead, resolve } = Promise.withResolvers<void>();
    wire.server.script(
      bytes(
        { write: responseHead(200, { 'content-encoding': 'gzip', connection: 'close' }) },
        { write: await packed(textFrame('first ')) },
        { until: wasRead },
        { write: await packed(textFrame('second') + END_FRAMES) },
        'end',
      ),
    );
    const { text } = await askOnce(wire.client, chatRequest(), NEVER, () => resolve());
    assert.equal(text, 'first second');
  });

  test('a compression that a transport does not know is one error and no text, or it is known [F43]', async () => {
    const head = responseHead(200, { 'content-encoding': 'zstd', connection: 'close' });
    wire.server.script(
      bytes({ write: head }, { write: zstdCompressSync(textFrame('Hi') + END_FRAMES) }, 'end'),
    );
    const { text, error } = await askOnce(wire.client, probe);
    assert.ok(error === undefined ? text === 'Hi' : text === '' && kindOf(error) === 'empty-answer');
  });

  test('a reply of two lengths at once is refused, and the next request takes another connection [F44]', async () => {
    const { client, server } = wire;
    const head = responseHead(200, { 'content-length': 5, 'transfer-encoding': 'chunked' });
    server.script(bytes({ write: `${head}0\r\n\r\n` }, 'hang'), { text: 'Hi' });
    assert.equal(kindOf((await askOnce(client, probe)).error), 'connection-lost');
    assert.equal((await askOnce(client)).text, 'Hi');
    assert.notEqual(server.requests[0]?.connection, server.requests[1]?.connection);
  });

  for (const [what, head] of [
    ['a status line that is none', 'HTTQ/1.1 200 OK\r\n\r\n'],
    ['HTTP/0.9', '<html>hello</html>'],
    ['a header that is none', 'HTTP/1.1 200 OK\r\nthis is no header\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\n'],
  ] as const) {
    test(`${what} is one clear error [F45]`, async () => {
      wire.server.script(bytes({ write: head }, 'end'));
      assert.equal(kindOf((await askOnce(wire.client, probe)).error), 'protocol');
    });
  }

  test('a port that speaks TLS, asked without, is one clear error [F45]', async () => {
    const secure = await startModelServer({ tls: selfSignedCertificate() });
    wire.connect({ baseUrl: `http://127.0.0.1:${secure.port}/v1` });
    const { error } = await askOnce(wire.client, probe);
    assert.ok(['protocol', 'connection-lost'].includes(kindOf(error) ?? ''));
    await secure.close();
  });

  test('interim responses are passed over [F46]', async () => {
    const interim =
      'HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n';
    wire.server.script(bytes({ write: interim + STREAM_HEAD + textFrame('Hi') + END_FRAMES }, 'end'));
    assert.equal((await askOnce(wire.client)).text, 'Hi');
  });

  test('interim responses without an end do not put off the limit of a minute [F89]', async () => {
    const { client, server } = wire;
    const interim = Array<ByteStep>(50).fill({ write: 'HTTP/1.1 103 Early Hints\r\n\r\n' });
    server.script(bytes(...interim, 'hang'));
    const pending = askOnce(client, probe);
    const request = await server.nextRequest();
    client.clock.advance(60_000);
    assert.equal(kindOf((await pending).error), 'timeout');
    await request.closed;
  });

  test('headers that come a byte at a time do not put off the limit of a minute [F89]', async () => {
    const { client, server } = wire;
    server.script(bytes({ write: 'HTTP/1.1 200 OK\r\nx-slow: ', splitAt: [1, 5, 9, 12] }, 'hang'));
    const pending = askOnce(client, probe);
    const request = await server.nextRequest();
    client.clock.advance(60_000);
    assert.equal(kindOf((await pending).error), 'timeout');
    await request.closed;
  });

  test('a name that does not exist is looked up once more, and told [F51]', async () => {
    // Longer than any name may be: no resolver need be asked to know that.
    const host = `${'x'.repeat(64)}.invalid`;
    wire.connect({ baseUrl: `https://${host}/v1` });
    const { error, events } = await askOnce(wire.client);
    assert.equal(kindOf(error), 'dns');
    assert.ok(error instanceof ProviderError && error.details.host === host);
    assert.equal(events.length, 1);
  });

  test('a name whose first address does not answer is reached at its other one [F51]', async () => {
    // `localhost` is also `::1`, where the server does not listen.
    wire.connect({ baseUrl: wire.server.baseUrl.replace('127.0.0.1', 'localhost') });
    assert.equal((await askOnce(wire.client)).error, undefined);
  });

  test('a host that is too old for TLS 1.2 is refused, and so is a certificate that has expired [F52]', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    const expired = selfSignedCertificate(new Date(0), yesterday);
    const old = {
      ...selfSignedCertificate(),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    } as const;
    for (const options of [expired, old]) {
      let letters = 0;
      const secure = createTlsServer(options, () => letters++).listen(0, '127.0.0.1');
      secure.on('tlsClientError', () => {});
      await once(secure, 'listening');
      wire.connect({ baseUrl: `https://localhost:${(secure.address() as AddressInfo).port}/v1` });
      const { error, events } = await askOnce(wire.client);
      assert.deepEqual([kindOf(error), events, letters], ['tls', [], 0]);
      secure.close();
    }
  });

  test('a refusal whose body has no end is read so far and no further [F90]', async () => {
    const { client, server } = wire;
    const head = responseHead(400, { 'content-type': 'application/json' });
    const endless = Array<ByteStep>(400).fill({ write: 'x'.repeat(65_536) });
    server.script(bytes({ write: head }, ...endless, 'hang'));
    const request = server.nextRequest();
    assert.equal(kindOf((await askOnce(client)).error), 'bad-request');
    await (await request).closed;
  });

  test('a key that comes back in an error is masked, wherever it stands in it [F87]', async () => {
    const said = { message: `no such key: ${KEY}`, code: KEY, type: `Bearer ${KEY}` };
    wire.server.script({ status: 401, body: { error: said }, headers: { 'x-request-id': KEY } });
    const { error } = await askOnce(wire.client);
    assert.ok(error instanceof ProviderError && error.details.providerMessage?.includes('•••'));
  });

  test('a stale connection costs one more request, and no more [F39]', async () => {
    const { client, server } = wire;
    server.script({ text: 'one' }, bytes('reset'), { text: 'two' });
    assert.equal((await askOnce(client)).text, 'one');
    assert.equal((await askOnce(client)).text, 'two');
    assert.equal(server.requests.length, 3);
  });

  for (const how of ['reset', 'end'] as const) {
    test(`a connection that is always lost before the headers, by ${how}, is tried three times, and the next request works [F39]`, async () => {
      const { client, server } = wire;
      server.script(bytes(how), bytes(how), bytes(how), { text: 'Hi' });
      assert.equal(kindOf((await askOnce(client)).error), 'connection-lost');
      assert.equal(server.requests.length, 3);
      assert.equal((await askOnce(client)).text, 'Hi');
    });
  }

  test('a host that takes the connection and says nothing is given up after a minute [F38][F41]', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    wire.connect({ baseUrl: `https://127.0.0.1:${port}/v1` });
    const connected = once(silent, 'connection');
    const pending = askOnce(wire.client, probe);
    const [socket] = await connected;
    wire.client.clock.advance(60_000);
    assert.equal(kindOf((await pending).error), 'timeout');
    // Both transports let go of a connection that is still being made after ten seconds.
    socket.destroy();
    silent.close();
  });
});
