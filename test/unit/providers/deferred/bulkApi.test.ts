import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { type BulkDeps as RunDeps, runBulk } from '../../../../src/assistant/batch/runBulk.ts';
import { type BatchEvent, type BatchJob, reduceBatch } from '../../../../src/core/batch/batchJob.ts';
import type { BulkService } from '../../../../src/core/model/bulkService.ts';
import type { Notice } from '../../../../src/core/notice.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { CATALOG } from '../../../../src/providers/catalog.ts';
import { createAuthorities } from '../../../../src/providers/credentials/authorities.ts';
import { createBulkApi } from '../../../../src/providers/deferred/bulkApi.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import {
  completion,
  type DeferredServer,
  forever,
  startDeferredServer,
} from '../../../model-server/deferredServer.ts';
import { batchItem, batchJob } from '../../core/batch/arbitraryBatch.ts';
import { chatRequest, kindOf, MODEL, NEVER } from '../clients.ts';
import { createManualClock, type ManualClock } from '../manualClock.ts';

const KEY = 'a1b2c3.secretsecret';
const zhipu = CATALOG.find(({ id }) => id === 'zhipu')!;

const answered = (id: string, text: string): object => ({
  custom_id: id,
  response: { status_code: 200, body: completion(text) },
});

suite('the batch API', () => {
  let server: DeferredServer;
  let transport: ClosableTransport;
  let bulk: BulkService;
  let records: UsageRecord[];
  let watched: string[];
  let clock: ManualClock;

  beforeEach(async () => {
    watched = [];
    server = await startDeferredServer(KEY);
    transport = createDirectTransport();
    records = [];
    clock = createManualClock(Date.now());
    bulk = createBulkApi(
      {
        transport,
        authorities: createAuthorities({ transport, clock }),
        credential: async () => ({ provider: 'zhipu', origin: server.url, value: KEY, createdAt: 0 }),
        clock,
        record: (record) => records.push(record),
        observers: async () => [
          (request) => ({
            request,
            end: ({ outcome, usage }) =>
              watched.push([request.id, outcome, usage?.outputTokens].filter(Boolean).join(' ')),
          }),
        ],
        filters: () => [
          { pattern: 'secret', action: 'mask', label: 'S' },
          { pattern: 'stop', action: 'stop', label: 'T' },
        ],
      },
      { ...zhipu, baseUrl: server.baseUrl },
    );
  });

  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  const wanted = (...ids: string[]) =>
    ({
      requestIds: new Set(ids),
      purpose: 'explain-files',
      model: MODEL,
      requestOf: async () => undefined,
    }) as const;

  test('takes the requests as one file of lines, each under its own name', async () => {
    const requests = ['item-1', 'item-2'].map((id) =>
      chatRequest({ id, messages: [{ role: 'user', text: `文 of ${id}\r\n--boundary` }] }),
    );
    assert.equal(await bulk.submit(requests, NEVER), 'batch-1');
    const [batch] = server.batches;
    assert.deepEqual(
      batch?.lines.map(({ custom_id, method, url }) => [custom_id, method, url]),
      [
        ['item-1', 'POST', '/v4/chat/completions'],
        ['item-2', 'POST', '/v4/chat/completions'],
      ],
    );
    const { stream, messages } = batch!.lines[1]!.body as { stream?: unknown; messages: object[] };
    assert.equal(stream, undefined);
    assert.deepEqual(messages, [{ role: 'user', content: '文 of item-2\r\n--boundary' }]);
    assert.deepEqual(batch?.request, {
      input_file_id: 'file-in',
      endpoint: '/v4/chat/completions',
      completion_window: '24h',
      auto_delete_input_file: true,
    });
  });

  test('tells who watches what was handed over, or was not', async () => {
    await bulk.submit([chatRequest({ id: 'item-1' }), chatRequest({ id: 'item-2' })], NEVER);
    server.script('POST /files', { status: 500, body: {} });
    await assert.rejects(bulk.submit([chatRequest({ id: 'item-3' })], NEVER));
    assert.deepEqual(watched, ['item-1 completed', 'item-2 completed', 'item-3 failed']);
  });

  test('filters answers as those that are streamed', async () => {
    server.finish({ output: [answered('item-1', 'a secret b'), answered('item-2', 'a stop b')] });
    const [masked, stopped] = await bulk.results('batch-1', wanted('item-1', 'item-2'), NEVER);
    assert.ok(masked && 'text' in masked && masked.text === 'a ▇▇ [S] b');
    assert.ok(stopped && 'error' in stopped && kindOf(stopped.error) === 'output-filter');
  });

  test('says how far it is', async () => {
    assert.deepEqual(await bulk.look('batch-1', NEVER), { status: 'validating', settled: 0, isOver: false });
    server.finish({ output: [answered('item-1', 'a')], errors: [{ custom_id: 'item-2' }] });
    assert.deepEqual(await bulk.look('batch-1', NEVER), { status: 'completed', settled: 2, isOver: true });
  });

  test('gives each answer, or its error, to the request that it is for, and counts what it took', async () => {
    server.finish({
      output: [answered('item-1', '一'), answered('nobody', 'x')],
      errors: [
        {
          custom_id: 'item-2',
          response: { status_code: 400, body: { error: { code: '1261', message: 'too long' } } },
        },
        { custom_id: 'item-3', error: { code: '1301', message: 'sensitive' } },
      ],
    });
    const results = await bulk.results('batch-1', wanted('item-1', 'item-2', 'item-3', 'item-4'), NEVER);
    const byId = new Map(results.map((result) => [result.requestId, result]));
    assert.deepEqual([...byId.keys()].sort(), ['item-1', 'item-2', 'item-3']);
    const first = byId.get('item-1')!;
    assert.ok('text' in first && first.text === '一' && first.usage?.outputTokens === 10);
    const errorOf = (id: string): unknown => (byId.get(id) as { error?: unknown }).error;
    assert.deepEqual(
      [kindOf(errorOf('item-2')), kindOf(errorOf('item-3'))],
      ['context-too-long', 'content-filter'],
    );
    assert.deepEqual(records.map(({ outcome }) => outcome).sort(), ['completed', 'failed', 'failed']);
    assert.deepEqual(watched.sort(), ['item-1 completed 10', 'item-2 failed', 'item-3 failed']);
    assert.ok(records.every(({ cost, purpose }) => cost === undefined && purpose === 'explain-files'));
  });

  test('gives up at the provider what is cancelled', async () => {
    await bulk.cancel('batch-1', NEVER);
    assert.equal((await bulk.look('batch-1', NEVER)).status, 'cancelling');
  });

  test('never takes half a file of results for all of them', async () => {
    server.finish({ output: [answered('item-1', 'a')] });
    server.script('GET /files/file-out', 'break');
    await assert.rejects(
      bulk.results('batch-1', wanted('item-1'), NEVER),
      (error) => kindOf(error) === 'connection-lost',
    );
    assert.equal(records.length, 0);
  });

  for (const [what, endless] of [
    ['lines', `${JSON.stringify(answered('nobody', 'x'.repeat(256 * 1024)))}\n`],
    ['one line', 'x'.repeat(256 * 1024)],
  ] as const)
    test(`gives up a file of results without an end, of ${what}`, async () => {
      server.finish({ output: [answered('item-1', 'a')] });
      server.script('GET /files/file-out', { pieces: forever(endless) });
      await assert.rejects(bulk.results('batch-1', wanted('item-1'), NEVER), (error) => {
        assert.match((error as Error).message, /more than \d+ characters/);
        return kindOf(error) === 'protocol';
      });
      assert.equal(records.length, 0);
    });

  test('waits for a file of results as long as it comes, and no longer than it is silent', async () => {
    server.finish({ output: [answered('item-1', 'a')] });
    const line = `${JSON.stringify(answered('item-1', 'a'))}\n`;
    const silent = new Promise<never>(() => {});
    async function* slowly(isWhole: boolean): AsyncGenerator<string> {
      for (const piece of [line.slice(0, 9), line.slice(9, 20), line.slice(20)]) {
        await clock.timerOf(60_000);
        clock.advance(50_000);
        yield piece;
      }
      if (isWhole) return;
      await clock.timerOf(60_000);
      clock.advance(60_000);
      await silent;
    }
    const path = 'GET /files/file-out';
    server.script(path, { pieces: slowly(true) }, { pieces: slowly(false) });
    assert.equal((await bulk.results('batch-1', wanted('item-1'), NEVER)).length, 1);
    await assert.rejects(
      bulk.results('batch-1', wanted('item-1'), NEVER),
      (error) => kindOf(error) === 'timeout',
    );
    assert.equal(clock.pendingTimers, 0);
  });

  suite('for a batch of files', () => {
    let job: BatchJob;
    const deps: RunDeps = {
      source: async ({ id, uri, path }) => ({
        hash: `hash of ${id}`,
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
      onProgress: () => {},
      wait: async (_, signal) => signal.throwIfAborted(),
      answerLanguage: 'English',
      maxOutputTokens: 1000,
      workspace: { projectRules: async () => undefined },
      t: translator(),
    };

    beforeEach(() => {
      job = batchJob({
        delivery: 'bulk',
        items: ['file-01', 'file-02', 'file-03'].map((id) => batchItem(id)),
      });
    });

    function run(signal = NEVER, more: Partial<RunDeps> = {}): Promise<Notice | undefined> {
      const batch = {
        get job() {
          return job;
        },
        dispatch(event: BatchEvent) {
          job = reduceBatch(job, event)!;
        },
      };
      const provider = { id: 'zhipu', stream: () => assert.fail('nothing is asked live') };
      const access = { model: MODEL, provider, resumes: async () => false };
      return runBulk({ ...deps, ...more }, { batch, access, bulk }, signal);
    }

    test('is handed over once, waited for across a restart, and taken back with its results', async () => {
      const controller = new AbortController();
      await run(controller.signal, { onProgress: () => controller.abort() });
      assert.equal(job.bulkId, 'batch-1');
      assert.ok(job.items.every(({ state }) => state.status === 'waiting'));
      server.finish({ output: [answered('file-01', 'a'), answered('file-03', 'c')] });
      assert.equal(await run(), undefined);
      assert.equal(server.batches.length, 1);
      assert.equal(job.bulkId, undefined);
      assert.deepEqual(
        job.items.map(({ state }) => state.status),
        ['done', 'failed', 'done'],
      );
      const [first] = job.items;
      assert.ok(first?.state.status === 'done' && first.state.sourceHash === 'hash of file-01');
    });

    test('keeps how many lines of comments came back for each', async () => {
      job = { ...job, kind: 'document' };
      const commented = '```ts\n// One.\nconst a = 1;\n```\n';
      const output = [answered('file-01', commented), answered('file-02', 'No.'), answered('file-03', 'No.')];
      server.finish({ output });
      assert.equal(await run(), undefined);
      assert.deepEqual(
        job.items.map(({ state }) => state.status === 'done' && state.addedLines),
        [1, 0, 0],
      );
    });

    test('outlives looks that come to nothing', async () => {
      server.script('GET /batches', 'break', { status: 503, body: {} });
      server.finish({ output: ['file-01', 'file-02', 'file-03'].map((id) => answered(id, id)) });
      assert.equal(await run(), undefined);
      assert.ok(job.items.every(({ state }) => state.status === 'done'));
    });

    test('that the provider does not take still waits, and the reason is told', async () => {
      server.script('POST /files', { status: 429, body: { error: { code: '1113', message: '余额不足' } } });
      assert.equal((await run())?.code, 'INK-QUOTA-001');
      assert.equal(job.bulkId, undefined);
      assert.ok(job.items.every(({ state }) => state.status === 'waiting'));
    });
  });
});
