import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { AnswerRefusal } from '../../model-server/answer.ts';
import { END_FRAMES, responseHead, STREAM_HEAD, textFrame } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { selfSignedCertificate } from '../../model-server/selfSignedCertificate.ts';

const QUESTION = { model: 'm', messages: [{ role: 'user', content: 'Hello there' }] };

function ask(url: string, body: object = {}, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify({ ...QUESTION, ...body }), ...init });
}

async function frames(response: Response): Promise<readonly Record<string, unknown>[]> {
  const lines = (await response.text()).split('\n\n').filter(Boolean);
  assert.equal(lines.pop(), 'data: [DONE]');
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

describe('the model server', () => {
  let server: ModelServer;
  before(async () => {
    server = await startModelServer();
  });
  after(() => server.close());
  const openai = (): string => `${server.baseUrl}/chat/completions`;

  test('streams as OpenAI does: the finish reason is null until the end, and counts come only when asked for', async () => {
    server.script({ text: 'Hi you' }, { text: 'Hi you' });
    const [first, ...rest] = await frames(await ask(openai(), { stream: true }));
    assert.deepEqual(first?.choices, [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }]);
    assert.deepEqual(rest.at(-1)?.choices, [{ index: 0, delta: {}, finish_reason: 'stop' }]);
    const asked = await frames(
      await ask(openai(), { stream: true, stream_options: { include_usage: true } }),
    );
    assert.deepEqual(asked.at(-1)?.choices, []);
    assert.ok(asked.at(-1)?.usage);
  });

  for (const base of ['/api/paas/v4', '/api/coding/paas/v4']) {
    test(`streams as Zhipu does under ${base}: a role on every chunk, and the counts with the finish`, async () => {
      server.script({ reasoning: '想', text: '你' });
      const response = await ask(`${server.url}${base}/chat/completions`, { stream: true });
      assert.equal(response.headers.get('content-type'), 'text/event-stream;charset=UTF-8');
      const sent = await frames(response);
      assert.deepEqual(
        sent.map(({ choices }) => choices),
        [
          [{ index: 0, delta: { role: 'assistant', reasoning_content: '想' } }],
          [{ index: 0, delta: { role: 'assistant', content: '你' } }],
          [{ index: 0, finish_reason: 'stop', delta: { role: 'assistant', content: '' } }],
        ],
      );
      assert.ok(sent.at(-1)?.usage && !sent[0]?.usage);
    });
  }

  test('answers in one piece, with tool calls', async () => {
    server.script({ text: 'Hi', toolCalls: [{ callId: 'a', name: 'f', argumentsText: '{}' }] });
    const answer = (await (await ask(openai())).json()) as { choices: unknown; usage: object };
    assert.deepEqual(answer.choices, [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'Hi',
          tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      },
    ]);
    const { inputTokens, outputTokens } = server.served.at(-1)!;
    assert.deepEqual(answer.usage, {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0 },
    });
  });

  test('lists its models', async () => {
    const list = (await (await fetch(`${server.baseUrl}/models`)).json()) as { data: { id: string }[] };
    assert.deepEqual(
      list.data.map(({ id }) => id),
      ['test-model'],
    );
  });

  test('has nothing elsewhere', async () => {
    for (const path of ['/', '/v1', '/v1/other', '/v2/chat/completions']) {
      assert.equal((await ask(server.url + path)).status, 404, path);
    }
  });

  test('asks a handler for what no script covers, and tells it when the client goes away', async () => {
    const gone = Promise.withResolvers<void>();
    server.respondWith(async function* (request, signal) {
      yield { type: 'text', text: `You said: ${String(request.messages[0]?.content)}` };
      await once(signal, 'abort');
      gone.resolve();
    });
    const controller = new AbortController();
    const response = await ask(openai(), { stream: true }, { signal: controller.signal });
    const { value } = await response.body!.getReader().read();
    assert.match(new TextDecoder().decode(value), /You said: Hello there/);
    const before = server.served.length;
    controller.abort();
    await gone.promise;
    await server.requests.at(-1)?.closed;
    assert.ok(server.served.length >= before);
    server.respondWith(() => [{ type: 'text', text: 'ok' }]);
  });

  test('turns a handler’s refusal into an HTTP error', async () => {
    server.respondWith(() => {
      throw new AnswerRefusal(429, { error: { code: '1302' } }, { 'retry-after': '7' });
    });
    const response = await ask(openai(), { stream: true });
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '7');
    assert.deepEqual(await response.json(), { error: { code: '1302' } });
    server.respondWith(() => [{ type: 'text', text: 'ok' }]);
  });

  test('keeps to the pace that it is told', async () => {
    server.script({ text: 'a b c d e f', tokensPerSecond: 100 });
    const startedAt = performance.now();
    await (await ask(openai(), { stream: true })).text();
    assert.ok(performance.now() - startedAt >= 55);
  });

  test('writes bytes as they are, cut where it is told', async () => {
    const text = textFrame('你好');
    server.script({
      bytes: [
        { write: STREAM_HEAD },
        { write: text, splitAt: [10, text.indexOf('你') + 1] },
        { write: END_FRAMES },
        'end',
      ],
    });
    assert.equal(await (await ask(openai())).text(), text + END_FRAMES);
  });

  test('waits where it is told to', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.script({ bytes: [{ write: `${STREAM_HEAD}a` }, { until: promise }, { write: 'b' }, 'end'] });
    const reader = (await ask(openai())).body!.getReader();
    const decoder = new TextDecoder();
    assert.equal(decoder.decode((await reader.read()).value), 'a');
    resolve();
    assert.equal(decoder.decode((await reader.read()).value), 'b');
  });

  test('records what came, in order, and when its connection was closed', async () => {
    const fresh = await startModelServer();
    const waiting = fresh.nextRequest();
    fresh.script({ bytes: ['reset'] });
    await assert.rejects(ask(`${fresh.baseUrl}/chat/completions`, {}, { headers: { 'x-own': 'yes' } }));
    const request = await waiting;
    assert.equal(request, fresh.requests[0]);
    assert.equal(request.headers['x-own'], 'yes');
    assert.deepEqual(request.body, QUESTION);
    assert.ok((await request.closed) >= request.arrivedAtMs);
    await fresh.close();
  });

  test('lets in only those who have its key', async () => {
    const locked = await startModelServer({ key: 'the-key' });
    const url = `${locked.url}/api/paas/v4/chat/completions`;
    const refused = await ask(url);
    assert.equal(refused.status, 401);
    assert.deepEqual(await refused.json(), { error: { code: '1000', message: 'invalid key' } });
    assert.equal((await ask(url, {}, { headers: { authorization: 'Bearer the-key' } })).status, 200);
    await locked.close();
  });
});

