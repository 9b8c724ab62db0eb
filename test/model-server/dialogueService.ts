import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { acceptSocket, type ServerSocket } from './serverSocket.ts';

export interface DialogueRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** What the service has of one turn. */
export interface DialogueRecord {
  readonly id: string;
  readonly contextId: string;
  readonly input: string;
  readonly response: string;
  /** In order; the last one is the end. */
  readonly events: readonly DialogueEvent[];
}

export interface DialogueEvent {
  readonly type: string;
  readonly seq?: number;
  readonly [field: string]: unknown;
}

/** A client's connection for the events of a dialogue. */
export interface Listener {
  readonly socket: ServerSocket;
  readonly dialogue: DialogueRecord;
  /** The number of the last event that the client has. */
  readonly after: number;
  /** The events that it does not have, in order. */
  readonly missing: readonly DialogueEvent[];
  send(...events: readonly DialogueEvent[]): void;
}

export interface DialogueServiceOptions {
  /** `id:secret` of the only client. */
  readonly client?: string;
  readonly tokenLifetimeS?: number;
  readonly answer?: (input: string, earlier: readonly DialogueRecord[]) => string;
  /** How an answer is cut into events; every character by itself when absent. */
  readonly cut?: (answer: string) => readonly string[];
  /** Events bear numbers. */
  readonly isNumbered?: boolean;
  /** Where a socket's token is looked for. */
  readonly socketToken?: 'header' | 'message' | 'subprotocol';
}

/** What the service does not offer, or does wrong; tests change it as they go. */
export interface DialogueFaults {
  /** `METHOD /path` that there is nothing at, by their beginning. */
  readonly missing: Set<string>;
  /** Upgrades are refused with this status. */
  refuseUpgrades?: number | undefined;
  /** What each connection in turn does in place of sending all and ending. */
  readonly listeners: ((listener: Listener) => void)[];
  /** Replies that come before all others, one a request; `undefined` lets one pass. */
  readonly replies: (
    | {
        readonly status: number;
        readonly body?: unknown;
        readonly headers?: Readonly<Record<string, string>>;
      }
    | 'cut'
    | undefined
  )[];
  /** How many more characters of an answer each look at its record shows; all of them when absent. */
  charactersPerLook?: number | undefined;
}

export interface DialogueService {
  readonly url: string;
  readonly requests: readonly DialogueRequest[];
  readonly sockets: readonly ServerSocket[];
  readonly faults: DialogueFaults;
  readonly tokensGiven: readonly string[];
  /** Turns by context, as the service has them. */
  conversation(contextId: string): readonly DialogueRecord[];
  readonly contextIds: readonly string[];
  /** Every token that was given so far is refused from now on. */
  expireTokens(): void;
  /** Connections are cut, and what was only in memory is gone. */
  restart(): void;
  nextSocket(): Promise<ServerSocket>;
  nextRequest(what: string): Promise<DialogueRequest>;
  close(): Promise<void>;
}

