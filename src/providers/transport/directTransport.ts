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
  // Whoever reads the body gets its error from the iteration; a body that is closed unread must not crash.
  body.on('error', () => {});
  return {
    status: statusCode,
    headers: {
      get(name) {
        const value = headers[name.toLowerCase()];
        return Array.isArray(value) ? value.join(', ') : (value ?? null);
      },
    },
    body: {
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
    },
  };
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
