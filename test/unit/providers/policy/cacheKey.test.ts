import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import type { Credential } from '../../../../src/core/model/providerInfo.ts';
import type { DialectSpec } from '../../../../src/providers/dialectSpec.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { modelOf } from '../../../../src/providers/modelOf.ts';
import { cacheKey } from '../../../../src/providers/policy/cacheKey.ts';
import { canonicalJson } from '../../../../src/providers/policy/canonicalJson.ts';
import { chatRequest } from '../clients.ts';

/** All that decides an answer. */
interface Question {
  readonly provider: string;
  readonly host: string;
  readonly path: string;
  readonly header: string;
  readonly model: string;
  readonly text: string;
  readonly system: string;
  readonly maxOutputTokens: number;
  readonly reasoning: 'on' | 'off' | undefined;
  readonly key: string | undefined;
}

/** As Zhipu's: the body holds the request's id. */
const dialect: DialectSpec = {
  api: 'openai',
  traits: { reasoningSwitch: 'thinking-type', requestId: 'body' },
};

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);

const question: fc.Arbitrary<Question> = fc.record({
  provider: word,
  host: word,
  path: word,
  header: word,
  model: word,
  text: fc.string(),
  system: fc.string(),
  maxOutputTokens: fc.nat(9),
  reasoning: fc.constantFrom('on', 'off', undefined),
  key: fc.option(word, { nil: undefined }),
});

function keyOf(asked: Question, overrides: Partial<ChatRequest> = {}): string {
  const { provider, host, path, header, model, text, system, maxOutputTokens, reasoning, key } = asked;
  const baseUrl = `https://${host}.example/${path}`;
  const endpoint = { ...createCustomEndpoint(provider, { baseUrl, headers: { 'x-team': header } }), dialect };
  const credential: Credential | undefined =
    key === undefined ? undefined : { provider, origin: baseUrl, value: key, createdAt: 0 };
  return cacheKey(
    endpoint,
    chatRequest({
      model: modelOf(provider, { name: model, reasoning: true }),
      messages: [
        { role: 'system', text: system },
        { role: 'user', text },
      ],
      maxOutputTokens: maxOutputTokens + 1,
      ...(reasoning && { reasoning }),
      ...overrides,
    }),
    credential,
  );
}

suite('the name of an answer', () => {
  test('is another as soon as any part of the question is [F71]', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        for (const part of Object.keys(one) as (keyof Question)[]) {
          const changed = { ...one, [part]: other[part] };
          assert.equal(keyOf(changed) === keyOf(one), other[part] === one[part], part);
        }
      }),
    );
  });

  test('is the same whatever the request is called and however it is to arrive', () => {
    fc.assert(
      fc.property(question, fc.uuid(), fc.constantFrom('stream', 'whole'), (asked, id, delivery) => {
        assert.equal(keyOf(asked, { id, delivery, fresh: true }), keyOf(asked));
      }),
    );
  });

  test('is a hash that holds nothing of the key', () => {
    const asked = { ...fc.sample(question, 1)[0]!, key: 'secretsecretsecret' };
    assert.match(keyOf(asked), /^[0-9a-f]{64}$/);
  });
});

suite('canonical JSON', () => {
  test('is the same for any order of keys, and means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(canonicalJson(reversed(value)), canonicalJson(value));
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('keeps the order of lists', () => {
    assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, reversed(part)]),
  );
}
