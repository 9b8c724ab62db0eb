import type { Transport } from './transport.ts';

/**
 * The default: the host's own `fetch`, which in VS Code knows the user's proxy and certificates. It is looked up at
 * each call, because the host may replace it after this module was loaded.
 */
export function createHostTransport(
  fetch: typeof globalThis.fetch = (...args) => globalThis.fetch(...args),
): Transport {
  return {
    async send({ method, url, headers, body }, signal) {
      const response = await fetch(url, {
        method,
        // A compressed stream arrives in bursts when the server does not flush.
        headers: { 'accept-encoding': 'identity', ...headers },
        ...(body !== undefined && { body }),
        // On 307 and 308 a followed redirect would hand the prompt to another host, and with it every header
        // but `authorization` and `cookie`.
        redirect: 'manual',
        cache: 'no-store',
        signal,
      });
      return { status: response.status, headers: response.headers, body: response.body ?? NO_BODY };
    },
  };
}

const NO_BODY: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};
