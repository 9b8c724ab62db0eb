import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { ask, continueAnswer } from '../../../src/assistant/chat.ts';
import type { ModelAccess } from '../../../src/assistant/turn.ts';
import { endToRepeat } from '../../../src/core/chat/repetition.ts';
import type { SessionEvent } from '../../../src/core/chat/session.ts';
import type { ModelId } from '../../../src/core/model/model.ts';
import { parseSettings } from '../../../src/core/settings.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import type { DialectSpec } from '../../../src/providers/dialectSpec.ts';
import { createModels } from '../../../src/providers/models.ts';
import { REMOTE_LIMITS } from '../../../src/providers/policy/watchdog.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { type ByteStep, END_FRAMES, STREAM_HEAD, textFrame } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { createClient, MODEL, NEVER } from '../providers/clients.ts';
import { MemoryTranscript, testDeps } from './scripted.ts';

const ANSWER =
  '先看这里：\n\n```ts\nfor (const a of b) {\n  if (a) {\n    c();\n  }\n}\n```\n\nThat is **all** of it.';
const PIECES = ANSWER.match(/[\s\S]{1,7}/g)!;

interface Body {
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

/** Tells when the text has come this far. */
class WatchedTranscript extends MemoryTranscript {
  readonly events: SessionEvent[] = [];
  onText: (text: string) => void = () => {};

  override dispatch(event: SessionEvent): void {
    super.dispatch(event);
    this.events.push(event);
    if (event.type === 'text-delta') this.onText(this.state.turns[0]!.answer.text);
  }

