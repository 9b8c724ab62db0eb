import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import type { ModelId } from '../../../../src/core/model/model.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import {
  PROVIDER_ERRORS,
  ProviderError,
  type ProviderErrorKind,
} from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { createCustomEndpoint, type Endpoint } from '../../../../src/providers/endpoint.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import {
  type Chain,
  createSurvivors,
  type Link,
  type Survivors,
} from '../../../../src/providers/policy/chain.ts';
import { failover } from '../../../../src/providers/policy/failover.ts';
import { chatRequest, kindOf, NEVER, textOf } from '../clients.ts';

const TRIED: string[] = [];

interface Script {
  readonly isLocal?: boolean;
  readonly host?: string;
  readonly fails?: ProviderErrorKind;
  readonly status?: number;
  /** Waits for a limit first. */
  readonly waits?: boolean;
  /** Said before it fails. */
  readonly says?: string;
  readonly tools?: boolean;
  readonly contextTokens?: number;
}

/** What answers at an endpoint. */
const PROVIDERS = new WeakMap<Endpoint, Provider>();

/** A link that answers with its own name, or fails as it is told. */
function link(id: ModelId, script: Script = {}): Link {
  const [provider = '', name = ''] = id.split('/');
  const { fails, waits, says, status, isLocal = false, host, contextTokens = 100_000, tools = true } = script;
  const endpoint = { ...createCustomEndpoint(provider, { baseUrl: 'https://host.example/v1' }), isLocal };
  PROVIDERS.set(endpoint, {
    id: provider,
    async *stream(request: ChatRequest) {
      TRIED.push(`${request.model.id}${host ? `@${host}` : ''} ${request.maxOutputTokens ?? ''}`.trim());
      if (waits) yield { type: 'queued', because: 'limit' };
      if (says) yield { type: 'text-delta', text: says };
      if (fails) throw new ProviderError(fails, id, { provider, ...(status && { status }) });
      yield { type: 'text-delta', text: id };
      yield { type: 'finish', reason: 'stop' };
    },
  });
  return {
    model: modelOf(provider, { name, tools, contextTokens, maxOutputTokens: 1000 }),
    endpoint,
    ...(host && { host }),
  };
}

interface Outcome {
  readonly events: readonly StreamEvent[];
  readonly text: string;
  readonly tried: readonly string[];
  readonly error?: unknown;
}

