import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { type LiveDeps, runBatch } from '../../../../src/assistant/batch/runBatch.ts';
import type { CodeTarget } from '../../../../src/assistant/workspace.ts';
import {
  type BatchEvent,
  type BatchItem,
  type BatchJob,
  itemsToReview,
  reduceBatch,
} from '../../../../src/core/batch/batchJob.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { Notice } from '../../../../src/core/notice.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import { UserError } from '../../../../src/core/userError.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { createTraffic, type Traffic } from '../../../../src/providers/policy/traffic.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import { contentText } from '../../../model-server/answer.ts';
import { lastOf, type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import { batchItem, batchJob } from '../../core/batch/arbitraryBatch.ts';
import { MODEL, NEVER } from '../../providers/clients.ts';
import { createManualClock, type ManualClock } from '../../providers/manualClock.ts';

const items = (count: number): BatchItem[] =>
  Array.from({ length: count }, (_, index) => batchItem(`file-${index + 1}`));

function target({ uri, path }: BatchItem): CodeTarget {
  const lines = [`const name = '${path}';`];
  return {
    uri,
    path,
    languageId: 'typescript',
    lines,
    region: { startLine: 0, endLine: 1 },
    taken: { by: 'document' },
    indentation: { unit: 'spaces', size: 2 },
  };
}

suite('a batch of files', () => {
  let server: ModelServer;
  let transport: ClosableTransport;
  let job: BatchJob;
  let events: BatchEvent[];
  let unreadable: string | undefined;
  let clock: ManualClock;
  let waited: number[];

  beforeEach(async () => {
    server = await startModelServer();
    transport = createDirectTransport();
    events = [];
    clock = createManualClock();
    waited = [];
    unreadable = undefined;
  });

  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  const deps: LiveDeps = {
    async source(item) {
      if (item.id === unreadable) throw new UserError('nothing-to-work-on', 'gone', 'look for it');
      return { target: target(item), hash: `hash of ${item.path}` };
    },
    onError: () => {},
    async waitForLimit(waitMs, signal) {
      waited.push(waitMs);
      signal.throwIfAborted();
      clock.advance(waitMs);
    },
    answerLanguage: 'English',
    maxOutputTokens: 1000,
    workspace: { projectRules: async () => undefined },
    t: translator(),
  };

  function run(
    workers: number,
    signal = NEVER,
    {
      traffic = createTraffic({ clock, random: () => 0 }),
      ...more
    }: Partial<LiveDeps & { traffic: Traffic }> = {},
  ): Promise<Notice | undefined> {
    const provider = createProvider(
      { transport, record: () => {}, random: () => 0, clock, traffic },
      { ...createCustomEndpoint('test', { baseUrl: server.baseUrl }), isLocal: false },
      async () => undefined,
    );
    const batch = {
      get job() {
        return job;
      },
      dispatch(event: BatchEvent) {
        events.push(event);
        job = reduceBatch(job, event)!;
      },
    };
    const access = { model: MODEL, provider, resumes: async () => false };
    return runBatch({ ...deps, ...more }, { batch, access, workers }, signal);
  }

  const stateOf = (id: string) => job.items.find((item) => item.id === id)!.state;
  const asked = (): string[] =>
    server.requests.map(({ body }) => /file-\d+/.exec(JSON.stringify(body))?.[0] ?? '');

  test('asks about each once, and keeps each answer with what it was given to', async () => {
    job = batchJob({ items: items(7) });
    server.respondWith(function* (request) {
      const text = contentText(lastOf(request, 'user')!);
      yield { type: 'text', text: `This is ${/file-\d+/.exec(text)?.[0]}.` };
    });
    assert.equal(await run(3), undefined);
    assert.deepEqual(asked().sort(), job.items.map(({ id }) => id).sort());
    for (const { id, path, state } of job.items) {
      assert.ok(state.status === 'done' && state.usage);
      assert.equal(state.answer, `This is ${id}.`);
      assert.equal(state.sourceHash, `hash of ${path}`);
    }
  });

  test('keeps how many lines of comments there are for each, so that only those with some are reviewed', async () => {
    job = batchJob({ kind: 'document', items: items(3) });
    server.respondWith(function* (request) {
      const text = contentText(lastOf(request, 'user')!);
      const name = /file-\d+/.exec(text)?.[0];
      const comments = name === 'file-1' ? '/** A name. */\n' : '';
      const close = name === 'file-3' ? '' : '```\n';
      yield { type: 'text', text: `\`\`\`ts\n${comments}const name = '${name}.ts';\n${close}` };
    });
    assert.equal(await run(1), undefined);
    assert.deepEqual(
      job.items.map(({ state }) => state.status === 'done' && state.addedLines),
      [1, 0, 0],
    );
    assert.deepEqual(
      itemsToReview(job).map(({ id }) => id),
      ['file-1'],
    );
    assert.deepEqual(itemsToReview({ ...job, kind: 'explain' }), []);
  });

  test('never has more requests under way than it may', async () => {
    job = batchJob({ items: items(12) });
    let open = 0;
    let most = 0;
    let seeTwo = (): void => {};
    const two = new Promise<void>((resolve) => {
      seeTwo = resolve;
    });
    server.respondWith(async function* () {
      most = Math.max(most, ++open);
      if (open === 2) seeTwo();
      await two;
      yield { type: 'text', text: 'So.' };
      open--;
    });
    await run(2);
    assert.equal(server.requests.length, 12);
    assert.equal(most, 2);
  });

  test('goes on after a restart with what waits, and asks about nothing twice', async () => {
    job = batchJob({ items: items(6) });
    const controller = new AbortController();
    server.respondWith(function* () {
      if (server.requests.length === 3) controller.abort();
      yield { type: 'text', text: 'So.' };
    });
    assert.equal(await run(1, controller.signal), undefined);
    const answered = job.items.filter(({ state }) => state.status === 'done').map(({ id }) => id);
    assert.ok(answered.length >= 2 && answered.length < 6);
    const before = server.requests.length;
    await run(1);
    assert.ok(job.items.every(({ state }) => state.status === 'done'));
    assert.ok(
      asked()
        .slice(before)
        .every((id) => !answered.includes(id)),
    );
    assert.equal(server.requests.length - before, 6 - answered.length);
  });

  test('lists what fails and does the others', async () => {
    job = batchJob({ items: items(3) });
    unreadable = 'file-1';
    server.script({ text: 'half', finishReason: 'length' }, { text: 'So.' });
    assert.equal(await run(1), undefined);
    assert.deepEqual(stateOf('file-1'), { status: 'failed', code: 'INK-CMD-002', what: 'gone' });
    const cut = stateOf('file-2');
    assert.ok(cut.status === 'failed' && cut.code === 'INK-REQ-005');
    assert.equal(stateOf('file-3').status, 'done');
    unreadable = undefined;
    job = reduceBatch(job, { type: 'retried' })!;
    await run(1);
    assert.ok(job.items.every(({ state }) => state.status === 'done'));
  });

  test('stops at what stands in the way of all, and keeps what waits', async () => {
    job = batchJob({ items: items(5) });
    server.script(
      { text: 'So.' },
      { status: 401, body: { error: { code: 'invalid_api_key', message: 'no such key' } } },
    );
    const notice = await run(1);
    assert.equal(notice?.code, 'INK-AUTH-002');
    assert.equal(server.requests.length, 2);
    assert.deepEqual(
      job.items.map(({ state }) => state.status),
      ['done', 'waiting', 'waiting', 'waiting', 'waiting'],
    );
  });

  const busyFor = (seconds: number) => ({
    status: 429,
    body: { error: { code: 'rate_limit_exceeded', message: 'x' } },
    headers: { 'retry-after': String(seconds) },
  });

  test('waits until the time at which a limit ends, and goes on by itself [F94]', async () => {
    job = batchJob({ items: items(4) });
    server.script({ text: 'So.' }, busyFor(120), busyFor(1680), { text: 'So.' });
    assert.equal(await run(1), undefined);
    assert.deepEqual(waited, [120_000, 1_680_000]);
    assert.deepEqual(asked(), ['file-1', 'file-2', 'file-2', 'file-2', 'file-3', 'file-4']);
    assert.ok(job.items.every(({ state }) => state.status === 'done'));
  });

  test('waits with all of its workers, and sends nothing meanwhile [F94]', async () => {
    job = batchJob({ items: items(6) });
    server.script(busyFor(120), busyFor(120), busyFor(120));
    const all = Promise.withResolvers<void>();
    let sent = 0;
    const waitForLimit = async (waitMs: number): Promise<void> => {
      waited.push(waitMs);
      if (waited.length === 3) {
        sent = server.requests.length;
        clock.advance(waitMs);
        all.resolve();
      }
      return all.promise;
    };
    assert.equal(await run(3, NEVER, { waitForLimit }), undefined);
    assert.deepEqual([waited, sent], [[120_000, 120_000, 120_000], 3]);
    assert.equal(server.requests.length, 9);
    assert.ok(job.items.every(({ state }) => state.status === 'done'));
  });

  test('stops at a limit that lasts longer than half an hour, says until when, and keeps what waits [F94]', async () => {
    job = batchJob({ items: items(3) });
    server.script({ text: 'So.' }, busyFor(900), busyFor(901));
    const notice = await run(1);
    assert.equal(notice?.code, 'INK-RATE-001');
    assert.match(notice.next, /again at \d/);
    assert.deepEqual(waited, [900_000]);
    assert.deepEqual(
      job.items.map(({ state }) => state.status),
      ['done', 'waiting', 'waiting'],
    );
  });

  test('that is stopped while it waits for a limit keeps what waits [F94]', async () => {
    job = batchJob({ items: items(2) });
    server.script(busyFor(120));
    const controller = new AbortController();
    const waitForLimit: LiveDeps['waitForLimit'] = async (_, signal) => {
      controller.abort();
      signal.throwIfAborted();
    };
    assert.equal(await run(1, controller.signal, { waitForLimit }), undefined);
    assert.deepEqual(events, []);
    assert.equal(server.requests.length, 1);
  });

  test('that a pause has stopped goes on when the pause is over, or when the user says so [F80]', async () => {
    const traffic = createTraffic({ clock, random: () => 0 });
    const place = { id: 'test', baseUrl: server.baseUrl, isLocal: false };
    const lane = await traffic.lane(place, undefined);
    const fail = (times: number): void => {
      for (let failure = 0; failure < times; failure++)
        lane
          .enter({ priority: 0, modelName: 'm', tokens: () => 1 })
          .given!.leave(new ProviderError('server', 'x', { provider: 'test' }));
    };
    job = batchJob({ items: items(3) });
    fail(5);
    const notice = await run(2, NEVER, { traffic });
    assert.deepEqual(notice?.actions.map(({ id, argument }) => [id, argument])[0], ['try-now', 'test']);
    assert.equal(server.requests.length, 0);
    clock.advance(15_000);
    fail(1);
    assert.equal((await run(2, NEVER, { traffic }))?.code, 'INK-RATE-003');
    traffic.tryNow(place);
    assert.equal(await run(2, NEVER, { traffic }), undefined);
    assert.equal(server.requests.length, 3);
  });

  test('sends nothing about a file whose answer would not have room', async () => {
    job = batchJob({ kind: 'document', items: items(1) });
    const large = { ...deps, maxOutputTokens: 4 };
    const provider = { id: 'test', stream: () => assert.fail('nothing is to be sent') };
    await runBatch(
      large,
      {
        batch: { job, dispatch: (event) => events.push(event) },
        access: { model: MODEL, provider, resumes: async () => false },
        workers: 1,
      },
      NEVER,
    );
    assert.ok(events[0]?.type === 'item-ended' && events[0].state.status === 'failed');
    assert.equal(events[0].state.code, 'INK-CMD-005');
  });
});
