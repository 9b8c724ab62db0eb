import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { doctorReport } from '../../../../src/core/doctor/doctorReport.ts';
import { CHECKS, type Finding, MOST_CALLS } from '../../../../src/core/doctor/finding.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import { type Clock, systemClock } from '../../../../src/providers/clock.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import { examine, type Patient } from '../../../../src/providers/doctor/examine.ts';
import { createCustomEndpoint, type Endpoint } from '../../../../src/providers/endpoint.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import { createInspector } from '../../../../src/providers/transport/inspector.ts';
import { restrictHosts } from '../../../../src/providers/transport/restrictHosts.ts';
import { type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import { selfSignedCertificate } from '../../../model-server/selfSignedCertificate.ts';
import { MODEL, NEVER } from '../clients.ts';

const KEY = 'sk-canary-0123456789abcdef';
const HEADER = 'canary-of-a-header';

interface Visit {
  readonly endpoint?: Partial<Endpoint>;
  readonly patient?: Partial<Patient>;
  readonly key?: string | undefined;
  readonly models?: readonly string[];
  readonly keyOrigin?: string;
  readonly clock?: Clock;
}

async function visit(
  context: TestContext,
  baseUrl: string,
  options: Visit = {},
): Promise<readonly Finding[]> {
  const allowedHosts = options.patient?.allowedHosts ?? [];
  const direct = createDirectTransport();
  context.after(() => direct.close());
  const transport = restrictHosts(direct, () => allowedHosts);
  const endpoint: Endpoint = {
    ...createCustomEndpoint('test', { baseUrl, headers: { 'x-canary': HEADER } }),
    ...options.endpoint,
  };
  const key = 'key' in options ? options.key : KEY;
  const credential = async () =>
    key === undefined
      ? undefined
      : { provider: 'test', origin: options.keyOrigin ?? new URL(baseUrl).origin, value: key, createdAt: 0 };
  const findings: Finding[] = [];
  const visited = examine(
    {
      transport,
      inspector: createInspector(() => allowedHosts),
      provider: createProvider({ transport, record: () => {} }, endpoint, credential),
      credential,
      listModels: async () => options.models ?? ['test-model'],
      clock: options.clock ?? systemClock,
      newId: () => 'id',
    },
    {
      endpoint,
      model: MODEL,
      maxOutputTokens: 16_384,
      allowedHosts,
      badSettings: [],
      proxy: undefined,
      ...options.patient,
    },
    NEVER,
  );
  for await (const finding of visited) findings.push(finding);
  assert.deepEqual(
    findings.map(({ check }) => check),
    CHECKS,
    'each check says something, once and in order',
  );
  return findings;
}

async function serverFor(context: TestContext, options = {}): Promise<ModelServer> {
  const server = await startModelServer({ models: ['test-model'], ...options });
  context.after(() => server.close());
  return server;
}

/** Only what is not in order: `login failed invalid-credential`. */
function complaints(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'warning')
    .map(
      ({ check, verdict, fact }) => `${check} ${verdict} ${fact.is === 'error' ? fact.error.kind : fact.is}`,
    );
}

const skipped = (findings: readonly Finding[]) =>
  findings.filter(({ fact }) => fact.is === 'depends').map(({ check }) => check);

const reportOf = (findings: readonly Finding[], secrets: readonly string[] = []) =>
  doctorReport(
    { provider: 'Test', host: 'h', model: 'm', versions: 'v', at: 0, secrets },
    findings,
    translator(),
  );

const toolCall = { callId: '1', name: 'get_weather', argumentsText: '{"city":"Paris"}' };
const words = { text: 'one two three four five six' };

/** What the four calls get when everything is in order; the GET that looks whether anybody is there comes first. */
function letPass(server: ModelServer): void {
  server.script(
    { status: 404 },
    { text: 'OK' },
    words,
    { text: 'OK' },
    { toolCalls: [toolCall], finishReason: 'tool_calls' },
  );
}

