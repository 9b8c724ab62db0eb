import { pipeline, type Readable, type Writable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
// Deep imports: the main entry of undici installs its agent for the whole process, and so for every other extension.
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { ClosableTransport, Reply } from './transport.ts';

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
    connect: { timeout: 10_000 },
  });
  return {
    send({ method, url, headers, body }, signal) {
      const { origin, pathname, search } = new URL(url);
      // undici notices an abort only once it is connected.
      return untilAborted(signal, async () => {
        const response = await request.call(agent, {
          origin,
          path: pathname + search,
          method,
          headers: { 'accept-encoding': 'identity', ...headers },
          body: body ?? null,
          signal,
        });
        return replyOf(response);
      });
    },
    close: () => agent.destroy(null),
  };
}

function replyOf({ statusCode, headers, body }: Awaited<ReturnType<typeof request>>): Reply {
  const get = (name: string): string | null => {
    const value = headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return {
    status: statusCode,
    headers: { get },
    body: iterable(decompressed(body, get('content-encoding'))),
  };
}

function iterable(body: Readable): AsyncIterable<Uint8Array> {
  // Whoever reads the body gets its error from the iteration; a body that is closed unread must not crash.
  body.on('error', () => {});
  return {
    [Symbol.asyncIterator]() {
      const chunks = body[Symbol.asyncIterator]();
      return {
        next: () => chunks.next(),
        // A generator that was never started would return without closing anything.
        async return() {
          body.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** Compression was not asked for, but a gateway in between may not care. A cut is left for the dialect to find. */
function decompressed(body: Readable, encoding: string | null): Readable {
  const decoder = decoderOf(encoding);
  if (!decoder) return body;
  pipeline(body, decoder, () => {});
  return decoder;
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

function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work()
      .finally(() => signal.removeEventListener('abort', abort))
      .then(resolve, reject);
  });
}
