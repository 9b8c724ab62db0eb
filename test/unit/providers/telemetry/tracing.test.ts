import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { parseSettings } from '../../../../src/core/settings.ts';
import { createModels, type Models } from '../../../../src/providers/models.ts';
import { createOtlpExporter } from '../../../../src/providers/telemetry/otlpExporter.ts';
import type { Span } from '../../../../src/providers/telemetry/span.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import { type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import { chatRequest, NEVER } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';
import { type Collector, startCollector } from './collector.ts';

const KEY = 'sk-canary-0123456789abcdef';
const PROMPT = 'canary of the prompt';
const ANSWER = 'canary of the answer';

interface Traced {
  readonly models: Models;
  readonly server: ModelServer;
  readonly dropped: string[];
  ask(): Promise<unknown>;
}

async function traced(context: TestContext, settings: Readonly<Record<string, unknown>>): Promise<Traced> {
  const server = await startModelServer({ answer: () => [{ type: 'text', text: ANSWER }] });
  context.after(() => server.close());
  const directTransport = createDirectTransport();
  context.after(() => directTransport.close());
  const values: Readonly<Record<string, unknown>> = {
    model: 'mine/test-model',
    endpoints: {
      mine: { baseUrl: server.baseUrl, headers: { 'x-secret': KEY }, models: [{ name: 'test-model' }] },
    },
    ...settings,
  };
  const parsed = parseSettings((name) => values[name]);
  assert.deepEqual(parsed.problems, []);
  const dropped: string[] = [];
  const models = createModels({
    settings: () => parsed.settings,
    credential: async (provider, origin) => ({ provider, origin, value: KEY, createdAt: 0 }),
    directTransport,
    record: () => {},
    onSpansDropped: (total, reason) => dropped.push(`${total} ${reason}`),
  });
  return {
    models,
    server,
    dropped,
    async ask() {
      const { provider, model } = models.inUse()!;
      const request = chatRequest({
        model,
        messages: [{ role: 'user', text: PROMPT }],
        maxOutputTokens: 100,
      });
      try {
        for await (const event of provider.stream(request, NEVER)) if (event.type === 'finish') return event;
      } catch (error) {
        return error;
      }
      return undefined;
    },
  };
}

const of = (collector: Collector, name: string) => collector.spans.filter((span) => span.name === name);

