import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { createAnswerReader } from '../../../src/providers/answerReader.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import { createFail } from '../../../src/providers/fail.ts';
import { kindOf } from './clients.ts';

const NOW = Date.UTC(2026, 10, 21, 4);

interface Read {
  readonly events: readonly StreamEvent[];
  readonly failure: ProviderErrorKind | undefined;
}

/** What the provider's dialect makes of bytes that arrive in these pieces; deltas of one kind are joined. */
function read(provider: string, pieces: readonly Uint8Array[]): Read {
  const dialect = dialectOf(CATALOG.find(({ id }) => id === provider)!.dialect);
  const fail = createFail({ provider, host: 'test', secrets: [] });
  const reader = createAnswerReader(dialect.framing, dialect.decoder(NOW, fail), fail);
  const events: StreamEvent[] = [];
  const add = (more: readonly StreamEvent[]): void => {
    for (const event of more) {
      const last = events.at(-1);
      if (
        (last?.type === 'text-delta' && event.type === 'text-delta') ||
        (last?.type === 'reasoning-delta' && event.type === 'reasoning-delta')
      )
        events[events.length - 1] = { type: last.type, text: last.text + event.text };
      else events.push(event);
    }
  };
  for (const piece of pieces) if (reader.failure === undefined) add(reader.push(piece));
  if (reader.failure === undefined) add(reader.end());
  return { events, failure: kindOf(reader.failure) };
}

const usage = (inputTokens: number, outputTokens: number, cachedInputTokens = 0) => ({
  inputTokens,
  outputTokens,
  cachedInputTokens,
  reasoningTokens: 0,
  estimated: false,
});

const call = (callId: string, name: string, argumentsText: string): StreamEvent => ({
  type: 'tool-call',
  callId,
  name,
  argumentsText,
});
const start = (callId: string, name: string): StreamEvent => ({ type: 'tool-call-start', callId, name });

/** Answers as the providers' documents and recorded traces show them, and what they say. */
const ANSWERS: readonly (readonly [file: string, provider: string, Read])[] = [
  [
    'anthropic-tools.sse',
    'anthropic',
    {
      events: [
        { type: 'reasoning-delta', text: '先看文件。' },
        { type: 'text-delta', text: '我来看一下 👀 `main.ts`:' },
        start('toolu_01', 'read'),
        start('toolu_02', 'list'),
        call('toolu_01', 'read', '{"path": "src/主.ts"}'),
        call('toolu_02', 'list', '{}'),
        {
          type: 'finish',
          reason: 'tool-calls',
          usage: usage(329, 89, 300),
          servedModel: 'claude-opus-5-5',
          sealedReasoning: JSON.stringify([
            { type: 'thinking', thinking: '先看文件。', signature: 'EqQBCg' },
            { type: 'redacted_thinking', data: 'EmwKAhgB' },
          ]),
        },
      ],
      failure: undefined,
    },
  ],
  [
    'anthropic-glm.sse',
    'zhipu-anthropic',
    {
      events: [
        { type: 'text-delta', text: '你好' },
        { type: 'finish', reason: 'stop', usage: usage(16, 3, 4), servedModel: 'glm-5.2' },
      ],
      failure: undefined,
    },
  ],
  [
    'anthropic-error.sse',
    'anthropic',
    { events: [{ type: 'text-delta', text: 'Half' }], failure: 'overloaded' },
  ],
  [
    'ollama-tools.ndjson',
    'ollama',
    {
      events: [
        { type: 'reasoning-delta', text: '想一想' },
        { type: 'text-delta', text: 'Hi 你好' },
        start('call_x', 'read'),
        start('call_1', 'list'),
        call('call_x', 'read', '{"path":"a/主.ts","lines":[1,2]}'),
        call('call_1', 'list', '{}'),
        { type: 'finish', reason: 'tool-calls', usage: usage(9, 3), servedModel: 'qwen3:8b' },
      ],
      failure: undefined,
    },
  ],
  ['ollama-error.ndjson', 'ollama', { events: [{ type: 'text-delta', text: 'Half' }], failure: 'server' }],
  [
    'zhipu-tools.sse',
    'zhipu',
    {
      events: [
        { type: 'reasoning-delta', text: 'The' },
        { type: 'text-delta', text: 'Hi 你' },
        start('call_x', 'f'),
        call('call_x', 'f', '{"a":1}'),
        { type: 'finish', reason: 'tool-calls', usage: usage(12, 5, 4), servedModel: 'glm-4.7-flash' },
      ],
      failure: undefined,
    },
  ],
  [
    'openrouter-error.sse',
    'openrouter',
    {
      events: [
        { type: 'reasoning-delta', text: 'Hm' },
        { type: 'text-delta', text: 'Half' },
      ],
      failure: 'server',
    },
  ],
];

describe('a recorded answer', () => {
  for (const [file, provider, expected] of ANSWERS) {
    const bytes = readFileSync(new URL(`../../fixtures/wire/${file}`, import.meta.url));

    test(`${file} says the same in one piece, byte by byte, and cut in two at any byte`, () => {
      assert.deepEqual(read(provider, [bytes]), expected);
      assert.deepEqual(
        read(
          provider,
          [...bytes].map((byte) => Uint8Array.of(byte)),
        ),
        expected,
      );
      for (let at = 1; at < bytes.length; at++)
        assert.deepEqual(read(provider, [bytes.subarray(0, at), bytes.subarray(at)]), expected, `at ${at}`);
    });

    if (expected.failure) continue;
    test(`${file} that ends before its end is interrupted`, () => {
      const text = bytes.toString();
      const end = text.lastIndexOf(provider === 'ollama' ? '"done": true' : '"delta"');
      const kept = bytes.subarray(0, Buffer.byteLength(text.slice(0, end)));
      assert.equal(read(provider, [kept]).failure, 'interrupted');
    });
  }
});
