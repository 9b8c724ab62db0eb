import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { createAnswerReader } from '../../../src/providers/answerReader.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import { createFail } from '../../../src/providers/fail.ts';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/wire');

interface Read {
  readonly text: string;
  readonly reasoning: string;
  /** All but the deltas. */
  readonly rest: readonly StreamEvent[];
  readonly failure?: string;
}

/** What a body says that arrives in two parts. */
function read(provider: string, body: Buffer, cut: number): Read {
  const fail = createFail({ provider, host: 'host', secrets: [] });
  const dialect = dialectOf(CATALOG.find(({ id }) => id === provider)!.dialect);
  const reader = createAnswerReader(dialect.framing, dialect.decoder(0, fail), fail);
  const parts = [body.subarray(0, cut), body.subarray(cut)];
  const events = [...parts.flatMap((part) => reader.push(part)), ...reader.end()];
  const joined = (type: StreamEvent['type']): string =>
    events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
  return {
    text: joined('text-delta'),
    reasoning: joined('reasoning-delta'),
    rest: events.filter((event) => !('text' in event)),
    ...(reader.failure instanceof ProviderError && { failure: reader.failure.message }),
  };
}

const usage = (inputTokens: number, outputTokens: number, cachedInputTokens = 0) => ({
  usage: { inputTokens, outputTokens, cachedInputTokens, reasoningTokens: 0, estimated: false },
});
const stop = { type: 'finish', reason: 'stop' } as const;
const call = { callId: 'call_x', name: 'f' };

const FIXTURES: readonly (readonly [file: string, provider: string, expected: Read])[] = [
  [
    'zhipu-v3.sse',
    'zhipu-v3',
    { text: '  def f(x):\n    return x\n# 完成 ✅', reasoning: '', rest: [{ ...stop, ...usage(2, 8) }] },
  ],
  [
    'zhipu-v3-whole.json',
    'zhipu-v3',
    { text: ' hi，\n  你好', reasoning: '', rest: [{ ...stop, ...usage(2, 8) }] },
  ],
  ['ernie-v1.sse', 'ernie-v1', { text: '你好，  world', reasoning: '', rest: [{ ...stop, ...usage(4, 5) }] }],
  [
    'ernie-v1-error.json',
    'ernie-v1',
    {
      text: '',
      reasoning: '',
      rest: [],
      failure: 'host: overloaded (code 336100): the server is busy 请稍后',
    },
  ],
  [
    'zhipu-v4.sse',
    'zhipu',
    {
      text: 'Hi 👋',
      reasoning: 'The 想',
      rest: [
        { type: 'tool-call-start', ...call },
        { type: 'tool-call', ...call, argumentsText: '{"a":1}' },
        { type: 'finish', reason: 'tool-calls', ...usage(3, 7, 1), servedModel: 'glm-4.7-flash' },
      ],
    },
  ],
  [
    'zhipu-v4-leaked-tags.sse',
    'zhipu',
    { text: '是 42', reasoning: '想', rest: [{ ...stop, ...usage(3, 7), servedModel: 'glm-4.5v' }] },
  ],
  [
    'qianfan-v2.sse',
    'qianfan',
    { text: '好的', reasoning: '想', rest: [{ ...stop, ...usage(3, 7), servedModel: 'deepseek-v3.2' }] },
  ],
];

for (const [file, provider, expected] of FIXTURES) {
  test(`${file} says the same wherever its bytes are cut`, async () => {
    const body = await readFile(path.join(FOLDER, file));
    for (let cut = 0; cut <= body.length; cut++) assert.deepEqual(read(provider, body, cut), expected);
  });
}