describe('a script', () => {
  let server: ModelServer;
  before(async () => {
    server = await startModelServer();
  });
  after(() => server.close());
  const url = (): string => `${server.baseUrl}/chat/completions`;

  test('is played one reply a request, in order, whatever was asked; then the handler has the word again', async () => {
    server.script({ text: 'one' }, { status: 418, body: 'two' });
    server.script({ status: 200, body: 'three' });
    const got: unknown[] = [];
    for (let count = 0; count < 4; count++) {
      const response = await ask(url());
      got.push([response.status, (await response.text()).slice(0, 5)]);
    }
    assert.deepEqual(got.slice(1, 3), [
      [418, 'two'],
      [200, 'three'],
    ]);
    assert.deepEqual(
      got.map((each) => (each as [number])[0]),
      [200, 418, 200, 200],
    );
  });

  test('may say that its body is of whatever type, and have any headers', async () => {
    for (const type of ['text/html', 'application/x-ndjson', 'text/event-stream']) {
      server.script({ status: 200, body: { a: 1 }, headers: { 'content-type': type, 'x-own': 'yes' } });
      const response = await ask(url());
      assert.equal(response.headers.get('content-type'), type);
      assert.equal(response.headers.get('x-own'), 'yes');
      assert.equal(await response.text(), '{"a":1}');
    }
  });

  test('may promise more than it sends', async () => {
    server.script({ bytes: [{ write: `${responseHead(200, { 'content-length': 100 })}short` }, 'end'] });
    const response = await ask(url());
    assert.equal(response.headers.get('content-length'), '100');
    await assert.rejects(response.text());
  });

  test('may send more than it promises, of which the client reads what was promised', async () => {
    server.script({ bytes: [{ write: `${responseHead(200, { 'content-length': 2 })}longer` }, 'end'] });
    assert.equal(await (await ask(url())).text(), 'lo');
  });

  test('may stall before the headers and after them, until the client has had enough', async () => {
    const stalling = await startModelServer();
    for (const steps of [['hang'], [{ write: `${STREAM_HEAD}: waiting\n\n` }, 'hang']] as const) {
      stalling.script({ bytes: steps });
      const controller = new AbortController();
      const init = { signal: controller.signal };
      const asked = ask(`${stalling.baseUrl}/chat/completions`, {}, init).then((response) => response.text());
      const rejected = assert.rejects(asked);
      const { closed } = await stalling.nextRequest();
      controller.abort();
      await rejected;
      await closed;
    }
    await stalling.close();
  });

  test('may reset the connection in the middle of a body, which is not the same as ending it', async () => {
    for (const [step, expected] of [
      ['reset', 'ECONNRESET'],
      ['end', undefined],
    ] as const) {
      server.script({ bytes: [{ write: `${STREAM_HEAD}first` }, step] });
      const socket = connect(server.port, '127.0.0.1');
      socket.end('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
      let error: NodeJS.ErrnoException | undefined;
      socket.on('error', (thrown) => {
        error = thrown;
      });
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
      assert.equal(error?.code, expected);
    }
  });

  test('goes on to the next request when its client has gone in the middle', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.script({ bytes: [{ write: STREAM_HEAD }, { until: promise }, { write: 'never' }, 'end'] });
    const controller = new AbortController();
    await ask(url(), {}, { signal: controller.signal });
    controller.abort();
    await server.requests.at(-1)!.closed;
    resolve();
    assert.equal((await ask(url())).status, 200);
  });
});

