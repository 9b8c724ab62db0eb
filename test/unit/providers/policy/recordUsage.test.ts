import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { NO_USAGE, type Usage } from '../../../../src/core/model/usage.ts';
import { estimateTokens } from '../../../../src/core/usage/estimateTokens.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { recordUsage } from '../../../../src/providers/policy/recordUsage.ts';
import { chatRequest, NEVER } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';

const COUNTED: Usage = { ...NO_USAGE, inputTokens: 11, outputTokens: 7 };
const text = (words: string): StreamEvent => ({ type: 'text-delta', text: words });

interface Played {
  readonly records: readonly UsageRecord[];
  readonly events: readonly StreamEvent[];
}

/** Plays events, each a hundred milliseconds after the other; an error among them is thrown. */
async function play(
  script: readonly (StreamEvent | Error)[],
  { request = chatRequest(), leaveAfter = Number.POSITIVE_INFINITY, signal = NEVER } = {},
): Promise<Played> {
  const clock = createManualClock();
  const records: UsageRecord[] = [];
  const inner = {
    id: 'test',
    async *stream() {
      for (const step of script) {
        clock.advance(100);
        if (step instanceof Error) throw step;
        yield step;
      }
    },
  };
  const provider = recordUsage(inner, { record: (record) => records.push(record), clock });
  const events: StreamEvent[] = [];
  try {
    for await (const event of provider.stream(request, signal)) if (events.push(event) >= leaveAfter) break;
  } catch (error) {
    assert.ok(script.includes(error as Error), String(error));
  }
  return { records, events };
}

describe('a record', () => {
  test('takes the provider’s counts, and the time to the first sign of life, which a retry is not', async () => {
    const { records } = await play([
      { type: 'retrying', attempt: 2, delayMs: 0, because: 'timeout' },
      { type: 'reasoning-delta', text: 'Hm.' },
      text('Hi'),
      { type: 'finish', reason: 'stop', usage: COUNTED },
    ]);
    assert.equal(records.length, 1);
    const [{ usage, timeToFirstTokenMs, durationMs, outcome }] = records as [UsageRecord];
    assert.deepEqual([usage, timeToFirstTokenMs, durationMs, outcome], [COUNTED, 200, 400, 'completed']);
  });

  test('estimates every kind of message, tools and what came back where nobody counted', async () => {
    const tool = { name: 'read', description: 'Reads a file.', parameters: { type: 'object' } };
    const request: ChatRequest = chatRequest({
      messages: [
        { role: 'system', text: 'Be brief.' },
        {
          role: 'assistant',
          text: 'Let me look.',
          toolCalls: [{ callId: 'c', name: 'read', argumentsText: '{"a":1}' }],
        },
        { role: 'tool', callId: 'c', result: 'the content of the file' },
      ],
      tools: [tool],
    });
    const { records, events } = await play(
      [
        text('It '),
        text('adds.'),
        { type: 'tool-call', callId: 'd', name: 'list', argumentsText: '{}' },
        { type: 'finish', reason: 'tool-calls' },
      ],
      { request },
    );
    const sent = ['Be brief.', 'Let me look.read{"a":1}', 'the content of the file', JSON.stringify(tool)];
    const expected: Usage = {
      ...NO_USAGE,
      inputTokens: sent.reduce((sum, each) => sum + 4 + estimateTokens(each), 0),
      outputTokens: estimateTokens('It adds.list{}'),
      estimated: true,
    };
    assert.deepEqual(records[0]?.usage, expected);
    const finish = events.at(-1);
    assert.ok(finish?.type === 'finish');
    assert.deepEqual(finish.usage, expected, 'the consumer reads what was recorded');
  });

  test('of a request of which nothing came back counts nothing, and names the failure', async () => {
    const { records } = await play([new ProviderError('no-balance', 'x', { provider: 'test' })]);
    const [{ usage, outcome, errorKind, ...rest }] = records as [UsageRecord];
    assert.deepEqual([usage, outcome, errorKind], [NO_USAGE, 'failed', 'no-balance']);
    assert.ok(!('timeToFirstTokenMs' in rest));
  });

  test('of a failure takes what the provider had counted by then', async () => {
    const cut = new ProviderError('interrupted', 'x', { provider: 'test', usage: COUNTED });
    const { records } = await play([text('half'), cut]);
    assert.deepEqual([records[0]?.usage, records[0]?.outcome], [COUNTED, 'interrupted']);
  });

  test('of a fault of our own has no kind, and is there all the same', async () => {
    const { records } = await play([text('half'), new TypeError('bug')]);
    assert.deepEqual([records[0]?.outcome, 'errorKind' in records[0]!], ['interrupted', false]);
  });

  test('of what the user stopped says so, whatever was thrown', async () => {
    const thrown = new ProviderError('connection-lost', 'x', { provider: 'test' });
    const { records } = await play([text('half'), thrown], { signal: AbortSignal.abort('stop') });
    assert.deepEqual([records[0]?.outcome, 'errorKind' in records[0]!], ['stopped', false]);
  });

  test('is one, also when the consumer leaves early, or at the finish itself', async () => {
    const script = [text('a'), text('b'), { type: 'finish', reason: 'stop', usage: COUNTED }] as const;
    const outcomes = async (leaveAfter: number): Promise<unknown> =>
      (await play(script, { leaveAfter })).records.map(({ outcome }) => outcome);
    assert.deepEqual(await outcomes(1), ['stopped']);
    assert.deepEqual(await outcomes(3), ['completed']);
  });

  test('has no cost for a model whose price nobody knows', async () => {
    const { price: _, ...model } = chatRequest().model;
    const { records } = await play([text('a')], { request: chatRequest({ model }) });
    assert.ok(!('cost' in records[0]!));
  });
});
