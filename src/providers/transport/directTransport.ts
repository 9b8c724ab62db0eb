import { pipeline, Readable, type Writable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
// Deep imports: the main entry of undici installs its agent for the whole process, and so for every other extension.
import Agent from 'undici/lib/dispatcher/agent.js';
import { createReplyBody, type ReplyBody } from './replyBody.ts';
import type { ClosableTransport, HttpRequest, Reply } from './transport.ts';

/**
 * Straight to the server, past the host's proxy and certificates and past the 300 s that the host's `fetch` waits
 * for a silent server: for models on this machine or network, where reading a long prompt can take longer.
 * Loaded on demand only, as a bundle of its own; it must share no classes with the rest.
 */
export function createDirectTransport(): ClosableTransport {
  const agent = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    allowH2: false,
    // Nobody reads ahead: a socket that is not asked for more is left alone.
    connect: { timeout: 10_000, highWaterMark: 1 },
  });
  return {
    send: (request, signal) => dispatch(agent, request, signal),
    close: () => agent.destroy(null),
  };
}

async function dispatch(
  agent: Agent,
  { method, url, headers, body: content }: HttpRequest,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  const { origin, pathname, search } = new URL(url);
  const options = {
    origin,
    path: pathname + search,
    method,
    headers: { 'accept-encoding': 'identity', ...headers },
    body: content ?? null,
  };
  return new Promise((resolve, reject) => {
    let connection: Agent.Connection | undefined;
    let body: ReplyBody | undefined;
    // undici notices an abort only once it is connected.
    const abort = (): void => {
      reject(signal.reason);
      body?.fail(signal.reason);
      connection?.abort(signal.reason);
    };
    const over = (): void => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    agent.dispatch(options, {
      onRequestStart(opened) {
        connection = opened;
        if (signal.aborted) abort();
      },
      onResponseStart(opened, status, responseHeaders) {
        // What goes before the reply is none.
        if (status < 200) return;
        body = createReplyBody(
          mayWait(responseHeaders) ? opened : { ...NOT_PAUSED, abort: (why) => opened.abort(why) },
        );
        resolve(replyOf(status, responseHeaders, body));
      },
      onResponseData: (_, chunk) => body?.put(chunk),
      onResponseEnd() {
        over();
        body?.end();
      },
      onResponseError(_, error) {
        over();
        reject(error);
        body?.fail(error);
      },
    });
  });
}

const NOT_PAUSED = { pause() {}, resume() {} };

/**
 * Whether the connection may be left unread for a while. A body that ends with its connection may not: undici's parser
 * throws where nobody can catch it when the connection ends while the parser is paused (`assert(!this.paused)`).
 */
function mayWait(headers: Agent.Headers): boolean {
  const has = (name: string, word: RegExp): boolean => word.test(String(headers[name] ?? ''));
  return has('transfer-encoding', /\bchunked\b/i) && !has('connection', /\bclose\b/i);
}

function replyOf(status: number, headers: Agent.Headers, { chunks }: ReplyBody): Reply {
  const get = (name: string): string | null => {
    const value = headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  const decoder = decoderOf(get('content-encoding'));
  return { status, headers: { get }, body: decoder ? decompressed(chunks, decoder) : chunks };
}

/** Compression was not asked for, but a gateway in between may not care. A cut is left for the dialect to find. */
function decompressed(
  compressed: AsyncIterable<Uint8Array>,
  decoder: Readable & Writable,
): AsyncIterable<Uint8Array> {
  // Whoever reads the body gets its error from the iteration; a body that is closed unread must not crash.
  pipeline(Readable.from(compressed), decoder, () => {});
  return {
    [Symbol.asyncIterator]() {
      const chunks: AsyncIterator<Uint8Array, undefined> = decoder[Symbol.asyncIterator]();
      return {
        next: () => chunks.next(),
        // A generator that was never started would return without closing anything.
        async return() {
          decoder.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function decoderOf(encoding: string | null): (Readable & Writable) | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      return createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    default:
      return undefined;
  }
}
