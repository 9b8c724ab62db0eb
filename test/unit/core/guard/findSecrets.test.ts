import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findSecrets } from '../../../../src/core/guard/findSecrets.ts';
import { SECRET_KINDS } from '../../../../src/core/guard/secretKind.ts';
import { readSourceFiles } from '../../support/sourceFiles.ts';
import { ALNUM, chance, HEX, SECRETS } from './secretSamples.ts';

const found = (text: string) => findSecrets(text, SECRET_KINDS).map(({ kind, value }) => [kind, value]);

describe('Of secrets are found', () => {
  for (const { name, kind, text, secret } of SECRETS)
    test(`${name}, and nothing around it`, () => {
      assert.deepEqual(found(text.replace('§', () => secret)), [[kind, secret]]);
    });

  test('only the kinds that are asked for', () => {
    const text = SECRETS.map((sample) => sample.text.replace('§', () => sample.secret)).join('\n\n');
    for (const kind of SECRET_KINDS)
      assert.deepEqual(new Set(findSecrets(text, [kind]).map((each) => each.kind)), new Set([kind]));
    assert.deepEqual(findSecrets(text, []), []);
  });
});

describe('For a secret is not taken', () => {
  for (const text of [
    `commit ${chance(40, HEX)}`,
    `"integrity": "sha512-${chance(86, ALNUM)}=="`,
    `const sha256 = '${chance(64, HEX)}';`,
    'id: 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    'token: "3f2504e0-4f89-41d3-9a0c-0305e82c3301"',
    'token_endpoint: "https://tools.example.org/html/rfc6749#section-3.2"',
    'private_key = ed25519.Ed25519PrivateKey',
    `data:image/png;base64,${chance(200, ALNUM)}`,
    'OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'api_key="YOUR_API_KEY_GOES_HERE_12345"',
    'const key = `sk-$' + '{process.env.KEY_NUMBER_123}`;',
    'AKIAIOSFODNN7EXAMPLE',
    'password: string; token: CancellationToken;',
    'const token = await getAccessToken(user1, scope2);',
    'const password = process.env.DB_PASSWORD_2;',
    'password: "Enter your password"',
    "token.type === 'comment.block.documentation2'",
    'postgres://user:password@localhost:5432/db',
    'https://user:$' + '{PASSWORD}@host/',
    'const maxTokens = 16384000000;',
    'timeoutNs = 15000000000; size = 13421772800000;',
    'at 1591234567890 ms',
    '13800138000',
    '138-0000-0000',
    'order 110105194912310021 of 2026',
    '11010519491331002X',
    '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----',
    '-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----',
    'CFLAGS=-O2-Wall-Wextra-pedantic1',
  ])
    test(text.slice(0, 60), () => assert.deepEqual(found(text), []));

  test('anything in the sources of this repository but what its tests make to look like one', () => {
    const texts = readSourceFiles();
    assert.ok(texts.length > 300);
    assert.deepEqual(
      texts.flatMap(({ path, text }) => found(text).map(([kind]) => `${path}: ${kind}`)),
      [],
    );
  });
});

/** Beginnings of everything that is looked for, repeated: a search that goes back would take hours for them. */
const HOSTILE = [
  'eyJ',
  'eyJaaaaaaaaaaaa.',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\nA',
  'password=',
  'password: "',
  'token_token_token',
  'a://b:',
  'http://',
  'Bearer ',
  '?key=a',
  'sk-',
  'sk-a1',
  '1',
  '13',
  '138-',
  '86 ',
  'A=',
  'A',
  '/',
  'HIDDEN_1_',
  'A_B=aaaaaaaa1',
  '密码：',
] as const;

describe('The search takes time that grows with the text and not with its square', () => {
  // A quadratic search of a million characters takes a trillion steps.
  for (const piece of HOSTILE)
    test(`for “${piece.slice(0, 30)}” again and again`, { timeout: 20_000 }, () => {
      findSecrets(piece.repeat(Math.ceil(1_000_000 / piece.length)), SECRET_KINDS);
    });
});
