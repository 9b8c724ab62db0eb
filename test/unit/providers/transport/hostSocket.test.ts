import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { createHostSockets } from '../../../../src/providers/transport/hostSocket.ts';
import type { Socket } from '../../../../src/providers/transport/socket.ts';
import { acceptSocket, type ServerSocket } from '../../../model-server/serverSocket.ts';
import { NEVER } from '../clients.ts';
import { createEditorWebSocket, startForwardProxy } from './editorNetwork.ts';

const CLOSED_WITHIN_MS = 250;

type LookUp = Parameters<typeof createHostSockets>[0];

for (const [name, lookUp] of [
  // Node's own, though the browser's types may be in sight too.
  ['the host’s sockets', (() => globalThis.WebSocket) as unknown as LookUp],
  ['the host’s sockets as VS Code patches them', (() => createEditorWebSocket()) as unknown as LookUp],
] as const)
  suite(name, () => {
    const sockets = createHostSockets(lookUp);
    const connections = new Set<NetSocket>();
    let server: Server;
    let url: string;
    let accepted: PromiseWithResolvers<ServerSocket>;

    beforeEach(async () => {
      accepted = Promise.withResolvers();
      server = createServer();
      server.on('upgrade', (request, socket) => {
        connections.add(socket as NetSocket);
        if (server.listenerCount('refuse') > 0) server.emit('refuse', socket);
        else accepted.resolve(acceptSocket(request, socket as NetSocket));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?after=3`;
    });

    afterEach(() => {
      for (const connection of connections) connection.destroy();
      connections.clear();
      server.close();
    });

    const open = (signal = NEVER): Promise<Socket> =>
      sockets.open({ url, headers: { authorization: 'Bearer x' }, protocols: [] }, signal);

    test('send headers, carry text of any size both ways, and end with the other side’s reason', async () => {
      const socket = await open();
      const peer = await accepted.promise;
      assert.equal(peer.request.url, '/events?after=3');
      assert.equal(peer.request.headers.authorization, 'Bearer x');
      const heard = peer.next();
      socket.send('你好 🙂');
      assert.equal(await heard, '你好 🙂');
      const texts = ['a', '字'.repeat(100), 'x'.repeat(70_000)];
      for (const text of texts) peer.send(text);
      peer.close(4401);
      const received = [];
      for await (const message of socket.messages) received.push(message);
      assert.deepEqual(received, texts);
      assert.equal(socket.closeCode, 4401);
    });

    test('reject when the server refuses, is not there, or the host has none [F85]', async () => {
      server.once('refuse', (socket: NetSocket) =>
        socket.end('HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n'),
      );
      await assert.rejects(open());
      await assert.rejects(sockets.open({ url: 'http://127.0.0.1:1/', headers: {}, protocols: [] }, NEVER));
      const none = createHostSockets(() => undefined);
      await assert.rejects(none.open({ url, headers: {}, protocols: [] }, NEVER), /no WebSocket/);
    });

    test('end with the signal’s reason, while they open and after', async () => {
      const before = new AbortController();
      before.abort('early');
      await assert.rejects(open(before.signal), (error) => error === 'early');
      const while_ = new AbortController();
      server.once('refuse', () => while_.abort('meanwhile'));
      await assert.rejects(open(while_.signal), (error) => error === 'meanwhile');
      const controller = new AbortController();
      const socket = await open(controller.signal);
      const peer = await accepted.promise;
      const reading = (async () => {
        for await (const _ of socket.messages);
      })();
      const at = performance.now();
      controller.abort('late');
      await assert.rejects(reading, (error) => error === 'late');
      assert.ok((await peer.closed) - at < CLOSED_WITHIN_MS);
    });

    test('are closed when more comes than anybody reads [F85]', async () => {
      const socket = await open();
      const peer = await accepted.promise;
      const piece = 'x'.repeat(8 * 1024 * 1024);
      for (let index = 0; index < 5; index++) peer.send(piece);
      await peer.closed;
      for await (const _ of socket.messages);
      assert.notEqual(socket.closeCode, undefined);
    });
  });

test('A socket goes through the proxy that the editor knows', async (context) => {
  const server = createServer();
  const accepted = Promise.withResolvers<ServerSocket>();
  server.on('upgrade', (request, socket) =>
    accepted.resolve(acceptSocket(request, socket as NetSocket, 'dialogue')),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = await startForwardProxy({ port });
  context.after(async () => {
    await proxy.close();
    server.close();
  });
  const WebSocket = createEditorWebSocket({ proxy: proxy.url });
  const request = {
    url: 'http://service.example:8080/events',
    headers: { 'x-team': 'a' },
    protocols: ['dialogue'],
  };
  const socket = await createHostSockets((() => WebSocket) as unknown as LookUp).open(request, NEVER);
  const peer = await accepted.promise;
  assert.deepEqual(proxy.tunnels, ['service.example:8080']);
  assert.equal(peer.request.headers['x-team'], 'a');
  assert.equal(peer.request.headers['sec-websocket-protocol'], 'dialogue');
  socket.close();
  await peer.closed;
});
