import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

type Value = string | number | boolean | readonly Value[];

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly durationNs: bigint;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly status: { readonly code?: number; readonly message?: string };
}

export interface Collector {
  readonly url: string;
  readonly port: number;
  readonly bodies: readonly string[];
  readonly spans: readonly ReceivedSpan[];
  /** Connections, whether or not anything came over them. */
  readonly connections: number;
  readonly paths: readonly string[];
}

/** An OpenTelemetry collector, as far as it takes spans in OTLP's JSON, on a free port of this machine. */
export async function startCollector(context: TestContext, status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const paths: string[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    paths.push(`${request.method} ${request.url} ${request.headers['content-type']}`);
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}');
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    bodies,
    paths,
    get connections() {
      return connections;
    },
    get spans() {
      return bodies.flatMap(spansOf);
    },
  };
}

interface WireValue {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly WireValue[] };
}

interface WireSpan extends Omit<ReceivedSpan, 'attributes' | 'durationNs'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: WireValue }[];
}

interface WireRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

function spansOf(body: string): ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body) as WireRequest;
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return spans.map(({ startTimeUnixNano, endTimeUnixNano, attributes, ...span }) => ({
    ...span,
    durationNs: BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano),
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, decoded(value)])),
  }));
}

function decoded({ stringValue, intValue, doubleValue, boolValue, arrayValue }: WireValue): Value {
  return (
    stringValue ??
    (intValue === undefined ? undefined : Number(intValue)) ??
    doubleValue ??
    boolValue ??
    arrayValue?.values.map(decoded) ??
    []
  );
}
