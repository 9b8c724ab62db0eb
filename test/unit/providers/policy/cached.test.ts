import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import type { KnownAnswer } from '../../../../src/core/model/answerCache.ts';
import type { ChatRequest, Purpose } from '../../../../src/core/model/chatRequest.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import { STREAM_HEAD, textFrame } from '../../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import { ask, chatRequest, type Ended, MODEL } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';

suite('an answer that is known', () => {
  let server: ModelServer;
  let transport: ClosableTransport;
  let known: Map<string, KnownAnswer>;
  let records: UsageRecord[];
  let key: string | undefined;
  let kept: readonly Purpose[];

  beforeEach(async () => {
    server = await startModelServer();
    transport = createDirectTransport();
    known = new Map();
    records = [];
    key = 'first-key';
    kept = ['explain'];
  });

  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  function explain(overrides: Partial<ChatRequest> = {}): Promise<Ended> {
    const clock = createManualClock();
    const { baseUrl, url: origin } = server;
    const provider = createProvider(
      {
        transport,
        record: (record) => records.push(record),
        cache: {
          answers: {
            get: async (name) => known.get(name),
            put: (name, answer) => void known.set(name, answer),
          },
          isOn: (purpose) => kept.includes(purpose),
        },
        clock,
        random: () => 0,
      },
      createCustomEndpoint('test', { baseUrl }),
      async () => (key === undefined ? undefined : { provider: 'test', origin, value: key, createdAt: 0 }),
    );
    return ask({ provider, clock }, chatRequest({ purpose: 'explain', ...overrides }));
  }

  test('is given again without a request, and says where it comes from', async () => {
    server.script({ reasoning: 'Let me see.', text: 'It adds two numbers.', model: 'served-model' });
    const first = await explain({ id: 'request-1' });
    const second = await explain({ id: 'request-2' });
    assert.equal(server.requests.length, 1);
    assert.equal(second.text, first.text);
    assert.deepEqual(second.events[0], { type: 'reasoning-delta', text: 'Let me see.' });
    const end = second.events.at(-1);
    assert.ok(end?.type === 'finish' && end.fromCache && end.servedModel === 'served-model');
    assert.ok(first.events.every((event) => !('fromCache' in event)));
  });

  test('is recorded as an answer that cost nothing', async () => {
    await explain({ id: 'request-1' });
    await explain({ id: 'request-2' });
    const [asked, found] = records;
    assert.ok(asked?.cost && asked.cost.amount > 0 && !asked.fromCache);
    assert.ok(found?.fromCache && found.requestId === 'request-2' && found.outcome === 'completed');
    assert.equal(found.usage.inputTokens + found.usage.outputTokens, 0);
    assert.equal(found.cost, undefined);
  });

  test('is asked for anew when the user wants it so, and replaced', async () => {
    server.script({ text: 'first' }, { text: 'second' });
    await explain();
    assert.equal((await explain({ fresh: true })).text, 'second');
    assert.equal((await explain()).text, 'second');
    assert.equal(server.requests.length, 2);
  });

  test('belongs to the key that it was got with [F71]', async () => {
    server.script({ text: 'of the first key' }, { text: 'of the second key' });
    await explain();
    key = 'second-key';
    assert.equal((await explain()).text, 'of the second key');
    key = 'first-key';
    assert.equal((await explain()).text, 'of the first key');
    assert.equal(server.requests.length, 2);
  });

  test('is kept for the purposes that the user chose, and used for no other', async () => {
    await explain({ purpose: 'chat' });
    await explain({ purpose: 'chat' });
    assert.equal(known.size, 0);
    await explain();
    kept = [];
    await explain();
    assert.equal(server.requests.length, 4);
  });

  for (const [what, reply] of Object.entries({
    'reached the output limit': { text: 'half', finishReason: 'length' },
    'was filtered': { text: 'half', finishReason: 'content_filter' },
    'calls a tool': { text: 'so', toolCalls: [{ callId: '1', name: 'read', argumentsText: '{}' }] },
    'is blank': { text: ' ', finishReason: 'stop' },
  }))
    test(`is not kept when it ${what} [F71]`, async () => {
      server.script(reply);
      await explain();
      assert.equal(known.size, 0);
    });

  test('is not kept when it breaks off [F71]', async () => {
    server.script({ bytes: [{ write: STREAM_HEAD + textFrame('half') }, 'end'] });
    const { error, text } = await explain();
    assert.ok(error instanceof Error && text === 'half');
    assert.equal(known.size, 0);
  });

  test('is not used where the model is to vary, or may call tools [F71]', async () => {
    await explain({ temperature: 0.7 });
    await explain({ tools: [{ name: 'read', description: '', parameters: {} }] });
    assert.equal(known.size, 0);
    await explain({ temperature: 0 });
    assert.equal(known.size, 1);
  });

  test('of another model is another answer', async () => {
    await explain();
    await explain({ model: { ...MODEL, id: 'test/other', name: 'other' } });
    assert.equal(server.requests.length, 2);
  });
});