describe('its life', () => {
  test('begins on a port of its own, or on the one that it is given', async () => {
    const servers = await Promise.all([startModelServer(), startModelServer()]);
    assert.notEqual(servers[0]!.port, servers[1]!.port);
    const { port } = servers[0]!;
    await servers[0]!.close();
    const again = await startModelServer({ port });
    assert.equal(again.url, `http://127.0.0.1:${port}`);
    await Promise.all([again.close(), servers[1]!.close()]);
  });

  test('is over for every connection at once: those that wait, those that stream and those that are kept', async () => {
    const server = await startModelServer();
    const url = `${server.baseUrl}/chat/completions`;
    await (await ask(url)).text();
    server.script({ bytes: ['hang'] }, { bytes: [{ write: STREAM_HEAD }, 'hang'] });
    const pending = [ask(url), ask(url)].map((asked) => asked.then((response) => response.text()));
    const broken = Promise.allSettled(pending);
    const requests = [await server.nextRequest(), await server.nextRequest(), await server.nextRequest()];
    await server.close();
    await Promise.all(requests.map(({ closed }) => closed));
    assert.deepEqual(
      (await broken).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await assert.rejects(ask(url));
  });

  test('speaks TLS where it is given a certificate', async () => {
    const server = await startModelServer({ tls: selfSignedCertificate() });
    assert.match(server.url, /^https:/);
    await assert.rejects(
      ask(`${server.baseUrl}/chat/completions`),
      (error: Error) => (error.cause as { code?: string }).code === 'DEPTH_ZERO_SELF_SIGNED_CERT',
    );
    await server.close();
  });
});

describe('its record', () => {
  test('hands requests out once each, to those who wait and those who come late', async () => {
    const server = await startModelServer();
    const url = `${server.baseUrl}/chat/completions`;
    const early = server.nextRequest();
    await ask(url, { model: 'one' });
    await ask(url, { model: 'two' });
    const models = [await early, await server.nextRequest()].map(
      ({ body }) => (body as { model: string }).model,
    );
    assert.deepEqual(models, ['one', 'two']);
    await server.close();
  });

  test('keeps a body that is not JSON as it came, and an empty one', async () => {
    const server = await startModelServer();
    await fetch(server.url, { method: 'POST', body: 'not {json' });
    await fetch(server.url);
    assert.deepEqual(
      server.requests.map(({ method, body }) => [method, body]),
      [
        ['POST', 'not {json'],
        ['GET', ''],
      ],
    );
    await server.close();
  });

  test('counts an answer that was cut by what was written of it', async () => {
    const server = await startModelServer({
      *answer() {
        yield { type: 'text', text: 'one two three' };
        throw new AnswerRefusal(500, {});
      },
    });
    await ask(`${server.baseUrl}/chat/completions`);
    assert.deepEqual(
      server.served.map(({ model, outputTokens }) => [model, outputTokens]),
      [['m', 3]],
    );
    await server.close();
  });
});
