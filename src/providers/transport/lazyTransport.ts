import { once } from '../once.ts';
import type { ClosableTransport } from './transport.ts';

/** A transport whose code is loaded by the first request that needs it. */
export function createLazyTransport(load: () => Promise<ClosableTransport>): ClosableTransport {
  let loaded: ClosableTransport | Promise<ClosableTransport> | undefined;
  const transport = once(load);
  return {
    async send(request, signal) {
      loaded = transport();
      return (await loaded).send(request, signal);
    },
    async close() {
      await (await loaded)?.close();
    },
  };
}