async function ask(
  chain: Chain,
  request = chatRequest(),
  survivors: Survivors = createSurvivors(() => 0),
): Promise<Outcome> {
  const events: StreamEvent[] = [];
  let error: unknown;
  try {
    for await (const event of failover(chain, survivors, (endpoint) => PROVIDERS.get(endpoint)!).stream(
      request,
      NEVER,
    ))
      events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { events, text: textOf(events), tried: TRIED.splice(0), error };
}

const STEPS_IN: ReadonlySet<string> = new Set([
  'paused',
  'dns',
  'unreachable',
  'connection-lost',
  'timeout',
  'server',
  'overloaded',
]);

/** Beside those, what a fallback's own key and limits are to blame for. */
const GIVES_WAY: ReadonlySet<string> = new Set([
  ...STEPS_IN,
  'no-credential',
  'invalid-credential',
  'expired-credential',
  'wrong-endpoint',
  'permission',
  'unknown-model',
  'blocked-origin',
  'blocked-host',
  'no-balance',
  'quota',
  'rate-limit',
  'queue-full',
]);

describe('a fallback', () => {
  for (const kind of Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[]) {
    const stepsIn = STEPS_IN.has(kind);
    test(`${stepsIn ? 'steps in' : 'stays away'} when the model that is meant fails with ${kind}`, async () => {
      const { text, tried, error } = await ask([link('a/one', { fails: kind }), link('b/two')]);
      assert.deepEqual(tried, stepsIn ? ['a/one', 'b/two'] : ['a/one']);
      assert.equal(text, stepsIn ? 'b/two' : '');
      assert.equal(kindOf(error), stepsIn ? undefined : kind);
    });
  }

  for (const kind of Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[]) {
    const givesWay = GIVES_WAY.has(kind);
    test(`that fails with ${kind} ${givesWay ? 'leaves it to the next' : 'is the last that is asked'} [F79]`, async () => {
      const failing = link('b/two', { fails: kind });
      const { text, tried, error } = await ask([
        link('a/one', { fails: 'server' }),
        failing,
        link('c/three'),
      ]);
      assert.deepEqual(tried, givesWay ? ['a/one', 'b/two', 'c/three'] : ['a/one', 'b/two']);
      assert.equal(text, givesWay ? 'c/three' : '');
      assert.equal(kindOf(error), givesWay ? undefined : kind);
    });
  }

  test('stays away when the model was only asked too often, by whatever name', async () => {
    const { tried } = await ask([link('a/one', { fails: 'overloaded', status: 429 }), link('b/two')]);
    assert.deepEqual(tried, ['a/one']);
  });

  test('says who answers before the answer [F79]', async () => {
    const { events } = await ask([link('a/one', { fails: 'server' }), link('b/two')]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['fell-back', 'text-delta', 'finish'],
    );
    assert.deepEqual(events[0], { type: 'fell-back', modelId: 'b/two', label: 'two' });
  });

  test('says that it is the one that is waited for', async () => {
    const waits = { waits: true };
    const { events } = await ask([link('one/a', { ...waits, fails: 'server' }), link('two/b', waits)]);
    assert.deepEqual(events.slice(0, 3), [
      { type: 'queued', because: 'limit' },
      { type: 'queued', because: 'limit', label: 'b' },
      { type: 'fell-back', modelId: 'two/b', label: 'b' },
    ]);
  });

  test('at another address of the same model says which', async () => {
    const { events } = await ask([
      link('a/one', { fails: 'dns' }),
      link('a/one', { host: 'backup.example' }),
    ]);
    assert.deepEqual(events[0], { type: 'fell-back', modelId: 'a/one', label: 'one (backup.example)' });
  });

  test('never takes over an answer that has begun [F79]', async () => {
    const { text, tried, error } = await ask([
      link('a/one', { says: 'Half', fails: 'server' }),
      link('b/two'),
    ]);
    assert.deepEqual([text, tried, kindOf(error)], ['Half', ['a/one'], 'server']);
  });

  test('that may not be used leaves it to the next, and in the end the error is the first one', async () => {
    const failing = [link('b/two', { fails: 'no-credential' }), link('c/three', { fails: 'quota' })] as const;
    const saved = await ask([link('a/one', { fails: 'timeout' }), ...failing, link('d/four')]);
    assert.equal(saved.text, 'd/four');
    const lost = await ask([link('a/one', { fails: 'timeout' }), ...failing]);
    assert.deepEqual([kindOf(lost.error), lost.tried.length], ['timeout', 3]);
  });

  test('elsewhere never steps in for a model on this machine; another one on it does [F79]', async () => {
    const local = link('a/one', { fails: 'unreachable', isLocal: true });
    assert.deepEqual((await ask([local, link('b/two')])).tried, ['a/one']);
    assert.equal((await ask([local, link('b/two'), link('c/three', { isLocal: true })])).text, 'c/three');
  });

  test('that has no tools, or is too small for the prompt, is passed over', async () => {
    const tools = [{ name: 'read', description: '', parameters: {} }];
    const first = link('a/one', { fails: 'server' });
    const withTools = await ask(
      [first, link('b/two', { tools: false }), link('c/three')],
      chatRequest({ tools }),
    );
    assert.equal(withTools.text, 'c/three');
    const long = [{ role: 'user' as const, text: 'word '.repeat(2000) }];
    const small = await ask(
      [first, link('b/two', { contextTokens: 1000 }), link('c/three')],
      chatRequest({ messages: long }),
    );
    assert.equal(small.text, 'c/three');
  });

  test('is asked for no longer an answer than it can give', async () => {
    const { tried } = await ask(
      [link('a/one', { fails: 'server' }), link('b/two')],
      chatRequest({ maxOutputTokens: 9000 }),
    );
    assert.deepEqual(tried, ['a/one 1000', 'b/two 1000']);
  });

  test('does not go on with what another has begun', async () => {
    const continues = { text: 'Half', reasoning: '' };
    const { tried } = await ask(
      [link('a/one', { fails: 'server' }), link('b/two')],
      chatRequest({ continues }),
    );
    assert.deepEqual(tried, ['a/one']);
  });
});

describe('who stepped in', () => {
  test('answers for ten minutes, then the model that is meant is tried again', async () => {
    let now = 0;
    const survivors = createSurvivors(() => now);
    const broken: Chain = [link('a/one', { fails: 'server' }), link('b/two')];
    await ask(broken, chatRequest(), survivors);
    assert.equal(survivors.of(broken).model.id, 'b/two');
    now = 599_999;
    const pinned = await ask(broken, chatRequest(), survivors);
    assert.deepEqual([pinned.tried, pinned.events[0]?.type], [['b/two'], 'fell-back']);
    now = 600_000;
    const mended: Chain = [link('a/one'), link('b/two')];
    const back = await ask(mended, chatRequest(), survivors);
    assert.deepEqual([back.tried, back.events[0]?.type], [['a/one'], 'text-delta']);
    assert.equal(survivors.of(mended).model.id, 'a/one');
  });

  test('gives way to the one that is meant when it fails itself', async () => {
    const survivors = createSurvivors(() => 0);
    await ask([link('a/one', { fails: 'server' }), link('b/two')], chatRequest(), survivors);
    const { text, tried } = await ask(
      [link('a/one'), link('b/two', { fails: 'quota' })],
      chatRequest(),
      survivors,
    );
    assert.deepEqual([text, tried], ['a/one', ['b/two', 'a/one']]);
    assert.equal(survivors.of([link('a/one'), link('b/two')]).model.id, 'a/one');
  });

  test('is the last that is asked when its filter stops the request [F79]', async () => {
    const survivors = createSurvivors(() => 0);
    await ask([link('a/one', { fails: 'server' }), link('b/two')], chatRequest(), survivors);
    const filtered: Chain = [link('a/one'), link('b/two', { fails: 'content-filter' })];
    const { tried, error } = await ask(filtered, chatRequest(), survivors);
    assert.deepEqual([tried, kindOf(error)], [['b/two'], 'content-filter']);
  });

  test('is forgotten when the user takes it out of the chain', async () => {
    const survivors = createSurvivors(() => 0);
    await ask([link('a/one', { fails: 'server' }), link('b/two')], chatRequest(), survivors);
    assert.equal((await ask([link('a/one'), link('c/three')], chatRequest(), survivors)).text, 'a/one');
  });
});
