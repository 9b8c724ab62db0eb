import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import { CATALOG } from '../../../../src/providers/catalog.ts';
import { dialectOf } from '../../../../src/providers/dialectOf.ts';
import type { Dialect } from '../../../../src/providers/dialects/dialect.ts';
import { createOpenaiChat } from '../../../../src/providers/dialects/openaiChat.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import { chatRequest, MODEL } from '../clients.ts';

const PLAIN = createOpenaiChat();

const spokenBy = (id: string): Dialect => dialectOf(CATALOG.find((endpoint) => endpoint.id === id)!.dialect);

const encode = (dialect: Dialect, overrides: Partial<ChatRequest> = {}): Readonly<Record<string, unknown>> =>
  dialect.encode(chatRequest(overrides));

const TOOL = { name: 'read', description: 'Reads a file.', parameters: { type: 'object' } };

const CALLED = {
  role: 'assistant',
  text: '',
  reasoning: 'I should look.',
  toolCalls: [{ callId: 'c1', name: 'read', argumentsText: '{"path":"a"}' }],
} as const;

test('a plain request is the model, the messages, and a stream with its counts', () => {
  assert.deepEqual(encode(PLAIN), {
    model: 'test-model',
    messages: [{ role: 'user', content: 'What does this do?' }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('a whole answer is asked for without a stream, and so without stream options', () => {
  const body = encode(createOpenaiChat({ toolStream: true }), { delivery: 'whole', tools: [TOOL] });
  assert.equal(body.stream, false);
  assert.ok(!('stream_options' in body) && !('tool_stream' in body));
});

test('every role is written as the dialect has it', () => {
  const body = encode(PLAIN, {
    messages: [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Hi' },
      CALLED,
      { role: 'tool', callId: 'c1', result: 'content' },
      { role: 'assistant', text: 'Done', reasoning: 'never sent back without calls' },
    ],
    tools: [TOOL],
  });
  assert.deepEqual(body.messages, [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'content' },
    { role: 'assistant', content: 'Done' },
  ]);
  assert.deepEqual(body.tools, [{ type: 'function', function: TOOL }]);
});

for (const id of ['zhipu', 'deepseek', 'moonshot']) {
  test(`${id} gets the reasoning of a turn with tool calls back, even an empty one`, () => {
    const { reasoning: _, ...silent } = CALLED;
    const [first, second] = encode(spokenBy(id), { messages: [CALLED, silent] }).messages as {
      reasoning_content?: string;
    }[];
    assert.equal(first?.reasoning_content, 'I should look.');
    assert.equal(second?.reasoning_content, '');
  });
}

test('Zhipu gets temperature 0 as greedy sampling, and others within its range', () => {
  const sampling = (temperature: number): object => {
    const { do_sample, temperature: sent } = encode(spokenBy('zhipu'), { temperature });
    return { do_sample, sent };
  };
  assert.deepEqual(sampling(0), { do_sample: false, sent: undefined });
  assert.deepEqual(sampling(0.333), { do_sample: undefined, sent: 0.33 });
  assert.deepEqual(sampling(0.001), { do_sample: undefined, sent: 0.01 });
  assert.deepEqual(sampling(1.7), { do_sample: undefined, sent: 1 });
});

test('a model that thinks is not given a temperature where its provider refuses it', () => {
  const plain = modelOf('openai', { name: 'gpt-4.1' });
  assert.ok(!('temperature' in encode(spokenBy('openai'), { temperature: 0.2 })));
  assert.equal(encode(spokenBy('openai'), { temperature: 0.2, model: plain }).temperature, 0.2);
  assert.equal(encode(spokenBy('deepseek'), { temperature: 0.2 }).temperature, 0.2);
});

test('the switch for thinking is written as each provider has it', () => {
  const cases = {
    zhipu: { thinking: { type: 'disabled' } },
    deepseek: { thinking: { type: 'disabled' } },
    dashscope: { enable_thinking: false },
    vllm: { chat_template_kwargs: { enable_thinking: false } },
  };
  for (const [id, expected] of Object.entries(cases)) {
    const body = encode(spokenBy(id), { reasoning: 'off' });
    assert.deepEqual({ ...body, ...expected }, body, id);
  }
  assert.deepEqual(encode(spokenBy('zhipu'), { reasoning: 'on' }).thinking, { type: 'enabled' });
});

test('a model that cannot think is not told whether to', () => {
  const model = { ...MODEL, can: { ...MODEL.can, reasoning: false } };
  assert.ok(!('thinking' in encode(spokenBy('zhipu'), { reasoning: 'on', model })));
});

test('the output limit goes into the field that the provider reads, and not below its minimum', () => {
  assert.equal(encode(PLAIN, { maxOutputTokens: 100 }).max_tokens, 100);
  assert.equal(encode(spokenBy('qianfan'), { maxOutputTokens: 100 }).max_completion_tokens, 100);
  assert.equal(encode(spokenBy('openai'), { maxOutputTokens: 1 }).max_completion_tokens, 16);
});

test('Zhipu gets the request’s id, streamed tool arguments, and no option that it does not need', () => {
  const body = encode(spokenBy('zhipu'), { tools: [TOOL] });
  assert.equal(body.request_id, 'request-1');
  assert.equal(body.tool_stream, true);
  assert.ok(!('stream_options' in body));
});

test('DashScope’s models do not think in an answer that comes whole', () => {
  const thinks = (delivery: 'stream' | 'whole'): unknown =>
    encode(spokenBy('dashscope'), { delivery, reasoning: 'on' }).enable_thinking;
  assert.deepEqual([thinks('stream'), thinks('whole')], [true, false]);
});

test('OpenRouter is told in its own words whether to think', () => {
  assert.deepEqual(encode(spokenBy('openrouter'), { reasoning: 'off' }).reasoning, { enabled: false });
});