/** A company's dialogue service on a free port of this machine: it keeps conversations, tasks and tokens. */
export async function startDialogueService(options: DialogueServiceOptions = {}): Promise<DialogueService> {
  const {
    client = 'inkstone:s3cret-of-the-company',
    tokenLifetimeS = 7200,
    answer = (input) => `You said: ${input}`,
    cut = (text) => [...text],
    isNumbered = true,
    socketToken = 'header',
  } = options;
  const requests: DialogueRequest[] = [];
  const sockets: ServerSocket[] = [];
  const tokensGiven: string[] = [];
  const validTokens = new Set<string>();
  const dialogues = new Map<string, DialogueRecord>();
  const shown = new Map<string, number>();
  const connections = new Set<Socket>();
  const faults: DialogueFaults = { missing: new Set(), listeners: [], replies: [] };
  const socketWaiters: ((socket: ServerSocket) => void)[] = [];
  const requestWaiters: { what: string; resolve: (request: DialogueRequest) => void }[] = [];
  let ids = 0;

  const conversation = (contextId: string): DialogueRecord[] =>
    [...dialogues.values()].filter((each) => each.contextId === contextId);

  function record(id: string, contextId: string, input: string, response: string): DialogueRecord {
    const deltas = [
      { type: 'progress', progress: 0 },
      ...cut(response).map((text) => ({ type: 'delta', text })),
      {
        type: 'done',
        dialogue_id: id,
        context: { context_id: contextId },
        metadata: metadata(input, response),
      },
    ];
    const events = deltas.map((event, index) => (isNumbered ? { ...event, seq: index + 1 } : event));
    return { id, contextId, input, response, events };
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const isJson = headers['content-type']?.includes('json') === true;
    const request = { method, path, headers, body: isJson && text !== '' ? JSON.parse(text) : text };
    requests.push(request);
    const call = `${method} ${path}`;
    for (const waiter of requestWaiters.filter(({ what }) => call.startsWith(what))) {
      requestWaiters.splice(requestWaiters.indexOf(waiter), 1);
      waiter.resolve(request);
    }
    if (path === '/oauth/token') return giveToken(request, response);
    const scripted = faults.replies.shift();
    if (scripted === 'cut') return void incoming.socket.destroy();
    if (scripted) return send(response, scripted.status, scripted.body ?? {}, scripted.headers);
    if ([...faults.missing].some((start) => call.startsWith(start)))
      return send(response, 404, { error: { code: 'not_found', message: 'no such path' } });
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!validTokens.has(token))
      return send(response, 401, {
        error: { code: 'invalid_token', message: `the token ${token} has expired` },
      });
    const id = /^\/v1\/dialogues\/([^/?]+)/.exec(path)?.[1];
    if (call === 'POST /v1/dialogues' || call === 'POST /v1/dialogues/async')
      return create(request.body as Asked, call.endsWith('async'), response);
    const known = id === undefined ? undefined : dialogues.get(id);
    if (!known)
      return send(response, 404, { error: { code: 'dialogue_not_found', message: 'unknown dialogue' } });
    if (method === 'GET') return send(response, 200, look(known));
    if (method === 'PUT') return amend(known, request, response);
    return send(response, 202, {});
  }

  function giveToken({ headers, body }: DialogueRequest, response: ServerResponse): void {
    const form = new URLSearchParams(String(body));
    const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
    const sent =
      basic === undefined
        ? `${form.get('client_id')}:${form.get('client_secret')}`
        : decodeURIComponent(Buffer.from(basic, 'base64').toString().replaceAll('+', ' '));
    if (sent !== client || form.get('grant_type') !== 'client_credentials') {
      send(response, 401, { error: 'invalid_client', error_description: `not the secret: ${sent}` });
      return;
    }
    const token = `token-${++ids}-of-the-company`;
    tokensGiven.push(token);
    validTokens.add(token);
    send(response, 200, { access_token: token, token_type: 'Bearer', expires_in: tokenLifetimeS });
  }

  function create(asked: Asked, isTask: boolean, response: ServerResponse): void {
    if (asked.context_id !== undefined && conversation(asked.context_id).length === 0) {
      send(response, 404, { error: { code: 'context_not_found', message: 'unknown context' } });
      return;
    }
    const contextId = asked.context_id ?? `context-${++ids}`;
    const id = `dialogue-${++ids}`;
    const text = answer(asked.user_input, conversation(contextId));
    dialogues.set(id, record(id, contextId, asked.user_input, text));
    reply(id, isTask, response);
  }

  function amend(
    { id, contextId }: DialogueRecord,
    { body, headers }: DialogueRequest,
    response: ServerResponse,
  ): void {
    const { user_input } = body as Asked;
    const earlier = conversation(contextId);
    const text = answer(
      user_input,
      earlier.slice(
        0,
        earlier.findIndex((each) => each.id === id),
      ),
    );
    dialogues.set(id, record(id, contextId, user_input, text));
    shown.delete(id);
    reply(id, headers.prefer === 'respond-async', response);
  }

  function reply(id: string, isTask: boolean, response: ServerResponse): void {
    const { contextId, input, response: text } = dialogues.get(id)!;
    if (isTask) send(response, 202, { dialogue_id: id, status: 'queued' });
    else
      send(response, 200, {
        dialogue_id: id,
        response: text,
        context: { context_id: contextId },
        metadata: metadata(input, text),
      });
  }

  function look({ id, contextId, input, response }: DialogueRecord): object {
    const visible = (shown.get(id) ?? 0) + (faults.charactersPerLook ?? Number.POSITIVE_INFINITY);
    shown.set(id, visible);
    const isOver = visible >= response.length;
    return {
      dialogue_id: id,
      status: isOver ? 'completed' : 'running',
      response: response.slice(0, visible),
      context: { context_id: contextId },
      ...(isOver && { metadata: metadata(input, response) }),
    };
  }

  async function listen(request: IncomingMessage, connection: Socket): Promise<void> {
    connection.on('error', () => {});
    const refuse = (status: number): void =>
      void connection.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    if (faults.refuseUpgrades !== undefined) return refuse(faults.refuseUpgrades);
    const dialogue = dialogues.get(/^\/v1\/dialogues\/([^/?]+)\/events/.exec(request.url ?? '')?.[1] ?? '');
    if (!dialogue) return refuse(404);
    const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/);
    if (
      socketToken === 'header' &&
      !validTokens.has(String(request.headers.authorization).slice('Bearer '.length))
    )
      return refuse(401);
    const inProtocol = offered.find((each) => each.startsWith('bearer.'))?.slice('bearer.'.length) ?? '';
    if (socketToken === 'subprotocol' && !validTokens.has(Buffer.from(inProtocol, 'base64url').toString()))
      return refuse(401);
    const socket = acceptSocket(request, connection, socketToken === 'subprotocol' ? 'dialogue' : undefined);
    sockets.push(socket);
    socketWaiters.shift()?.(socket);
    const { after, token } = JSON.parse(await socket.next()) as { after: number; token?: string };
    if (socketToken === 'message' && !validTokens.has(token ?? '')) return socket.close(4401);
    const missing = dialogue.events.filter((event) => (event.seq ?? 1) > after);
    const sendEvents = (...events: readonly DialogueEvent[]): void => {
      for (const event of events) socket.send(JSON.stringify(event));
    };
    const play = faults.listeners.shift() ?? (({ send: push, missing: all }) => push(...all));
    play({ socket, dialogue, after, missing, send: sendEvents });
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (!incoming.socket.destroyed) console.error(error);
      incoming.socket.destroy();
    });
  });
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket) => void listen(request, socket as Socket));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets,
    faults,
    tokensGiven,
    conversation,
    get contextIds() {
      return [...new Set([...dialogues.values()].map(({ contextId }) => contextId))];
    },
    expireTokens: () => validTokens.clear(),
    restart() {
      dialogues.clear();
      shown.clear();
      for (const socket of connections) socket.destroy();
    },
    nextSocket: () => new Promise((resolve) => socketWaiters.push(resolve)),
    nextRequest: (what) => new Promise((resolve) => requestWaiters.push({ what, resolve })),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

interface Asked {
  readonly context_id?: string;
  readonly user_input: string;
}

const metadata = (input: string, response: string): object => ({
  model: 'company-model-1',
  finish_reason: 'stop',
  usage: { input_tokens: input.length, output_tokens: response.length },
});

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
