import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FilterRule } from '../../../../src/core/filter/textFilter.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { filterOutput } from '../../../../src/providers/policy/filterOutput.ts';
import { chatRequest, NEVER } from '../clients.ts';

const MASK: FilterRule = { pattern: 'se[a-z]ret', action: 'mask', label: 'word' };
const STOP: FilterRule = { pattern: 'danger', action: 'stop', label: 'no danger' };

const FINISH: StreamEvent = { type: 'finish', reason: 'stop' };
const text = (words: string): StreamEvent => ({ type: 'text-delta', text: words });
const thought = (words: string): StreamEvent => ({ type: 'reasoning-delta', text: words });

async function run(rules: readonly FilterRule[], ...script: (StreamEvent | Error)[]) {
  let isClosed = false;
  const inner: Provider = {
    id: 'test',
    async *stream() {
      try {
        for (const step of script) {
          if (step instanceof Error) throw step;
          yield step;
        }
      } finally {
        isClosed = true;
      }
    },
  };
  const events: StreamEvent[] = [];
  let error: unknown;
  try {
    for await (const event of filterOutput(inner, () => rules).stream(chatRequest(), NEVER))
      events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const shown = (type: StreamEvent['type']) =>
    events.map((event) => ('text' in event && event.type === type ? event.text : '')).join('');
  return { events, error, isClosed, text: shown('text-delta'), thoughts: shown('reasoning-delta') };
}

describe('The filter around a provider', () => {
  test('masks text and thoughts, each across its own pieces, and shows what is left before the finish', async () => {
    const { events, ...shown } = await run(
      [MASK],
      thought('my sec'),
      thought('ret'),
      text('a se'),
      text('cret, se'),
      FINISH,
    );
    assert.equal(shown.thoughts, 'my ▇▇ [word]');
    assert.equal(shown.text, 'a ▇▇ [word], se');
    assert.deepEqual(events.at(-1), FINISH);
  });

  test('ends the request where a rule says stop, and closes it', async () => {
    const { error, isClosed, ...shown } = await run(
      [MASK, STOP],
      text('a secret and dan'),
      text('ger ahead'),
      FINISH,
    );
    assert.equal(shown.text, 'a ▇▇ [word] and ');
    assert.ok(error instanceof ProviderError && error.kind === 'output-filter');
    assert.equal(error.details.filter, 'no danger');
    assert.ok(isClosed);
  });

  test('keeps what was held back when the answer is cut', async () => {
    const cut = new ProviderError('interrupted', 'x', { provider: 'test' });
    const { error, ...shown } = await run([MASK], text('a sec'), cut);
    assert.equal(error, cut);
    assert.equal(shown.text, 'a sec');
  });

  test('lets everything else pass, and everything without rules', async () => {
    const script: StreamEvent[] = [
      { type: 'retrying', attempt: 2, delayMs: 1, because: 'server' },
      { type: 'tool-call-start', callId: '1', name: 'f' },
      { type: 'tool-call', callId: '1', name: 'f', argumentsText: '{}' },
      FINISH,
    ];
    assert.deepEqual((await run([MASK], ...script)).events, script);
    assert.deepEqual((await run([], text('secret'), ...script)).events, [text('secret'), ...script]);
  });
});
