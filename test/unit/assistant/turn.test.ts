import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runTurn, type TurnInput } from '../../../src/assistant/turn.ts';
import { isRunning, type SessionEvent } from '../../../src/core/chat/session.ts';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { access, finish, MemoryTranscript, ScriptedProvider, testDeps, text } from './scripted.ts';

const never = new AbortController().signal;
const thought = (words: string): StreamEvent => ({ type: 'reasoning-delta', text: words });

/** Keeps the events too. */
class LoggingTranscript extends MemoryTranscript {
  readonly events: SessionEvent[] = [];

  override dispatch(event: SessionEvent): void {
    this.events.push(event);
    super.dispatch(event);
  }
}

const inputFor = (provider: ScriptedProvider, more: Partial<TurnInput> = {}): TurnInput => ({
  access: access(provider),
  purpose: 'chat',
  question: { text: 'q', references: [] },
  messages: [{ role: 'user', text: 'q' }],
  maxOutputTokens: 100,
  ...more,
});

async function run(...script: readonly (StreamEvent | Error)[]) {
  const transcript = new LoggingTranscript();
  const errors: unknown[] = [];
  const provider = new ScriptedProvider(...script);
  const deps = {
    ...testDeps(transcript),
    usageOf: (requestId: string): UsageRecord => recordOf(requestId),
    onError: (error: unknown) => errors.push(error),
  };
  const end = await runTurn(deps, inputFor(provider), never);
  return { end, transcript, errors, provider, answer: transcript.state.turns[0]!.answer };
}

const recordOf = (requestId: string): UsageRecord => ({
  at: 1,
  requestId,
  purpose: 'chat',
  modelId: 'test/model',
  usage: { inputTokens: 5, outputTokens: 7, cachedInputTokens: 1, reasoningTokens: 2, estimated: false },
  cost: { amount: 0.5, currency: 'USD' },
  timeToFirstTokenMs: 20,
  durationMs: 90,
  outcome: 'completed',
});

