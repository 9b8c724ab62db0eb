import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import { OLLAMA_CHAT } from '../../../../src/providers/dialects/ollamaChat.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import { chatRequest } from '../clients.ts';

const encode = (overrides: Partial<ChatRequest> = {}): Readonly<Record<string, unknown>> =>
  OLLAMA_CHAT.encode(
    chatRequest({ model: modelOf('ollama', { name: 'm', contextTokens: 16_384 }), ...overrides }),
  );

test('the address is the same for who knows Ollama by its imitation of OpenAI', () => {
  for (const baseUrl of ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1'])
    assert.equal(OLLAMA_CHAT.url(baseUrl, chatRequest()), 'http://127.0.0.1:11434/api/chat');
});

test('the window is asked for, and what does not fit is refused and not cut', () => {
  assert.deepEqual(encode({ maxOutputTokens: 500, temperature: 0 }), {
    model: 'm',
    messages: [{ role: 'user', content: 'What does this do?' }],
    stream: true,
    truncate: false,
    shift: false,
    options: { num_ctx: 16_384, num_predict: 500, temperature: 0 },
  });
});

test('a model that cannot think is not told whether to', () => {
  const thinker = modelOf('ollama', { name: 'm', reasoning: true });
  assert.equal(encode({ reasoning: 'on' }).think, undefined);
  assert.equal(encode({ model: thinker, reasoning: 'on' }).think, true);
  assert.equal(encode({ model: thinker, reasoning: 'off' }).think, false);
  assert.equal(encode({ model: thinker }).think, undefined);
});

test('a call’s arguments are an object, and its result knows the tool’s name', () => {
  const body = encode({
    messages: [
      {
        role: 'assistant',
        text: '',
        reasoning: 'Hm.',
        toolCalls: [
          { callId: 'c1', name: 'read', argumentsText: '{"path":"a"}' },
          { callId: 'c2', name: 'list', argumentsText: '' },
        ],
      },
      { role: 'tool', callId: 'c2', result: 'x' },
    ],
  });
  assert.deepEqual(body.messages, [
    {
      role: 'assistant',
      content: '',
      thinking: 'Hm.',
      tool_calls: [
        { id: 'c1', function: { name: 'read', arguments: { path: 'a' } } },
        { id: 'c2', function: { name: 'list', arguments: {} } },
      ],
    },
    { role: 'tool', content: 'x', tool_call_id: 'c2', tool_name: 'list' },
  ]);
});
