import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { isAdmitted } from './admission.ts';
import {
  type AnswerDelta,
  type AnswerHandler,
  AnswerRefusal,
  type ChatCompletionRequest,
  type WireMessage,
} from './answer.ts';
import { ANTHROPIC_WIRE, anthropicError } from './anthropicWire.ts';
import { type ByteStep, playBytes } from './byteScript.ts';
import type { ServedUsage } from './countTokens.ts';
import { createErnieWire } from './ernieWire.ts';
import { OLLAMA_WIRE } from './ollamaWire.ts';
import { createOpenaiWire, errorBody, type Flavour, pieces } from './openaiWire.ts';
import type { Wire } from './wire.ts';
import { createZhipuV3Wire } from './zhipuV3Wire.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  /** By `performance.now()`. */
  readonly arrivedAtMs: number;
  /** Which connection it came over, counted from 0. */
  readonly connection: number;
  /** Resolves, with the time, when the request's connection is closed by whichever side. */
  readonly closed: Promise<number>;
}

/** An answer to be written out by the server. What is left out is worked out. */
export interface BuiltReply {
  readonly text?: string;
  readonly reasoning?: string;
  readonly toolCalls?: readonly {
    readonly callId: string;
    readonly name: string;
    readonly argumentsText: string;
  }[];
  /** On the wire as it is here; `false` for none. */
  readonly usage?: object | false;
  readonly finishReason?: string;
  readonly model?: string;
  readonly tokensPerSecond?: number;
}

/** An HTTP reply as it is here: a string goes out unchanged, anything else as JSON. */
export interface PlainReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one request gets: an answer, a plain reply, or bytes. */
export type ScriptedReply = BuiltReply | PlainReply | { readonly bytes: readonly ByteStep[] };

export interface ModelServerOptions {
  /** Answers what no script covers; a short fixed answer when absent. */
  readonly answer?: AnswerHandler;
  readonly models?: readonly string[];
  /** A free one when absent. */
  readonly port?: number;
  readonly tokensPerSecond?: number;
  /** Only requests with this key are served; any, or none, when absent. */
  readonly key?: string;
  /** Speaks TLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface ModelServer {
  /** Without a path: `http://127.0.0.1:…`. */
  readonly url: string;
  /** Of the OpenAI flavour: `…/v1`. The others' are under the paths that they have at home. */
  readonly baseUrl: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** What each answer cost, also those that were cut short, in the order in which they ended. */
  readonly served: readonly ServedUsage[];
  /** What the next requests get, whatever they ask for, one reply each. */
  script(...replies: readonly ScriptedReply[]): void;
  /** What the next calls for a token get. */
  scriptTokens(...replies: readonly PlainReply[]): void;
  respondWith(handler: AnswerHandler): void;
  /** The next request that has not been handed out yet, whether it is here already or still to come. */
  nextRequest(): Promise<RecordedRequest>;
  close(): Promise<void>;
}

type Connection = Pick<RecordedRequest, 'connection' | 'closed'>;

const BASES: readonly (readonly [string, Flavour])[] = [
  ['/v1', 'openai'],
  ['/api/paas/v4', 'zhipu'],
  ['/api/coding/paas/v4', 'zhipu'],
  // DeepSeek's has no path.
  ['', 'openai'],
];

