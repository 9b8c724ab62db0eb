import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import {
  createFetchPatch,
  createProxyResolver,
  createWebSocketPatch,
  LogLevel,
  type ProxyAgentParams,
} from '@vscode/proxy-agent';

export interface EditorNetwork {
  /** `http.proxy`; the connection is direct when absent. */
  readonly proxy?: string;
  /** `http.noProxy`. */
  readonly noProxy?: readonly string[];
  /** What the system trusts beside Node's own roots, as PEM. */
  readonly certificates?: readonly string[];
  /** What the user enters when the proxy asks who they are. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** `fetch` as VS Code gives it to extensions: patched by the very package that VS Code patches it with. */
export function createEditorFetch(network: EditorNetwork = {}): typeof globalThis.fetch {
  const params = paramsOf(network);
  const { resolveProxyURL } = createProxyResolver(params);
  return createFetchPatch(params, globalThis.fetch, resolveProxyURL) as typeof globalThis.fetch;
}

/** The same for `WebSocket`. */
export function createEditorWebSocket(network: EditorNetwork = {}): typeof globalThis.WebSocket {
  const params = paramsOf(network);
  const { resolveProxyURL } = createProxyResolver(params);
  return createWebSocketPatch(params, globalThis.WebSocket, resolveProxyURL) as typeof globalThis.WebSocket;
}

function paramsOf(network: EditorNetwork): ProxyAgentParams {
  const silent = (): void => {};
  return {
    resolveProxy: async () => 'DIRECT',
    getProxyURL: () => network.proxy,
    getProxySupport: () => 'override',
    getNoProxyConfig: () => [...(network.noProxy ?? [])],
    isAdditionalFetchSupportEnabled: () => true,
    isWebSocketPatchEnabled: () => true,
    addCertificatesV1: () => true,
    addCertificatesV2: () => false,
    loadSystemCertificatesFromNode: () => false,
    loadAdditionalCertificates: async () => [...(network.certificates ?? [])],
    lookupProxyAuthorization: async (_url, challenge, state) => {
      if (!network.login || !challenge || state.wasAsked) return undefined;
      state.wasAsked = true;
      const { user, password } = network.login;
      return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    },
    log: { trace: silent, debug: silent, info: silent, warn: silent, error: silent },
    getLogLevel: () => LogLevel.Off,
    proxyResolveTelemetry: silent,
    isUseHostProxyEnabled: () => false,
    env: {},
  };
}

export interface ForwardProxy {
  readonly url: string;
  /** `host:port` of every tunnel that was asked for, refused ones included. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

export interface ForwardProxyOptions {
  /** Where every tunnel ends, whatever host it was asked for: a name need not exist. */
  readonly port: number;
  /** Only tunnels with these credentials are dug. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Refuses every tunnel, with this status and a web page. */
  readonly status?: number;
}

/** A company's proxy, for tunnels (RFC 9110 §9.3.6). */
export async function startForwardProxy({ port, login, status }: ForwardProxyOptions): Promise<ForwardProxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    tunnels.push(request.url ?? '');
    const expected = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
    if (status !== undefined) return refuse(socket, status, '');
    if (expected && request.headers['proxy-authorization'] !== expected)
      return refuse(socket, 407, 'proxy-authenticate: Basic realm="test"\r\n');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    onward.once('close', () => socket.destroy());
    socket.once('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refuse(socket: Socket, status: number, headers: string): void {
  const page = '<html><title>Blocked by the company</title></html>';
  socket.end(`HTTP/1.1 ${status} Refused\r\n${headers}content-length: ${page.length}\r\n\r\n${page}`);
}
