import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, describe, mock, test } from 'node:test';
import { playBytes, responseHead } from '../../model-server/byteScript.ts';

describe('bytes that are played', () => {
  const server = createServer();
  let socket: Socket;
  let client: Socket;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    [socket] = await once(server, 'connection');
    client.resume();
  });
  after(() => {
    client.destroy();
    server.close();
  });

  test('go to the network part by part, cut by bytes and not by characters', async () => {
    const write = mock.method(socket, 'write');
    await playBytes(socket, [{ write: '你好', splitAt: [1, 4] }, { write: Uint8Array.of(1, 2) }]);
    const parts = write.mock.calls.map(({ arguments: [part] }) =>
      Buffer.from(part as Uint8Array).toString('hex'),
    );
    assert.deepEqual(parts, ['e4', 'bda0e5', 'a5bd', '0102']);
    write.mock.restore();
  });

  test('stop where the connection has gone', async () => {
    client.destroy();
    await once(socket, 'close');
    const write = mock.method(socket, 'write');
    await playBytes(socket, [{ write: 'x' }, 'end']);
    assert.equal(write.mock.callCount(), 0);
  });
});

test('a head is a status line, headers as they are given, and a blank line', () => {
  assert.equal(
    responseHead(429, { 'retry-after': 7, 'X-Lie': 'yes' }),
    'HTTP/1.1 429 Scripted\r\nretry-after: 7\r\nX-Lie: yes\r\n\r\n',
  );
});