describe('Tracing', () => {
  test('makes a span of a request and one of its attempt, and tells the provider to which its work belongs', async (context) => {
    const collector = await startCollector(context);
    const { models, server, ask } = await traced(context, { otlpEndpoint: collector.url });
    await ask();
    await models.flush();
    assert.deepEqual(collector.paths, ['POST /v1/traces application/json']);
    const [request] = of(collector, 'chat test-model');
    const [attempt] = of(collector, 'attempt test-model');
    assert.ok(request && attempt && collector.spans.length === 2);
    assert.equal(request.parentSpanId, undefined);
    assert.deepEqual([attempt.traceId, attempt.parentSpanId], [request.traceId, request.spanId]);
    assert.equal(server.requests[0]?.headers.traceparent, `00-${attempt.traceId}-${attempt.spanId}-01`);
    const {
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
      ...rest
    } = request.attributes;
    assert.ok(Number(input) > 0 && Number(output) > 0);
    assert.deepEqual(rest, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'mine',
      'gen_ai.request.model': 'test-model',
      'gen_ai.request.max_tokens': 100,
      'server.address': '127.0.0.1',
      'server.port': server.port,
      'inkstone.request.id': 'request-1',
      'inkstone.purpose': 'chat',
      'gen_ai.response.model': 'test-model',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.cache_read.input_tokens': 0,
      'gen_ai.usage.reasoning.output_tokens': 0,
      'inkstone.outcome': 'completed',
    });
    assert.ok(!('gen_ai.usage.input_tokens' in attempt.attributes), 'tokens are counted once');
    assert.equal(attempt.attributes['http.request.resend_count'], 0);
    assert.deepEqual([request.kind, request.status], [3, {}]);
    assert.ok(attempt.durationNs > 0n && attempt.durationNs <= request.durationNs);
  });

  test('makes a span of each attempt, with what each ended in', async (context) => {
    const collector = await startCollector(context);
    const { models, server, ask } = await traced(context, { otlpEndpoint: `${collector.url}/v1/traces` });
    server.script({ status: 500, headers: { 'retry-after': '0' } }, { text: 'Hi' });
    await ask();
    server.script({ status: 401, body: { error: { message: `bad key ${KEY}` } } });
    await ask();
    await models.flush();
    assert.deepEqual(
      of(collector, 'attempt test-model').map(({ attributes, status }) => [
        attributes['http.request.resend_count'],
        attributes['error.type'],
        attributes['http.response.status_code'],
        status.message,
      ]),
      [
        [0, 'server', 500, 'INK-SRV-001'],
        [1, undefined, undefined, undefined],
        [0, 'invalid-credential', 401, 'INK-AUTH-002'],
      ],
    );
    const requests = of(collector, 'chat test-model');
    assert.deepEqual(
      requests.map(({ status, attributes }) => [status.code, attributes['inkstone.error.code']]),
      [
        [undefined, undefined],
        [2, 'INK-AUTH-002'],
      ],
    );
    assert.equal(new Set(requests.map(({ traceId }) => traceId)).size, 2);
  });

  test('says nothing of the prompt, the answer, the key or the headers', async (context) => {
    const collector = await startCollector(context);
    const { models, server, ask } = await traced(context, { otlpEndpoint: collector.url });
    await ask();
    server.script({ status: 400, body: { error: { message: `${PROMPT} ${KEY}` } } });
    await ask();
    await models.flush();
    assert.equal(collector.spans.length, 4);
    assert.doesNotMatch(collector.bodies.join(), /canary/);
  });

  test('is off unless the user names a collector: no span, no header', async (context) => {
    const { server, ask } = await traced(context, {});
    await ask();
    assert.equal(server.requests[0]?.headers.traceparent, undefined);
  });

  test('does not touch a request when the collector is not there, or refuses', async (context) => {
    for (const url of ['http://127.0.0.1:1', (await startCollector(context, 503)).url]) {
      const { models, dropped, ask } = await traced(context, { otlpEndpoint: url });
      assert.ok(await ask());
      await models.flush();
      assert.match(dropped.join(), /^2 (unreachable|HTTP 503)$/);
    }
  });

  test('reaches no collector that the list of hosts does not name', async (context) => {
    const collector = await startCollector(context);
    const { models, server, dropped, ask } = await traced(context, {
      otlpEndpoint: collector.url,
      allowedHosts: [],
    });
    const shut = await traced(context, {
      otlpEndpoint: collector.url,
      endpoints: { mine: { baseUrl: server.baseUrl, models: [{ name: 'test-model' }] } },
      allowedHosts: [`127.0.0.1:${server.port}`],
    });
    assert.ok(await shut.ask());
    await shut.models.flush();
    assert.equal(collector.connections, 0);
    assert.deepEqual(shut.dropped, ['2 blocked-host']);
    await ask();
    await models.flush();
    assert.deepEqual([collector.connections, dropped], [1, []]);
  });
});

describe('The exporter', () => {
  const span: Span = {
    traceId: '0'.repeat(31).concat('1'),
    spanId: '0'.repeat(15).concat('1'),
    name: 'x',
    startMs: 1_800_000_000_000.25,
    endMs: 1_800_000_000_001,
    attributes: {},
  };

  test('waits for company, then sends all at once, and has no timer while nothing waits', async (context) => {
    const collector = await startCollector(context);
    const transport = createDirectTransport();
    context.after(() => transport.close());
    const clock = createManualClock();
    const exporter = createOtlpExporter({ transport, clock, url: collector.url, onDropped: assert.fail });
    assert.equal(clock.pendingTimers, 0);
    exporter.add(span);
    exporter.add(span);
    clock.advance(4999);
    assert.equal(collector.connections, 0);
    clock.advance(1);
    await exporter.flush();
    assert.equal(collector.bodies.length, 1);
    assert.deepEqual(
      collector.spans.map(({ durationNs }) => durationNs),
      [750_000n, 750_000n],
    );
    assert.equal(clock.pendingTimers, 0);
  });

  test('keeps a bounded number of spans, and counts those that found no room', async () => {
    const clock = createManualClock();
    let total = 0;
    let sent = 0;
    const gates: (() => void)[] = [];
    const exporter = createOtlpExporter({
      clock,
      url: 'http://127.0.0.1:1',
      onDropped: (_, all) => {
        total = all;
      },
      transport: {
        async send({ body }) {
          sent += (body?.match(/"spanId"/g) ?? []).length;
          await new Promise<void>((resolve) => gates.push(resolve));
          return { status: 200, headers: { get: () => null }, body: (async function* () {})() };
        },
      },
    });
    for (let count = 0; count < 5000; count++) exporter.add(span);
    assert.equal(total, 5000 - 512 - 2048);
    const over = exporter.flush();
    while (sent < 512 + 2048 || gates.length > 0) {
      gates.shift()?.();
      await new Promise(setImmediate);
    }
    await over;
    assert.equal(sent, 512 + 2048);
  });
});
