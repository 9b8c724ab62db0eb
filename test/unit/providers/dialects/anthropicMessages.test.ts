import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import { createAnthropicMessages } from '../../../../src/providers/dialects/anthropicMessages.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import { chatRequest } from '../clients.ts';

const dialect = createAnthropicMessages();

const model = (name: string) => modelOf('anthropic', { name, reasoning: true, maxOutputTokens: 64_000 });

const encode = (overrides: Partial<ChatRequest> = {}): Readonly<Record<string, unknown>> =>
  dialect.encode(chatRequest({ model: model('claude-sonnet-4-5'), ...overrides }));

const TOOL_CALL = { callId: 'call:1', name: 'read', argumentsText: '{"path":"a"}' };

test('the address is the same with and without its version', () => {
  const url = (baseUrl: string): string => dialect.url(baseUrl, chatRequest());
  assert.equal(url('https://api.anthropic.com'), 'https://api.anthropic.com/v1/messages');
  assert.equal(url('https://api.anthropic.com/v1'), 'https://api.anthropic.com/v1/messages');
  assert.equal(url('https://api.z.ai/api/anthropic'), 'https://api.z.ai/api/anthropic/v1/messages');
});

test('every request says how long the answer may be', () => {
  assert.equal(encode().max_tokens, 64_000);
  assert.equal(encode({ maxOutputTokens: 1 }).max_tokens, 1);
});

test('the system’s texts stand apart, neighbours are one turn, and empty texts are left out', () => {
  const body = encode({
    messages: [
      { role: 'system', text: 'A' },
      { role: 'system', text: 'B' },
      { role: 'user', text: 'one' },
      { role: 'user', text: 'two' },
      { role: 'assistant', text: ' \n' },
      { role: 'user', text: 'three' },
    ],
  });
  assert.equal(body.system, 'A\n\nB');
  assert.deepEqual(body.messages, [
    {
      role: 'user',
      content: ['one', 'two', 'three'].map((text) => ({ type: 'text', text })),
    },
  ]);
});

test('results of tools are the user’s, before what is said next, under ids that are taken', () => {
  const body = encode({
    messages: [
      { role: 'user', text: 'Look.' },
      {
        role: 'assistant',
        text: 'I do.',
        toolCalls: [TOOL_CALL, { ...TOOL_CALL, argumentsText: 'nonsense' }],
      },
      { role: 'tool', callId: 'call:1', result: 'a file' },
      { role: 'user', text: 'And?' },
    ],
  });
  assert.deepEqual((body.messages as object[]).slice(1), [
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'I do.' },
        { type: 'tool_use', id: 'call_1', name: 'read', input: { path: 'a' } },
        { type: 'tool_use', id: 'call_1', name: 'read', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: 'a file' },
        { type: 'text', text: 'And?' },
      ],
    },
  ]);
});

test('reasoning goes back as it was sealed, only with the tools that it led to', () => {
  const sealedReasoning = JSON.stringify([{ type: 'thinking', thinking: 'Hm.', signature: 's' }]);
  const content = (toolCalls: (typeof TOOL_CALL)[]): unknown => {
    const { messages } = encode({
      messages: [
        { role: 'user', text: 'Look.' },
        { role: 'assistant', text: 'I do.', reasoning: 'Hm.', sealedReasoning, toolCalls },
      ],
    });
    return (messages as { content: { type: string }[] }[])[1]?.content.map(({ type }) => type);
  };
  assert.deepEqual(content([TOOL_CALL]), ['thinking', 'text', 'tool_use']);
  assert.deepEqual(content([]), ['text']);
});

describe('thinking', () => {
  const told = (name: string, reasoning?: 'on' | 'off', more: Partial<ChatRequest> = {}): object => {
    const { thinking, output_config, temperature } = encode({
      model: model(name),
      temperature: 0.2,
      ...(reasoning && { reasoning }),
      ...more,
    });
    return JSON.parse(JSON.stringify({ thinking, output_config, temperature })) as object;
  };
  const ADAPTIVE = { type: 'adaptive', display: 'summarized' };

  test('of the older models has a budget, and rules the temperature out', () => {
    for (const name of [
      'claude-3-7-sonnet-20250219',
      'claude-sonnet-4-20250514',
      'claude-opus-4-1-20250805',
      'claude-haiku-4-5',
      'claude-opus-4-5-20251101',
    ]) {
      assert.deepEqual(told(name, 'on'), { thinking: { type: 'enabled', budget_tokens: 16_384 } }, name);
      assert.deepEqual(told(name, 'off'), { temperature: 0.2 }, name);
      assert.deepEqual(told(name), { temperature: 0.2 }, name);
    }
  });

  test('with a budget needs room for the least one, and the thoughts of the tools so far', () => {
    assert.deepEqual(told('claude-haiku-4-5', 'on', { maxOutputTokens: 2047 }), { temperature: 0.2 });
    assert.deepEqual(told('claude-haiku-4-5', 'on', { maxOutputTokens: 4000 }), {
      thinking: { type: 'enabled', budget_tokens: 2000 },
    });
    const messages = [
      { role: 'user', text: 'Look.' },
      { role: 'assistant', text: '', toolCalls: [TOOL_CALL] },
      { role: 'tool', callId: 'call:1', result: 'x' },
    ] as const;
    assert.deepEqual(told('claude-haiku-4-5', 'on', { messages }), { temperature: 0.2 });
  });

  test('of those that see for themselves is asked for, and not otherwise', () => {
    for (const name of ['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-opus-4-7', 'claude-opus-4-8']) {
      assert.deepEqual(told(name, 'on'), { thinking: ADAPTIVE }, name);
      assert.deepEqual(told(name, 'off'), {}, name);
      assert.deepEqual(told(name), {}, name);
    }
  });

  test('of those that do so by themselves is switched off, and else shown', () => {
    for (const name of ['claude-opus-5', 'claude-sonnet-5', 'claude-sonnet-5-5', 'claude-haiku-5-5']) {
      assert.deepEqual(told(name), { thinking: ADAPTIVE }, name);
      assert.deepEqual(told(name, 'off'), { thinking: { type: 'disabled' } }, name);
    }
  });

  test('of those that cannot be stopped, and of models to come, is kept short', () => {
    for (const name of ['claude-opus-5-5', 'claude-fable-5-1', 'claude-something-7']) {
      assert.deepEqual(told(name), { thinking: ADAPTIVE }, name);
      assert.deepEqual(told(name, 'off'), { thinking: ADAPTIVE, output_config: { effort: 'low' } }, name);
    }
  });

  test('of others who speak this API is a switch', () => {
    assert.deepEqual(told('glm-5.2', 'on'), {
      thinking: { type: 'enabled', budget_tokens: 16_384 },
      temperature: 0.2,
    });
    assert.deepEqual(told('glm-5.2', 'off'), { thinking: { type: 'disabled' }, temperature: 0.2 });
    assert.deepEqual(told('glm-5.2', undefined, { temperature: 1.7 }), { temperature: 1 });
  });
});
