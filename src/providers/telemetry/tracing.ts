import { isLocalUrl } from '../../core/model/localUrl.ts';
import { systemClock } from '../clock.ts';
import type { Transport } from '../transport/transport.ts';
import type { OtlpExporterDeps } from './otlpExporter.ts';
import type { Tracer } from './tracer.ts';

export interface TracingDeps {
  /** Where the user wants spans to go, as it is now; empty when nowhere. */
  endpoint(): string;
  readonly transport: Transport;
  readonly directTransport: Transport;
  readonly onDropped: OtlpExporterDeps['onDropped'];
}

export interface Tracing {
  /** `undefined` while the user wants no spans. Its code is loaded when it is first wanted. */
  current(): Promise<Tracer> | undefined;
  /** Resolves when no span waits any more. Never rejects. */
  flush(): Promise<void>;
}

/** Tracing as the user's setting says it, from one request to the next. */
export function createTracing(deps: TracingDeps): Tracing {
  let known: { readonly url: string; readonly tracer: Promise<Tracer> } | undefined;

  async function load(url: string): Promise<Tracer> {
    const { createTracer } = await import('./tracer.ts');
    const { onDropped } = deps;
    const transport = isLocalUrl(url) ? deps.directTransport : deps.transport;
    return createTracer({ transport, clock: systemClock, url, onDropped });
  }

  return {
    current() {
      const endpoint = deps.endpoint();
      if (!endpoint) return undefined;
      const url = tracesUrl(endpoint);
      if (known?.url !== url) {
        void known?.tracer.then((tracer) => tracer.flush());
        known = { url, tracer: load(url) };
      }
      return known.tracer;
    },
    async flush() {
      await (await known?.tracer)?.flush();
    },
  };
}

/** A collector's address, with the path that spans have in OTLP unless it is there already. */
const tracesUrl = (endpoint: string): string =>
  /\/v1\/traces\/?$/.test(endpoint) ? endpoint : `${endpoint.replace(/\/+$/, '')}/v1/traces`;
