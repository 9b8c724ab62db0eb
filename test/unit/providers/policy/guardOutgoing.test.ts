import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SECRET_KINDS, type SecretKind } from '../../../../src/core/guard/secretKind.ts';
import type { BulkResult, BulkService } from '../../../../src/core/model/bulkService.ts';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { createVaults, guardBulk, guardOutgoing } from '../../../../src/providers/policy/guardOutgoing.ts';
import { ALNUM, chance } from '../../core/guard/secretSamples.ts';
import { chatRequest, NEVER } from '../clients.ts';

const KEY = `ghp_${chance(36, ALNUM)}`;
const ASKED = chatRequest({
  messages: [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: `Why is ${KEY} refused?` },
  ],
  conversation: { id: 'chat-1', turn: 'turn-1' },
});
const FINISH: StreamEvent = { type: 'finish', reason: 'stop' };
const text = (words: string): StreamEvent => ({ type: 'text-delta', text: words });

function guarded(
  script: readonly (StreamEvent | Error)[],
  kinds: readonly SecretKind[] = SECRET_KINDS,
  envValues: readonly string[] = [],
) {
  const sent: ChatRequest[] = [];
  const inner: Provider = {
    id: 'test',
    async *stream(request) {
      sent.push(request);
      for (const step of script) {
        if (step instanceof Error) throw step;
        yield step;
      }
    },
  };
  const vaults = createVaults();
  const deps = { kinds: () => kinds, envValues: async () => envValues, vaults };
  const provider = guardOutgoing(inner, deps);
  async function ask(request = ASKED): Promise<{ events: StreamEvent[]; error: unknown; shown: string }> {
    const events: StreamEvent[] = [];
    let error: unknown;
    try {
      for await (const event of provider.stream(request, NEVER)) events.push(event);
    } catch (thrown) {
      error = thrown;
    }
    const shown = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    return { events, error, shown };
  }
  return { ask, sent, deps };
}

describe('The guard around a provider', () => {
  test('sends a placeholder, tells the model what it is, and gives the value back to the reader', async () => {
    const { ask, sent } = guarded([text('It is `HIDD'), text('EN_1_'), text('KEY`.'), FINISH]);
    const { shown } = await ask();
    assert.equal(shown, `It is \`${KEY}\`.`);
    const [system, user] = sent[0]!.messages;
    assert.match((system as { text: string }).text, /^Be brief\.\n\n.*HIDDEN_1_KEY/);
    assert.deepEqual(user, { role: 'user', text: 'Why is HIDDEN_1_KEY refused?' });
  });

  test('says what it hid when the answer begins, and not while it is waited for', async () => {
    const { ask } = guarded([{ type: 'queued', because: 'turn' }, text('a'), FINISH]);
    const { events } = await ask();
    assert.deepEqual(events, [
      { type: 'queued', because: 'turn' },
      { type: 'hidden', hidden: [{ kind: 'keys', count: 1 }] },
      text('a'),
      FINISH,
    ]);
  });

  test('is silent and changes nothing where there is no secret', async () => {
    const { ask, sent } = guarded([text('a'), FINISH]);
    const request = chatRequest();
    assert.deepEqual((await ask(request)).events, [text('a'), FINISH]);
    assert.deepEqual(sent, [request]);
  });

  test('hides nothing when nothing is to be hidden', async () => {
    const { ask, sent } = guarded([FINISH], []);
    await ask();
    assert.deepEqual(sent, [ASKED]);
  });

  test('hides the values of .env files', async () => {
    const { ask, sent } = guarded([FINISH], SECRET_KINDS, ['correct-horse']);
    await ask(chatRequest({ messages: [{ role: 'user', text: 'login correct-horse' }] }));
    assert.deepEqual(sent[0]!.messages.at(-1), { role: 'user', text: 'login HIDDEN_1_ENV' });
  });

  test('keeps the names of a conversation, and begins anew in another', async () => {
    const { ask, sent } = guarded([FINISH]);
    const about = (id: string, words: string): ChatRequest => ({
      ...ASKED,
      conversation: { id, turn: 't' },
      messages: [{ role: 'user', text: words }],
    });
    const OTHER = `glpat-${chance(20, ALNUM)}`;
    await ask(about('a', KEY));
    await ask(about('a', `${OTHER} ${KEY}`));
    await ask(about('b', OTHER));
    assert.deepEqual(
      sent.map(({ messages }) => messages.at(-1)),
      ['HIDDEN_1_KEY', 'HIDDEN_2_KEY HIDDEN_1_KEY', 'HIDDEN_1_KEY'].map((words) => ({
        role: 'user',
        text: words,
      })),
    );
  });

  test('hides the beginning of an answer that is gone on with', async () => {
    const { ask, sent } = guarded([FINISH]);
    await ask({ ...ASKED, continues: { text: `with ${KEY}`, reasoning: `${KEY}?` } });
    assert.deepEqual(sent[0]!.continues, { text: 'with HIDDEN_1_KEY', reasoning: 'HIDDEN_1_KEY?' });
  });

  test('writes a value into a tool’s arguments as JSON wants it', async () => {
    const call = (argumentsText: string): StreamEvent => ({
      type: 'tool-call',
      callId: '1',
      name: 'x',
      argumentsText,
    });
    const { ask } = guarded([call('{"a":"HIDDEN_1_PASSWORD"}'), FINISH]);
    const { events } = await ask(
      chatRequest({ messages: [{ role: 'user', text: `password: 'ab"12\\3$%x'` }] }),
    );
    assert.deepEqual(events[1], call(JSON.stringify({ a: 'ab"12\\3$%x' })));
  });

  test('shows no half of a placeholder where the answer broke off', async () => {
    const cut = new ProviderError('interrupted', 'cut', { provider: 'test' });
    const { ask } = guarded([text('It is HIDDEN_1_K'), cut]);
    const { shown, error } = await ask();
    assert.deepEqual([shown, error], ['It is ', cut]);
  });
});

describe('The guard around requests that are handed over together', () => {
  test('hides what is handed over and restores the results, also after a restart', async () => {
    const sent: ChatRequest[] = [];
    const results: readonly BulkResult[] = [
      { requestId: 'request-1', text: 'It is HIDDEN_1_KEY.', reason: 'stop' },
      { requestId: 'request-2', text: 'HIDDEN_1_KEY', reason: 'stop' },
    ];
    const inner: BulkService = {
      submit: async (requests) => {
        sent.push(...requests);
        return 'bulk';
      },
      look: () => assert.fail(),
      cancel: () => assert.fail(),
      results: async () => results,
    };
    const { conversation: _, ...request } = ASKED;
    await guardBulk(inner, guarded([]).deps).submit([request], NEVER);
    assert.deepEqual(sent[0]!.messages.at(-1), { role: 'user', text: 'Why is HIDDEN_1_KEY refused?' });

    const afterRestart = guardBulk(inner, guarded([]).deps);
    const wanted = {
      requestIds: new Set(['request-1', 'request-2']),
      purpose: request.purpose,
      model: request.model,
      requestOf: async (id: string) => (id === 'request-1' ? request : undefined),
    };
    const texts = (await afterRestart.results('bulk', wanted, NEVER)).map(
      (result) => 'text' in result && result.text,
    );
    assert.deepEqual(texts, [`It is ${KEY}.`, 'HIDDEN_1_KEY']);
  });
});