/** A model API on a free port of this machine, over real sockets, that answers, lies and dies as it is told. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const { models = ['test-model'], key, tls } = options;
  const requests: RecordedRequest[] = [];
  const served: ServedUsage[] = [];
  const scripted: ScriptedReply[] = [];
  const scriptedTokens: PlainReply[] = [];
  const connections = new WeakMap<Socket, Connection>();
  let opened = 0;
  const waiting: ((request: RecordedRequest) => void)[] = [];
  let handler: AnswerHandler =
    options.answer ?? (() => [{ type: 'text', text: 'Hello from the test model.' }]);
  const wires: readonly Wire[] = [
    ...BASES.map(([base, flavour]) => createOpenaiWire(base, flavour)),
    createErnieWire(),
    createZhipuV3Wire(),
    ANTHROPIC_WIRE,
    OLLAMA_WIRE,
  ];
  let handedOut = 0;
  let ids = 0;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await record(incoming);
    const token = wires.map((wire) => wire.token?.(request)).find((found) => found);
    if (token) return sendPlain(response, scriptedTokens.shift() ?? { status: 200, body: token });
    const reply = scripted.shift();
    if (reply && 'bytes' in reply) return playBytes(incoming.socket, reply.bytes);
    if (reply && 'status' in reply) return sendPlain(response, reply);
    if (key !== undefined && !isAdmitted(incoming.headers, key))
      return sendPlain(response, { status: 401, body: errorOf(request.path, '1000', 'invalid key') });
    const found = wires.map((wire) => wire.lookUp?.(request, models)).find((each) => each);
    if (found) return sendPlain(response, { status: 200, body: found });
    const wire = wires.find((each) => each.read(request));
    const question = wire?.read(request);
    if (!wire || !question)
      return sendPlain(response, { status: 404, body: errorOf(request.path, '404', 'no such path') });
    const refusal = wire.refuse?.(request);
    if (refusal) return sendPlain(response, { status: 200, body: refusal });
    await sendAnswer(response, question, wire, {
      answer: reply ? builtAnswer(reply) : handler,
      usage: reply?.usage,
      model: reply?.model,
      tokensPerSecond: reply?.tokensPerSecond ?? options.tokensPerSecond,
    });
  }

  async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
    const arrivedAtMs = performance.now();
    const connection = connectionOf(incoming.socket);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = parsed(Buffer.concat(chunks).toString());
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body, arrivedAtMs, ...connection };
    requests.push(request);
    const taker = waiting.shift();
    if (taker) {
      handedOut++;
      taker(request);
    }
    return request;
  }

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known) return known;
    // A client that leaves is part of the game.
    socket.on('error', () => {});
    const closed = new Promise<number>((resolve) => {
      socket.once('close', () => resolve(performance.now()));
    });
    const connection = { connection: opened++, closed };
    connections.set(socket, connection);
    return connection;
  }

  async function sendAnswer(
    response: ServerResponse,
    request: ChatCompletionRequest,
    wire: Wire,
    { answer, usage, model, tokensPerSecond }: Writing,
  ): Promise<void> {
    const writer = wire.writer(request, `answer-${++ids}`, model);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const pace = createPace(tokensPerSecond, gone.signal);
    let reason: string | undefined;
    try {
      for await (const delta of answer(request, gone.signal)) {
        if (gone.signal.aborted) return;
        if (delta.type === 'finish') {
          reason = delta.reason;
          continue;
        }
        const bytes = writer.delta(delta);
        if (!request.stream) continue;
        await pace();
        if (gone.signal.aborted) return;
        if (!response.headersSent) beginStream(response, wire);
        if (!response.write(bytes)) await Promise.race([once(response, 'drain'), pace.gone]);
      }
      if (gone.signal.aborted) return;
      if (!request.stream) return sendPlain(response, { status: 200, body: writer.whole(reason, usage) });
      if (!response.headersSent) beginStream(response, wire);
      response.end(writer.end(reason, usage));
    } catch (error) {
      if (gone.signal.aborted) return;
      if (!(error instanceof AnswerRefusal) || response.headersSent) throw error;
      sendPlain(response, error);
    } finally {
      served.push(writer.served);
    }
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(incoming, response).catch((error: unknown) => {
      // Whatever goes wrong but the client's leaving belongs in the test's output.
      if (!incoming.socket.destroyed) console.error(error);
      incoming.socket.destroy();
    });
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  // A held connection is part of many tests; the server itself never gives one up.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;

  return {
    url,
    baseUrl: `${url}/v1`,
    port,
    requests,
    served,
    script: (...replies) => void scripted.push(...replies),
    scriptTokens: (...replies) => void scriptedTokens.push(...replies),
    respondWith(next) {
      handler = next;
    },
    nextRequest() {
      const request = requests[handedOut];
      if (!request) return new Promise((resolve) => waiting.push(resolve));
      handedOut++;
      return Promise.resolve(request);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An HTTP error as the API of the path writes it. */
function errorOf(path: string, code: '1000' | '404', message: string): object {
  if (path.startsWith('/anthropic/'))
    return anthropicError(code === '404' ? 'not_found_error' : 'authentication_error', message);
  const flavour = BASES.find(([base]) => path.startsWith(`${base}/`))?.[1] ?? 'openai';
  return errorBody(flavour, code, message);
}

interface Writing {
  readonly answer: AnswerHandler;
  readonly usage: object | false | undefined;
  readonly model: string | undefined;
  readonly tokensPerSecond: number | undefined;
}

function beginStream(response: ServerResponse, { contentType }: Wire): void {
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
}

function sendPlain(response: ServerResponse, { status, body = '', headers = {} }: PlainReply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
  response.end(text);
}

function builtAnswer({ text = '', reasoning = '', toolCalls = [], finishReason }: BuiltReply): AnswerHandler {
  return function* () {
    for (const piece of pieces(reasoning)) yield { type: 'reasoning', text: piece } satisfies AnswerDelta;
    for (const piece of pieces(text)) yield { type: 'text', text: piece } satisfies AnswerDelta;
    for (const call of toolCalls) yield { type: 'tool-call', ...call } satisfies AnswerDelta;
    if (finishReason !== undefined) yield { type: 'finish', reason: finishReason } satisfies AnswerDelta;
  };
}

interface Pace {
  /** Resolves when the next token is due, or the client has gone. */
  (): Promise<void>;
  readonly gone: Promise<void>;
}

/** Keeps to the rate on average: a late token does not delay those after it. */
function createPace(tokensPerSecond: number | undefined, signal: AbortSignal): Pace {
  const gone = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const startedAt = performance.now();
  let sent = 0;
  const pace = async (): Promise<void> => {
    if (tokensPerSecond === undefined) return;
    const waitMs = startedAt + (++sent / tokensPerSecond) * 1000 - performance.now();
    if (waitMs <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    await Promise.race([promise, gone]);
    clearTimeout(timer);
  };
  return Object.assign(pace, { gone });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The text of the last message of a role, for handlers that look at what was asked. */
export function lastOf(request: ChatCompletionRequest, role: WireMessage['role']): WireMessage | undefined {
  return request.messages.findLast((message) => message.role === role);
}