suite('a turn', () => {
  test('that a fallback answers bears its name, and that of the model that was asked', async () => {
    const fellBack: StreamEvent = { type: 'fell-back', modelId: 'other/two', label: 'Two' };
    const { answer } = await run(fellBack, text('Hello'), finish);
    assert.deepEqual(
      [answer.text, answer.modelLabel, answer.modelId, answer.fallbackFor],
      ['Hello', 'Two', 'other/two', 'Model'],
    );
  });

  test('that waits before it goes out says for what, until the answer begins', async () => {
    const { transcript, answer } = await run(
      { type: 'queued', because: 'limit', waitMs: 3000 },
      text('Hello'),
      finish,
    );
    const waiting = transcript.events.find(({ type }) => type === 'answer-waiting');
    assert.ok(waiting?.type === 'answer-waiting');
    assert.match(waiting.notice.what, /for 3 seconds: Model/);
    assert.deepEqual([waiting.notice.severity, waiting.notice.actions], ['information', []]);
    assert.equal(answer.notice, undefined);
  });

  test('that waits for a fallback names that', async () => {
    const { transcript } = await run({ type: 'queued', because: 'turn', label: 'Other' }, finish);
    const waiting = transcript.events.find(({ type }) => type === 'answer-waiting');
    assert.ok(waiting?.type === 'answer-waiting');
    assert.match(waiting.notice.what, /^Waiting for its turn: Other is busy/);
  });

  test('that is answered anew asks the model, whatever is known', async () => {
    const transcript = new MemoryTranscript();
    const provider = new ScriptedProvider(text('Hello'), finish);
    const { turnId } = await runTurn(testDeps(transcript), inputFor(provider), never);
    await runTurn(testDeps(transcript), inputFor(provider, { turnId, isRepeated: true }), never);
    assert.deepEqual(
      provider.requests.map(({ fresh }) => fresh),
      [undefined, true],
    );
  });

  test('shows thoughts and text as they come, and then what they cost', async () => {
    const { transcript, answer, provider } = await run(thought('Hm.'), text('Hel'), text('lo'), finish);
    assert.deepEqual(
      transcript.events.map(({ type }) => type),
      ['turn-started', 'reasoning-delta', 'text-delta', 'text-delta', 'answer-finished'],
    );
    const { reasoningMs, ...figures } = answer.figures!;
    const { usage, cost, timeToFirstTokenMs, durationMs } = recordOf(provider.requests[0]!.id);
    assert.deepEqual(figures, { usage, cost, timeToFirstTokenMs, durationMs });
    assert.deepEqual([answer.reasoning, answer.text, answer.status], ['Hm.', 'Hello', 'complete']);
  });

  test('measures how long the model thought, where it showed any thoughts', async () => {
    const { answer } = await run(thought('Hm.'), thought('So.'), text('Hi'), finish);
    assert.ok(answer.figures?.reasoningMs !== undefined && answer.figures.reasoningMs >= 0);
    assert.ok(!('reasoningMs' in (await run(text('Hi'), finish)).answer.figures!));
    assert.ok(!('reasoningMs' in (await run(thought('Hm.'), finish)).answer.figures!));
  });

  test('asks with what the user’s settings and the command say, and with an id of its own', async () => {
    const provider = new ScriptedProvider(text('x'), finish);
    const deps = testDeps();
    await runTurn(deps, inputFor(provider), never);
    const thinking = { ...access(provider), reasoning: 'off' } as const;
    await runTurn(deps, inputFor(provider, { access: thinking, temperature: 0, purpose: 'optimize' }), never);
    const [plain, special] = provider.requests;
    assert.ok(plain && !('temperature' in plain) && !('reasoning' in plain));
    assert.deepEqual(
      [special?.temperature, special?.reasoning, special?.purpose, special?.maxOutputTokens],
      [0, 'off', 'optimize', 100],
    );
    assert.notEqual(plain.id, special?.id);
  });

  test('says why it waits while another attempt is pending, and takes that back with the first word', async () => {
    const retrying: StreamEvent = { type: 'retrying', attempt: 2, delayMs: 1200, because: 'overloaded' };
    const { transcript, answer } = await run(retrying, text('Hi'), finish);
    const waiting = transcript.events.find((event) => event.type === 'answer-waiting');
    assert.ok(waiting?.type === 'answer-waiting');
    const { severity, what, next, actions } = waiting.notice;
    assert.deepEqual(
      { severity, what, next, actions },
      {
        severity: 'information',
        what: 'Model is overloaded.',
        next: 'Trying again in 2 seconds.',
        actions: [],
      },
    );
    assert.equal(answer.notice, undefined);
  });

  test('does not count down from one', async () => {
    const retrying: StreamEvent = { type: 'retrying', attempt: 2, delayMs: 900, because: 'server' };
    const { transcript } = await run(retrying, finish);
    const waiting = transcript.events.find((event) => event.type === 'answer-waiting');
    assert.ok(waiting?.type === 'answer-waiting');
    assert.equal(waiting.notice.next, 'Trying again in a moment.');
  });

  for (const [name, thrown, status] of [
    ['a cut', new ProviderError('interrupted', 'x', { provider: 'test' }), 'interrupted'],
    ['our own time limit', new ProviderError('deadline', 'x', { provider: 'test' }), 'interrupted'],
    ['a filter of the user’s own', new ProviderError('output-filter', 'x', { provider: 'test' }), 'filtered'],
    ['a refusal', new ProviderError('no-balance', 'x', { provider: 'test' }), 'failed'],
    ['a bug', new TypeError('x is not a function'), 'failed'],
  ] as const) {
    test(`ended by ${name} is ${status}: the text stands, the log is told, and the notice says why`, async () => {
      const { end, answer, errors } = await run(text('half'), thrown);
      assert.equal(end.status, status);
      assert.deepEqual([answer.text, answer.status], ['half', status]);
      assert.deepEqual(errors, [thrown]);
      assert.ok(answer.notice && answer.notice === end.notice);
      assert.equal(answer.figures?.durationMs, 90);
    });
  }

  for (const [name, end] of [
    ['says so at its end', { type: 'finish', reason: 'content-filter' }],
    ['breaks it off', new ProviderError('content-filter', 'x', { provider: 'test' })],
  ] as const) {
    test(`is withdrawn, thoughts and all, when the provider filters it and ${name}`, async () => {
      const { end: turnEnd, answer, transcript } = await run(thought('Hm.'), text('how to'), end);
      assert.deepEqual([answer.text, answer.reasoning, answer.status], ['', '', 'filtered']);
      assert.deepEqual([turnEnd.status, turnEnd.notice?.code], ['filtered', 'INK-REQ-004']);
      assert.match(turnEnd.notice?.what ?? '', /withdrew this answer/);
      assert.ok(!JSON.stringify(transcript.state).includes('how to'));
    });
  }

  test('in which the model declines keeps its words', async () => {
    const { end, answer } = await run(text('I cannot help.'), { type: 'finish', reason: 'refusal' });
    assert.deepEqual([answer.text, answer.status], ['I cannot help.', 'filtered']);
    assert.equal(end.notice?.code, 'INK-REQ-004');
    assert.doesNotMatch(end.notice?.what ?? '', /withdrew/);
  });

  const sources = [{ title: 'A page', url: 'https://example.com/', site: 'Example' }];
  test('names what it draws on', async () => {
    const { answer } = await run(
      text('So it is.'),
      { type: 'sources', sources },
      { type: 'finish', reason: 'stop' },
    );
    assert.deepEqual(answer.sources, sources);
  });

  test('that is withdrawn leaves nothing of what it drew on', async () => {
    const filtered = { type: 'finish', reason: 'content-filter' } as const;
    const { answer } = await run(text('how to'), { type: 'sources', sources }, filtered);
    assert.equal(answer.sources, undefined);
  });

  test('may draw on the web only in a chat, and only if the user’s setting says so', async () => {
    const asked = async (webSearch: boolean, purpose: 'chat' | 'explain') => {
      const provider = new ScriptedProvider(text('x'), { type: 'finish', reason: 'stop' });
      const input = inputFor(provider);
      const access = { ...input.access, ...(webSearch && { webSearch }) };
      await runTurn(testDeps(new LoggingTranscript()), { ...input, access, purpose }, never);
      return provider.requests[0]?.webSearch;
    };
    assert.equal(await asked(true, 'chat'), true);
    assert.equal(await asked(true, 'explain'), undefined);
    assert.equal(await asked(false, 'chat'), undefined);
  });

  test('that was filtered before anything was shown has nothing to withdraw', async () => {
    const { end, transcript } = await run({ type: 'finish', reason: 'content-filter' });
    assert.ok(!transcript.events.some(({ type }) => type === 'answer-withdrawn'));
    assert.doesNotMatch(end.notice?.what ?? '', /withdrew/);
  });

  test('of which the context ran out is cut at its length, with the way on', async () => {
    const { end } = await run(text('x'), { type: 'finish', reason: 'context-exceeded' });
    assert.equal(end.status, 'length');
    assert.equal(end.notice?.code, 'INK-REQ-003');
  });

  test('that the user stopped tells the log nothing, whatever the provider throws then', async () => {
    const controller = new AbortController();
    const provider = new ScriptedProvider(text('half'), async () => {
      controller.abort(new Error('stop'));
      throw new TypeError('terminated');
    });
    const transcript = new MemoryTranscript();
    const deps = { ...testDeps(transcript), onError: (error: unknown) => assert.fail(String(error)) };
    const end = await runTurn(deps, inputFor(provider), controller.signal);
    assert.equal(end.status, 'stopped');
    assert.equal(transcript.state.turns[0]?.answer.text, 'half');
  });

  test('shows what its filter leaves, the rest of it last, and the provider’s notice before the filter’s', async () => {
    const about = { severity: 'warning', code: 'F', what: '', side: 'user', next: '', actions: [] } as const;
    const filter = {
      push: (delta: string) => delta.toUpperCase(),
      end: (status: string) => ({ text: `(${status})`, notice: about }),
    };
    for (const [reason, shown, code] of [
      ['stop', 'AB(complete)', 'F'],
      ['length', 'AB(length)', 'INK-REQ-005'],
    ] as const) {
      const transcript = new MemoryTranscript();
      const provider = new ScriptedProvider(text('a'), text('b'), { type: 'finish', reason });
      const end = await runTurn(testDeps(transcript), inputFor(provider, { filter }), never);
      const { answer } = transcript.state.turns[0]!;
      assert.deepEqual([answer.text, answer.whole, end.notice?.code], [shown, 'ab', code]);
    }
  });

  test('asked again takes the place of its old answer', async () => {
    const transcript = new MemoryTranscript();
    const deps = testDeps(transcript);
    const failing = new ScriptedProvider(text('old'), new Error('bug'));
    const { turnId } = await runTurn(deps, inputFor(failing), never);
    await runTurn(deps, inputFor(new ScriptedProvider(text('new'), finish), { turnId }), never);
    assert.deepEqual(
      transcript.state.turns.map(({ id, answer }) => [id, answer.text, answer.notice]),
      [[turnId, 'new', undefined]],
    );
    assert.ok(!isRunning(transcript.state.turns[0]!.answer.status));
  });
});
