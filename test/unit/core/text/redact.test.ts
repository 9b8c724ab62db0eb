import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { redact } from '../../../../src/core/text/redact.ts';

const HEX = '0123456789abcdef0123456789abcdef';

describe('what looks like a secret is removed', () => {
  for (const [name, text, secret] of [
    ['a bearer token', 'Authorization: Bearer abc.def-123', 'abc.def-123'],
    ['a bearer token in JSON', '{"authorization":"Bearer abcdef"}', 'abcdef'],
    ['a basic login', 'proxy-authorization: Basic dXNlcjpwdw==', 'dXNlcjpwdw'],
    ['a key header', 'x-api-key: my-own-key-1', 'my-own-key-1'],
    ['a key in JSON', '{"api_key": "my-own-key-1"}', 'my-own-key-1'],
    ['an OpenAI key', 'Incorrect API key provided: sk-proj-AbC_123-xyz789.', 'AbC_123'],
    ['an OpenRouter key', 'sk-or-v1-0123456789abcdef', '0123456789abcdef'],
    ['a Zhipu key', `key ${HEX}.AbCdEfGhIjKlMnOp is wrong`, 'AbCdEfGhIjKlMnOp'],
    ['a Qianfan key', 'bce-v3/ALTAK-abc123/0123456789abcdef', 'ALTAK-abc123'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJhcGlfa2V5IjoiYSJ9.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['a token in a query', 'GET https://x.example/?access_token=24.abc&x=1', '24.abc'],
    ['a login in a URL', 'https://user:hunter2@x.example/', 'hunter2'],
  ] as const) {
    test(`${name}`, () => {
      const safe = redact(text);
      assert.ok(!safe.includes(secret), safe);
      assert.ok(safe.includes('•••'), safe);
    });
  }
});

test('what is around a secret stays readable', () => {
  assert.equal(redact('GET /?access_token=24.abc&x=1 failed'), 'GET /?access_token=•••&x=1 failed');
  assert.equal(redact('authorization: Bearer abc, x'), 'authorization: Bearer •••, x');
});

test('ordinary text and code is left alone', () => {
  for (const text of [
    'The model `glm-5.2` does not exist.',
    'const key = await keys.get(id); // bearer of bad news: token count is 12',
    'https://docs.example.com/a?b=c#d',
    'sk-short',
    '模型不存在，请检查模型代码。',
  ]) {
    assert.equal(redact(text), text);
  }
});

test('a given secret is removed wherever it stands, also percent-encoded', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, unit: 'grapheme-ascii' }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        fc.pre(!'•••'.includes(secret));
        const safe = redact(`${before}${secret}${after}${encodeURIComponent(secret)}`, [secret]);
        return !safe.includes(secret);
      },
    ),
  );
});

test('of secrets that hold one another the longer is removed first', () => {
  assert.equal(redact('abcd-efgh', ['abcd', 'abcd-efgh']), '•••');
});

test('a long text without a blank is read in one pass', () => {
  const startedAt = performance.now();
  redact(
    `Bearer ${'a'.repeat(200_000)} ${'eyJ'.repeat(50_000)} ${'sk-'.repeat(50_000)} ${'a://'.repeat(50_000)}`,
  );
  assert.ok(performance.now() - startedAt < 2000);
});
