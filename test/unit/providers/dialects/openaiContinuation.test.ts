import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CATALOG } from '../../../../src/providers/catalog.ts';
import { dialectOf } from '../../../../src/providers/dialectOf.ts';
import { createAnthropicMessages } from '../../../../src/providers/dialects/anthropicMessages.ts';
import { OLLAMA_CHAT } from '../../../../src/providers/dialects/ollamaChat.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import { chatRequest } from '../clients.ts';

const endpointOf = (id: string) => CATALOG.find((endpoint) => endpoint.id === id)!;
const spokenBy = (id: string) => dialectOf(endpointOf(id).dialect);
const thinker = modelOf('test', { name: 'm', reasoning: true });
const plain = modelOf('test', { name: 'm' });

function resumes(id: string, model = plain, reasoning?: 'on' | 'off', baseUrl = endpointOf(id).baseUrl) {
  return spokenBy(id).resumes?.(baseUrl, { model, ...(reasoning && { reasoning }) }) ?? false;
}

suite('which providers go on with an answer by themselves', () => {
  test('is known of those whose documents say how, and taken of no other', () => {
    for (const id of [
      'deepseek',
      'moonshot',
      'moonshot-intl',
      'dashscope',
      'vllm',
      'llamacpp',
      'lmstudio',
      'ollama',
    ])
      assert.equal(resumes(id), true, id);
    for (const id of ['zhipu', 'zhipu-coding', 'zai', 'openai', 'qianfan', 'siliconflow', 'openrouter'])
      assert.equal(resumes(id), false, id);
  });

  test('is true of DeepSeek at its own address only, where it goes to another path', () => {
    assert.equal(resumes('deepseek', plain, undefined, 'https://api.deepseek.com/v1'), true);
    assert.equal(resumes('deepseek', plain, undefined, 'https://gateway.example.com/v1'), false);
    const { baseUrl } = endpointOf('deepseek');
    const dialect = spokenBy('deepseek');
    const request = chatRequest({ continues: { text: 'a', reasoning: '' } });
    assert.equal(dialect.url(baseUrl, request), 'https://api.deepseek.com/beta/chat/completions');
    assert.equal(dialect.url(baseUrl, chatRequest()), 'https://api.deepseek.com/chat/completions');
  });

  test('is not true of DashScope while the model may think', () => {
    assert.equal(resumes('dashscope', thinker), false);
    assert.equal(resumes('dashscope', thinker, 'on'), false);
    assert.equal(resumes('dashscope', thinker, 'off'), true);
  });

  test('is true of Claude up to 4.5 without thinking, and of none that came later', () => {
    const { resumes } = createAnthropicMessages();
    const claude = (name: string, reasoning?: 'on' | 'off') =>
      resumes?.('https://api.anthropic.com', {
        model: modelOf('anthropic', { name, reasoning: true }),
        ...(reasoning && { reasoning }),
      });
    for (const name of ['claude-3-7-sonnet-latest', 'claude-sonnet-4-20250514', 'claude-opus-4-5-20251101']) {
      assert.equal(claude(name), true, name);
      assert.equal(claude(name, 'on'), false, name);
    }
    for (const name of ['claude-opus-4-6', 'claude-sonnet-5', 'glm-5.2'])
      assert.equal(claude(name), false, name);
  });
});

suite('the beginning of an answer', () => {
  const request = chatRequest({ continues: { text: 'It is', reasoning: 'Hm.' } });

  test('is the last message for Ollama and Anthropic, which do not think again', () => {
    const ollama = OLLAMA_CHAT.encode(request) as { messages: object[]; think?: boolean };
    assert.deepEqual(ollama.messages.at(-1), { role: 'assistant', content: 'It is' });
    assert.equal(ollama.think, false);
    const anthropic = createAnthropicMessages().encode(request) as { messages: object[] };
    assert.deepEqual(anthropic.messages.at(-1), {
      role: 'assistant',
      content: [{ type: 'text', text: 'It is' }],
    });
  });

  test('brings its thoughts along where the provider wants them back', () => {
    const { messages } = spokenBy('deepseek').encode(request) as { messages: object[] };
    assert.deepEqual(messages.at(-1), {
      role: 'assistant',
      content: 'It is',
      reasoning_content: 'Hm.',
      prefix: true,
    });
  });
});