describe('The doctor', () => {
  test('finds nothing wrong where nothing is, with no more calls than were announced', async (context) => {
    const server = await serverFor(context, { key: KEY });
    letPass(server);
    const findings = await visit(context, server.baseUrl);
    assert.deepEqual(complaints(findings), []);
    assert.deepEqual(skipped(findings), []);
    assert.equal(server.requests.filter(({ method }) => method === 'POST').length, MOST_CALLS);
    const first = server.requests[0];
    assert.deepEqual([first?.method, first?.path], ['GET', '/']);
    assert.equal(first?.headers.authorization, undefined, 'the first look carries no key');
    assert.match(reportOf(findings), /Everything is in order/);
  });

  test('sends nothing to an address that it may not speak to, and says which rule it is', async (context) => {
    const server = await serverFor(context);
    for (const [options, complaint] of [
      [{ patient: { allowedHosts: ['api.example.com'] } }, 'hosts failed blocked-host'],
      [{ keyOrigin: 'https://other.example' }, 'address failed blocked-origin'],
    ] as const) {
      const findings = await visit(context, server.baseUrl, options);
      assert.deepEqual(complaints(findings), [complaint]);
      assert.ok(skipped(findings).includes('reach') && skipped(findings).includes('tools'));
    }
    assert.equal(server.requests.length, 0);
  });

  test('tells a name that does not exist, and a port where nobody listens', async (context) => {
    const unknown = await visit(context, 'https://nobody.invalid/v1');
    assert.ok(complaints(unknown).includes('dns failed dns'), complaints(unknown).join());
    const closed = await visit(context, 'http://127.0.0.1:1/v1');
    assert.deepEqual(complaints(closed), ['reach failed unreachable']);
    assert.deepEqual(skipped(closed), ['clock', 'login', 'model', 'stream', 'limit', 'tools']);
  });

  test('reads the certificate: whose it is, until when, and that nobody vouches for it', async (context) => {
    const day = 86_400_000;
    const at = (from: number, to: number) =>
      selfSignedCertificate(new Date(Date.now() + from * day), new Date(Date.now() + to * day));
    const urlFor = async (tls: ReturnType<typeof selfSignedCertificate>) =>
      (await serverFor(context, { tls })).baseUrl;
    const tlsOf = async (url: string) => (await visit(context, url)).find(({ check }) => check === 'tls');
    const localhost = (url: string) => url.replace('127.0.0.1', 'localhost');
    assert.equal((await tlsOf(localhost(await urlFor(at(-1, 30)))))?.fact.is, 'certificate-unknown');
    assert.equal((await tlsOf(localhost(await urlFor(at(-9, -1)))))?.fact.is, 'certificate-ended');
    assert.equal((await tlsOf(localhost(await urlFor(at(1, 9)))))?.fact.is, 'certificate-not-begun');
    const other = await tlsOf(await urlFor(at(-1, 30)));
    assert.deepEqual(other, {
      check: 'tls',
      verdict: 'failed',
      fact: { is: 'certificate-of-others', names: 'localhost' },
    });
    const findings = await visit(context, localhost(await urlFor(at(-1, 30))));
    assert.deepEqual(complaints(findings), ['tls warning certificate-unknown', 'reach failed tls']);
  });

  test('tells a clock that is wrong from the server’s own', async (context) => {
    const server = await serverFor(context);
    server.script({ status: 200, headers: { date: new Date(Date.now() - 600_000).toUTCString() } });
    const findings = await visit(context, server.baseUrl);
    const clock = findings.find(({ check }) => check === 'clock');
    assert.ok(clock?.fact.is === 'clock-wrong' && Math.abs(clock.fact.skewMs - 600_000) < 5000);
    assert.match(reportOf(findings), /Clock\*\* – This machine’s clock is 10 min [01] s ahead/);
  });

  test('looks at the key before it sends it, and says what the provider makes of it', async (context) => {
    const server = await serverFor(context, { key: 'sk-another-0123456789abc' });
    const refused = await visit(context, server.baseUrl);
    assert.deepEqual(complaints(refused), ['login failed invalid-credential']);
    assert.deepEqual(skipped(refused), ['stream', 'limit', 'tools']);
    const missing = await visit(context, server.baseUrl, { key: undefined, endpoint: { needsKey: true } });
    assert.deepEqual(complaints(missing), ['key failed no-credential']);
    const before = server.requests.length;
    const blanks = await visit(context, server.baseUrl, { key: 'sk- canary' });
    assert.deepEqual(complaints(blanks), ['key failed key-with-blanks']);
    assert.equal(server.requests.length, before + 1, 'a key that cannot be sent is not tried');
    const odd = await visit(context, server.baseUrl, { endpoint: { id: 'zhipu' } });
    assert.ok(complaints(odd).includes('key warning key-odd'));
  });

  test('tells what a model does not do: be listed, stream, take the limit, call tools', async (context) => {
    const server = await serverFor(context);
    const refusal = { status: 400, body: { error: { message: 'max_tokens is too large' } } };
    server.script({ status: 200 }, { text: 'OK' }, { text: 'x' }, refusal, { text: 'I cannot.' });
    let time = 0;
    const slow: Clock = {
      ...systemClock,
      monotonic: () => {
        time += 1000;
        return time;
      },
    };
    const findings = await visit(context, server.baseUrl, { models: ['another', 'third'], clock: slow });
    assert.deepEqual(complaints(findings), [
      'model warning model-not-listed',
      'stream warning in-one-piece',
      'limit failed limit-refused',
      'tools warning tool-ignored',
    ]);
    const report = reportOf(findings);
    assert.match(report, /another, third/);
    assert.match(report, /limit of 8192 tokens is refused/);
    server.script(
      { status: 200 },
      { text: 'OK' },
      words,
      { text: 'OK' },
      {
        toolCalls: [{ ...toolCall, argumentsText: '{"city' }],
        finishReason: 'tool_calls',
      },
    );
    assert.deepEqual(complaints(await visit(context, server.baseUrl)), ['tools warning tool-garbled']);
  });

  test('asks no model when there is none, and no tool of one that has none', async (context) => {
    const server = await serverFor(context);
    const { model: _, ...patient } = { model: MODEL };
    const none = await visit(context, server.baseUrl, { patient: { ...patient, model: undefined as never } });
    assert.equal(server.requests.length, 1);
    assert.deepEqual(complaints(none), []);
    const plain = { ...MODEL, can: { ...MODEL.can, tools: false } };
    const findings = await visit(context, server.baseUrl, { patient: { model: plain } });
    assert.equal(findings.at(-1)?.fact.is, 'no-tools');
  });

  test('holds no secret, whatever the provider says back', async (context) => {
    const server = await serverFor(context);
    const leak = { status: 400, body: { error: { message: `no: ${KEY} ${HEADER} Bearer ${KEY}` } } };
    server.script({ status: 500, body: KEY }, leak, leak, leak, leak);
    const secretPath = 'canary-of-a-path';
    const findings = await visit(context, `${server.baseUrl}/${secretPath}`, {
      patient: { badSettings: ['inkstone.limits'] },
    });
    assert.ok(complaints(findings).length > 2);
    // Without telling it the secrets: none may get as far.
    for (const text of [reportOf(findings), reportOf(findings, [KEY, HEADER])])
      assert.doesNotMatch(text, /canary/);
  });

  test('ends at once when the user cancels', async (context) => {
    const server = await serverFor(context);
    const controller = new AbortController();
    const direct = createDirectTransport();
    context.after(() => direct.close());
    const endpoint = createCustomEndpoint('test', { baseUrl: server.baseUrl });
    const reason = new Error('cancelled');
    const walk = async () => {
      for await (const { check } of examine(
        {
          transport: direct,
          inspector: createInspector(() => []),
          provider: createProvider({ transport: direct, record: () => {} }, endpoint, async () => undefined),
          credential: async () => undefined,
          listModels: async () => [],
          clock: systemClock,
          newId: () => 'id',
        },
        { endpoint, model: MODEL, maxOutputTokens: 1, allowedHosts: [], badSettings: [], proxy: undefined },
        controller.signal,
      ))
        if (check === 'key') controller.abort(reason);
    };
    await assert.rejects(walk, reason);
    assert.equal(server.requests.length, 1);
  });
});
