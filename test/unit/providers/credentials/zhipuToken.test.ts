import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createZhipuTokens } from '../../../../src/providers/credentials/zhipuToken.ts';
import { createManualClock } from '../manualClock.ts';

const ID = 'abcdef0123456789abcdef0123456789';
const SECRET = 'AbCdEfGhIjKlMnOp';
const KEY = `${ID}.${SECRET}`;

const read = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

test('a token is signed with the secret, says who and when in milliseconds, and does not hold the key', () => {
  const clock = createManualClock();
  const token = createZhipuTokens(clock).tokenFor(KEY);
  const [header, payload, signature] = token.split('.');
  assert.deepEqual(read(header), { alg: 'HS256', sign_type: 'SIGN' });
  assert.deepEqual(read(payload), { api_key: ID, timestamp: clock.now(), exp: clock.now() + 210_000 });
  assert.equal(createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url'), signature);
  assert.ok(!token.includes(SECRET));
});

test('a token is used again until half a minute before it expires', () => {
  const clock = createManualClock();
  const tokens = createZhipuTokens(clock);
  const first = tokens.tokenFor(KEY);
  clock.advance(179_999);
  assert.equal(tokens.tokenFor(KEY), first);
  clock.advance(1);
  assert.notEqual(tokens.tokenFor(KEY), first);
});

test('each key has its own token', () => {
  const tokens = createZhipuTokens(createManualClock());
  assert.notEqual(tokens.tokenFor(KEY), tokens.tokenFor(`${ID}.another-secret`));
});

test('a key that is not made of id and secret goes as it is', () => {
  const tokens = createZhipuTokens(createManualClock());
  for (const key of ['sk-plain', 'a.b.c', '.secret', 'id.']) assert.equal(tokens.tokenFor(key), key);
});

test('a token that was refused is renewed by the server’s clock [F60]', () => {
  const clock = createManualClock();
  const tokens = createZhipuTokens(clock);
  const serverNow = clock.now() + 600_000;
  const first = tokens.tokenFor(KEY);
  tokens.renew(KEY, serverNow);
  const second = tokens.tokenFor(KEY);
  assert.notEqual(second, first);
  assert.equal((read(second.split('.')[1]) as { timestamp: number }).timestamp, serverNow);
  clock.advance(60_000);
  assert.equal(tokens.tokenFor(KEY), second);
});

test('a token that was refused is renewed also where the server does not tell the time', () => {
  const clock = createManualClock();
  const tokens = createZhipuTokens(clock);
  const first = tokens.tokenFor(KEY);
  clock.advance(1);
  assert.equal(tokens.tokenFor(KEY), first);
  tokens.renew(KEY, undefined);
  assert.notEqual(tokens.tokenFor(KEY), first);
});
