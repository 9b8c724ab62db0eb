import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { runBatch } from '../../../../src/assistant/batch/runBatch.ts';
import { type BatchJob, reduceBatch } from '../../../../src/core/batch/batchJob.ts';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import type { Notice } from '../../../../src/core/notice.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { CATALOG } from '../../../../src/providers/catalog.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import type { LaneLimits } from '../../../../src/providers/policy/allotment.ts';
import { createTraffic } from '../../../../src/providers/policy/traffic.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import {
  completion,
  type DeferredServer,
  forever,
  startDeferredServer,
} from '../../../model-server/deferredServer.ts';
import { batchItem, batchJob } from '../../core/batch/arbitraryBatch.ts';
import { chatRequest, type Ended, kindOf, MODEL, NEVER, TRANSPORTS, textOf } from '../clients.ts';
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
      provider = createZhipu();
    });

    afterEach(async () => {
      await transport.close();
      await server.close();
    });

    function createZhipu(limits: LaneLimits = {}): Provider {
      const random = (): number => 0;
      const traffic = createTraffic({ clock, random, limits: () => limits });
      return createProvider(
        { transport, record: (record) => records.push(record), clock, random, traffic },
        { ...zhipu, baseUrl: server.baseUrl, isLocal: false },
        async () => ({ provider: 'zhipu', origin: server.url, value: KEY, createdAt: 0 }),
      );
    }

    /** Reads to the end; each of the waits passes as soon as it begins. */
    async function ask(
      waitsMs: readonly number[],
      signal = NEVER,
      more: Partial<ChatRequest> = {},
    ): Promise<Ended> {
      const events: StreamEvent[] = [];
      const passed = (async () => {
        for (const waitMs of waitsMs) {
          await clock.timerOf(waitMs);
          clock.advance(waitMs);
        }
      })();
      try {
        const request = chatRequest({ purpose: 'explain-files', delivery: 'deferred', ...more });
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

    test('that is lost sight of for good is said to be with the provider still', async () => {
      server.script(LOOK, { status: 401, body: { error: { code: '1000', message: 'who are you' } } });
      const { error } = await ask([1000]);
      assert.ok(error instanceof ProviderError && error.kind === 'invalid-credential');
      assert.equal(error.details.isLeft, true);
    });

    test('is waited for where it was left, by whoever knows its name', async () => {
      const task = { provider: 'zhipu', taskId: 'task-1' };
      server.script(LOOK, success('After all.'));
      assert.equal((await ask([1000], NEVER, { left: task })).text, 'After all.');
      assert.deepEqual(server.calls, [LOOK]);
      server.script(LOOK, success('Mine.'));
      const other = { left: { ...task, provider: 'another' } };
      assert.equal((await ask([1000], NEVER, other)).text, 'Mine.');
      assert.equal(server.submitted.length, 1);
    });

    test('keeps no other request waiting while it is with the provider', async () => {
      provider = createZhipu({ concurrency: 1 });
      const controller = new AbortController();
      const left = ask([], controller.signal);
      await clock.timerOf(1000);
      server.script('POST /chat/completions', { body: completion('At once.') });
      const events: StreamEvent[] = [];
      for await (const event of provider.stream(chatRequest({ id: 'chat' }), NEVER)) events.push(event);
      assert.equal(textOf(events), 'At once.');
      controller.abort(new Error('enough'));
      await left;
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

    test('whose state has no end is given up after some of it', async () => {
      const endless = () => ({ pieces: forever('x'.repeat(1024 * 1024)) });
      server.script('POST /async', endless(), endless());
      const { error } = await ask([0]);
      assert.equal(kindOf(error), 'protocol');
      assert.match((error as Error).message, /more than 16777216 characters/);
      assert.equal(clock.pendingTimers, 0);
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

    suite('of a batch', () => {
      let job: BatchJob;
      const run = (hash: string, signal = NEVER): Promise<Notice | undefined> =>
        runBatch(
          {
            source: async ({ uri, path }) => ({
              hash,
              target: {
                uri,
                path,
                languageId: 'typescript',
                lines: ['const a = 1;'],
                region: { startLine: 0, endLine: 1 },
                taken: { by: 'document' },
                indentation: { unit: 'spaces', size: 2 },
              },
            }),
            onError: () => {},
            waitForLimit: () => assert.fail('no limit was met'),
            answerLanguage: 'English',
            maxOutputTokens: 1000,
            workspace: { projectRules: async () => undefined },
            t: translator(),
          },
          {
            batch: {
              get job() {
                return job;
              },
              dispatch(event) {
                job = reduceBatch(job, event)!;
              },
            },
            access: { model: MODEL, provider: createZhipu(), resumes: async () => false },
            workers: 1,
          },
          signal,
        );

      async function passLook(): Promise<void> {
        await clock.timerOf(1000);
        clock.advance(1000);
      }

      test('is waited for after a restart, and kept with the text that was sent', async () => {
        job = batchJob({ delivery: 'deferred', items: [batchItem('file-01')] });
        const controller = new AbortController();
        const stopped = run('as it was', controller.signal);
        await clock.timerOf(1000);
        controller.abort();
        await stopped;
        server.script(LOOK, success('A constant.'));
        const goneOn = run('changed since');
        await passLook();
        assert.equal(await goneOn, undefined);
        const [item] = job.items;
        assert.ok(item?.state.status === 'done' && item.state.answer === 'A constant.');
        assert.equal(item.state.sourceHash, 'as it was');
        assert.equal(item.left, undefined);
        assert.equal(server.submitted.length, 1);
      });

      test('and given up by the provider stands in the way of no other file', async () => {
        job = batchJob({ delivery: 'deferred', items: [batchItem('file-01'), batchItem('file-02')] });
        server.script(LOOK, { body: { task_status: 'FAIL', error: { code: '1113', message: '余额不足' } } });
        server.script('GET /async-result/task-2', success('A constant.'));
        const done = run('as it is');
        await passLook();
        await passLook();
        assert.equal(await done, undefined);
        assert.deepEqual(
          job.items.map(({ state, left }) => [state.status, left]),
          [
            ['failed', undefined],
            ['done', undefined],
          ],
        );
      });
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