  get answer() {
    return this.state.turns[0]!.answer;
  }
}

const transport = createDirectTransport();
let server: ModelServer;
before(async () => {
  server = await startModelServer();
});
after(async () => {
  await transport.close();
  await server.close();
});

const spokenBy = (id: string): DialectSpec => CATALOG.find((endpoint) => endpoint.id === id)!.dialect;

const stream = (text: string, end: ByteStep = 'end'): { readonly bytes: readonly ByteStep[] } => ({
  bytes: [{ write: STREAM_HEAD + text }, end],
});
const written = (text: string): string => (text.match(/[\s\S]{1,5}/g) ?? []).map(textFrame).join('');

/** A conversation whose first answer is cut after `kept` in a given way. */
function conversation(dialect: DialectSpec, reasoning: 'off' | undefined, kept: string, cut: ByteStep) {
  const client = createClient({ transport, baseUrl: server.baseUrl, endpoint: { dialect } });
  const transcript = new WatchedTranscript();
  const wish = reasoning ? { reasoning } : {};
  const access: ModelAccess = {
    model: MODEL,
    provider: client.provider,
    ...wish,
    resumes: async () => dialectOf(dialect).resumes?.(server.baseUrl, { model: MODEL, ...wish }) ?? false,
  };
  const deps = {
    ...testDeps(transcript),
    usageOf: (id: string) => client.records.find(({ requestId }) => requestId === id),
  };
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  transcript.onText = (text) => {
    if (text !== kept) return;
    resolve();
    if (cut === 'hang') setImmediate(() => client.clock.advance(REMOTE_LIMITS.idleMs));
  };
  server.script({ bytes: [{ write: STREAM_HEAD + written(kept) }, { until: arrived }, cut] });
  return { client, transcript, access, deps };
}

const CUTS = (['reset', 'end', 'hang'] as const).flatMap((cut) =>
  PIECES.slice(1).map((_, index) => ({ cut, kept: PIECES.slice(0, index + 1).join('') })),
);

/** What the second request holds, besides the messages of the first. */
interface Family {
  readonly name: string;
  readonly dialect: () => DialectSpec;
  readonly reasoning?: 'off';
  readonly path?: string;
  readonly last: (kept: string) => object;
  readonly beside?: object;
}

const FAMILIES: readonly Family[] = [
  {
    name: 'DeepSeek’s prefix',
    dialect: () => ({
      api: 'openai',
      traits: { returnsReasoning: true, continuation: { by: 'prefix', baseUrl: `${server.url}/beta` } },
    }),
    path: '/beta/chat/completions',
    last: (content) => ({ role: 'assistant', content, reasoning_content: '', prefix: true }),
  },
  {
    name: 'Moonshot’s partial mode',
    dialect: () => spokenBy('moonshot'),
    last: (content) => ({ role: 'assistant', content, reasoning_content: '', partial: true }),
  },
  {
    name: 'DashScope’s partial mode, without thinking',
    dialect: () => spokenBy('dashscope'),
    reasoning: 'off',
    last: (content) => ({ role: 'assistant', content, partial: true }),
    beside: { enable_thinking: false },
  },
  {
    name: 'vLLM’s final message',
    dialect: () => spokenBy('vllm'),
    last: (content) => ({ role: 'assistant', content }),
    beside: { continue_final_message: true, add_generation_prompt: false },
  },
  {
    name: 'llama.cpp’s prefill',
    dialect: () => spokenBy('llamacpp'),
    last: (content) => ({ role: 'assistant', content }),
    beside: { chat_template_kwargs: { enable_thinking: false } },
  },
  {
    name: 'LM Studio’s prefill',
    dialect: () => spokenBy('lmstudio'),
    last: (content) => ({ role: 'assistant', content }),
  },
];

suite('an answer that was cut, over the wire', () => {
  for (const { name, dialect, reasoning, path = '/v1/chat/completions', last, beside = {} } of FAMILIES) {
    test(`is gone on with by ${name}, wherever it was cut`, async () => {
      for (const { cut, kept } of CUTS) {
        const { client, transcript, access, deps } = conversation(dialect(), reasoning, kept, cut);
        const sent = server.requests.length;
        server.script(stream(written(ANSWER.slice(kept.trimEnd().length)) + END_FRAMES));
        const end = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
        // Silence may be the model's own: the user decides.
        if (cut === 'hang') {
          assert.equal(end.status, 'interrupted');
          await continueAnswer(deps, { access, turnId: end.turnId }, NEVER);
        } else
          assert.ok(!transcript.events.some((event) => 'status' in event && event.status === 'interrupted'));
        const { text, status, seams, notice, figures } = transcript.answer;
        assert.equal(text, ANSWER);
        assert.deepEqual(
          { status, seams, notice },
          { status: 'complete', seams: undefined, notice: undefined },
        );
        assert.equal(figures?.requests, 2);
        assert.deepEqual(
          client.records.map(({ outcome }) => outcome),
          ['interrupted', 'completed'],
        );
        const [first, second] = server.requests.slice(sent);
        assert.equal(second?.path, path);
        const [before, after] = [first?.body as Body, second?.body as Body];
        assert.deepEqual(after.messages, [...before.messages, last(kept.trimEnd())]);
        for (const [field, value] of Object.entries(beside)) assert.deepEqual(after[field], value);
      }
    });
  }

  test('is gone on with by a question where the provider has no way, and only when the user says so', async () => {
    for (const { cut, kept } of CUTS) {
      const { transcript, access, deps } = conversation(spokenBy('zhipu'), undefined, kept, cut);
      const sent = server.requests.length;
      const end = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
      assert.equal(end.status, 'interrupted');
      assert.equal(end.notice?.actions[0]?.id, 'continue');
      assert.equal(server.requests.length, sent + 1);
      const repeated = endToRepeat(kept);
      const gap = kept.slice(kept.trimEnd().length);
      server.script(stream(written(repeated + gap + ANSWER.slice(kept.length)) + END_FRAMES));
      await continueAnswer(deps, { access, turnId: end.turnId }, NEVER);
      const { text, status, seams } = transcript.answer;
      assert.equal(status, 'complete');
      assert.equal(text === ANSWER || seams !== undefined, true, `cut after ${JSON.stringify(kept)}`);
      assert.equal(seams === undefined, kept.trimEnd().length >= 12, `cut after ${JSON.stringify(kept)}`);
      const { messages } = server.requests.at(-1)!.body as Body;
      assert.deepEqual(
        messages.map(({ role }) => role),
        ['system', 'user', 'assistant', 'user'],
      );
      assert.equal(messages[2]?.content, kept.trimEnd());
      assert.ok(String(messages[3]?.content).includes(`<last-words>\n${repeated}\n</last-words>`));
    }
  });

  test('goes on by itself once only, and then keeps what both requests brought', async () => {
    const { transcript, access, deps } = conversation(spokenBy('moonshot'), undefined, 'One, two', 'reset');
    const sent = server.requests.length;
    server.script(stream(written(', three'), 'reset'));
    const end = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
    assert.equal(server.requests.length, sent + 2);
    assert.equal(transcript.answer.text, 'One, two, three');
    assert.equal(end.status, 'interrupted');
    assert.deepEqual(
      end.notice?.actions.map(({ id }) => id),
      ['continue', 'retry', 'show-log'],
    );
    server.script(stream(written(', four.') + END_FRAMES));
    await continueAnswer(deps, { access, turnId: end.turnId }, NEVER);
    assert.equal(transcript.answer.text, 'One, two, three, four.');
    assert.equal(transcript.answer.status, 'complete');
    assert.equal(transcript.answer.figures?.requests, 3);
  });

  test('is not gone on with after Stop', async () => {
    const { transcript, access, deps } = conversation(spokenBy('moonshot'), undefined, 'One, two', 'hang');
    const stop = new AbortController();
    const sent = server.requests.length;
    transcript.onText = () => stop.abort(new Error('stopped'));
    const end = await ask(deps, { access, question: { text: 'q', references: [] } }, stop.signal);
    assert.equal(end.status, 'stopped');
    assert.equal(server.requests.length, sent + 1);
  });

  test('is whole when nothing was left to say', async () => {
    const { transcript, access, deps } = conversation(spokenBy('moonshot'), undefined, ANSWER, 'end');
    const sent = server.requests.length;
    server.script(stream(END_FRAMES));
    const end = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
    assert.equal(end.status, 'complete');
    assert.equal(transcript.answer.text, ANSWER);
    assert.equal(server.requests.length, sent + 2);
  });

  test('still tells of the cut when the way to go on fails', async () => {
    const { transcript, access, deps } = conversation(spokenBy('moonshot'), undefined, 'One, two', 'end');
    server.script({ status: 400, body: { error: { message: 'partial is not known' } } });
    const end = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
    assert.equal(end.status, 'interrupted');
    assert.equal(end.notice?.code, 'INK-NET-007');
    assert.equal(transcript.answer.text, 'One, two');
  });

  const refusals = [
    { status: 400, body: { error: { message: 'prefix is not known', type: 'invalid_request_error' } } },
    { status: 404, body: { detail: 'Not Found' } },
    { status: 404, body: { error: { message: 'The model does not exist', code: 'model_not_found' } } },
  ];
  for (const refusal of refusals)
    test(`is asked for in words where the server refuses to go on with ${JSON.stringify(refusal)}`, async () => {
      const kept = PIECES.slice(0, 9).join('');
      const { client, transcript, access, deps } = conversation(spokenBy('vllm'), undefined, kept, 'hang');
      let refused = 0;
      const watched = { ...access, refusedToResume: () => void refused++ };
      const { turnId } = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
      const sent = server.requests.length;
      server.script(refusal, stream(written(endToRepeat(kept) + ANSWER.slice(kept.length)) + END_FRAMES));
      const end = await continueAnswer(deps, { access: watched, turnId }, NEVER);
      assert.equal(end.status, 'complete');
      assert.equal(transcript.answer.text, ANSWER);
      assert.equal(transcript.answer.seams, undefined);
      assert.equal(refused, 1);
      const [native, asked] = server.requests.slice(sent).map(({ body }) => body as Body);
      assert.deepEqual([native?.continue_final_message, native?.messages.at(-1)?.role], [true, 'assistant']);
      assert.deepEqual([asked?.continue_final_message, asked?.messages.at(-1)?.role], [undefined, 'user']);
      assert.deepEqual(
        client.records.map(({ outcome }) => outcome),
        ['interrupted', 'failed', 'completed'],
      );
    });

  test('is asked for once only where the server refuses that too', async () => {
    const { transcript, access, deps } = conversation(spokenBy('vllm'), undefined, 'One, two', 'hang');
    const { turnId } = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
    const sent = server.requests.length;
    const refusal = { status: 400, body: { error: { message: 'no' } } };
    server.script(refusal, refusal);
    const end = await continueAnswer(deps, { access, turnId }, NEVER);
    assert.equal(server.requests.length, sent + 2);
    assert.deepEqual([end.status, end.notice?.code], ['interrupted', 'INK-REQ-002']);
    assert.equal(transcript.answer.text, 'One, two');
  });

  test('is asked for in words at once by whoever comes after a refusal, until the next start', async () => {
    const endpoints = { vllm: { baseUrl: server.baseUrl }, lmstudio: { baseUrl: `${server.url}/other` } };
    const { settings } = parseSettings((name) => (name === 'endpoints' ? endpoints : undefined));
    const models = createModels({
      settings: () => settings,
      credential: async () => undefined,
      directTransport: transport,
      record: () => {},
    });
    const transcript = new WatchedTranscript();
    const deps = testDeps(transcript);
    const access = models.named('vllm/x')!;
    server.script(stream(written('One, two')), { status: 400, body: { error: { message: 'no' } } });
    // What the network cuts is not asked for in words by itself, but the refusal is remembered.
    const end = await ask(deps, { access, question: { text: 'q', references: [] } }, NEVER);
    assert.equal(end.status, 'interrupted');
    assert.deepEqual(
      await Promise.all(['vllm/x', 'lmstudio/x'].map((id) => models.named(id as ModelId)?.resumes())),
      [false, true],
    );
    server.script(stream(written(', three.') + END_FRAMES));
    const sent = server.requests.length;
    await continueAnswer(deps, { access: models.named('vllm/x')!, turnId: end.turnId }, NEVER);
    assert.equal(transcript.answer.status, 'complete');
    assert.equal(server.requests.length, sent + 1);
    assert.equal((server.requests.at(-1)!.body as Body).messages.at(-1)?.role, 'user');
  });
});
