import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import type { Provider } from '../../../../src/core/model/provider.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { CATALOG } from '../../../../src/providers/catalog.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import {
  completion,
  type DeferredServer,
  startDeferredServer,
} from '../../../model-server/deferredServer.ts';
import { chatRequest, type Ended, kindOf, NEVER, TRANSPORTS, textOf } from '../clients.ts';
import { createManualClock, type ManualClock } from '../manualClock.ts';

const KEY = 'a1b2c3.secretsecret';
const zhipu = CATALOG.find(({ id }) => id === 'zhipu')!;
const PROCESSING = { body: { id: 'task-1', task_status: 'PROCESSING' } };
const success = (text: string) => ({ body: { ...completion(text), task_status: 'SUCCESS' } });
const LOOK = 'GET /async-result/task-1';

for (const { name, create } of TRANSPORTS)
  suite(`an asynchronous completion over ${name}`, () => {
    let server: DeferredServer;
    let transport: ClosableTransport;
    let clock: ManualClock;
    let provider: Provider;
    let records: UsageRecord[];

    beforeEach(async () => {
      server = await startDeferredServer(KEY);
      transport = create();
      clock = createManualClock(Date.now());
      records = [];
      provider = createProvider(
        { transport, record: (record) => records.push(record), clock, random: () => 0 },
        { ...zhipu, baseUrl: server.baseUrl, isLocal: false },
        async () => ({ provider: 'zhipu', origin: server.url, value: KEY, createdAt: 0 }),
      );
    });

    afterEach(async () => {
      await transport.close();
      await server.close();
    });

    /** Reads to the end; each of the waits passes as soon as it begins. */
    async function ask(waitsMs: readonly number[], signal = NEVER): Promise<Ended> {
      const events: StreamEvent[] = [];
      const passed = (async () => {
        for (const waitMs of waitsMs) {
          await clock.timerOf(waitMs);
          clock.advance(waitMs);
        }
      })();
      try {
        const request = chatRequest({ purpose: 'explain-files', delivery: 'deferred' });
        for await (const event of provider.stream(request, signal)) events.push(event);
        await passed;
        return { events, text: textOf(events) };
      } catch (error) {
        return { events, text: textOf(events), error };
      }
    }

    test('is left with the provider, looked for with growing patience, and read like any other', async () => {
      server.script(LOOK, PROCESSING, PROCESSING, success('It adds.'));
      const { text, events } = await ask([1000, 1500, 2250]);
      assert.equal(text, 'It adds.');
      assert.deepEqual(server.calls, ['POST /async/chat/completions', LOOK, LOOK, LOOK]);
      assert.ok(!('stream' in server.submitted[0]!));
      const end = events.at(-1);
      assert.ok(end?.type === 'finish' && end.reason === 'stop' && end.usage?.inputTokens === 100);
      assert.equal(records.length, 1);
      assert.equal(records[0]?.usage.outputTokens, 10);
      assert.equal(clock.pendingTimers, 0);
    });

    test('outlives looks that come to nothing, and is not asked for twice', async () => {
      server.script(LOOK, 'break', { status: 503, body: {} }, success('Still here.'));
      assert.equal((await ask([1000, 1500, 2250])).text, 'Still here.');
      assert.equal(server.submitted.length, 1);
    });

    test('is paid for once even when the network is away for long', async () => {
      server.script(LOOK, ...Array.from({ length: 5 }, () => 'break' as const), success('Back.'));
      const { text, events } = await ask([1000, 1500, 2250, 3375, 5062.5, 0, 1000]);
      assert.equal(text, 'Back.');
      assert.ok(events.some(({ type }) => type === 'retrying'));
      assert.equal(server.submitted.length, 1);
    });

    test('that failed says why, and is not repeated', async () => {
      server.script(LOOK, {
        body: { task_status: 'FAIL', error: { code: '1301', message: 'sensitive content' } },
      });
      const { error } = await ask([1000]);
      assert.equal(kindOf(error), 'content-filter');
      assert.equal(server.submitted.length, 1);
    });

    test('that failed without a word is the provider’s fault, and is not repeated', async () => {
      server.script(LOOK, { body: { task_status: 'FAIL' } });
      assert.equal(kindOf((await ask([1000])).error), 'server');
      assert.equal(server.submitted.length, 1);
    });

    test('that nobody waits for any more is not looked for again', async () => {
      const controller = new AbortController();
      const ended = ask([], controller.signal);
      await clock.timerOf(1000);
      controller.abort(new Error('stopped'));
      assert.equal(((await ended).error as Error).message, 'stopped');
      assert.deepEqual(server.calls, ['POST /async/chat/completions']);
      assert.equal(clock.pendingTimers, 0);
    });

    test('is not sent at all to an endpoint that has no such thing', async () => {
      provider = createProvider(
        { transport, record: () => {}, clock, random: () => 0 },
        { ...CATALOG.find(({ id }) => id === 'deepseek')!, baseUrl: server.baseUrl, isLocal: false },
        async () => ({ provider: 'deepseek', origin: server.url, value: KEY, createdAt: 0 }),
      );
      await ask([]);
      assert.ok(server.calls.every((call) => call === 'POST /chat/completions'));
    });
  });
