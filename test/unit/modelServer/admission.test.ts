import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { isAdmitted } from '../../model-server/admission.ts';

const KEY = 'the-id.the-secret';

/** A token as Zhipu's documents describe it, made apart from the code that is under test elsewhere. */
function tokenOf(claims: object, secret = 'the-secret'): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256', sign_type: 'SIGN' })}.${part(claims)}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}

describe('let in is', () => {
  const claims = { api_key: 'the-id', exp: Date.now() + 60_000, timestamp: Date.now() };

  test('the key itself', () => assert.ok(isAdmitted({ authorization: `Bearer ${KEY}` }, KEY)));
  test('a token that was signed with its secret', () =>
    assert.ok(isAdmitted({ authorization: `Bearer ${tokenOf(claims)}` }, KEY)));

  for (const [name, authorization] of Object.entries({
    nothing: undefined,
    'the key without the word before it': KEY,
    'another key': 'Bearer other.key',
    'a token of another secret': `Bearer ${tokenOf(claims, 'guessed')}`,
    'a token of another id': `Bearer ${tokenOf({ ...claims, api_key: 'other' })}`,
    'a token that has expired': `Bearer ${tokenOf({ ...claims, exp: Date.now() - 1 })}`,
    'a token that never expires': `Bearer ${tokenOf({ api_key: 'the-id' })}`,
    'a token without a signature': `Bearer ${tokenOf(claims).split('.').slice(0, 2).join('.')}.`,
    nonsense: 'Bearer a.b.c',
  })) {
    test(`not ${name}`, () => assert.equal(isAdmitted({ authorization }, KEY), false));
  }
});
