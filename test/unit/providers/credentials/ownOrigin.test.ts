import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostOf, originOf } from '../../../../src/core/model/origin.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { Credential } from '../../../../src/core/model/providerInfo.ts';
import { type AuthScheme, createAuthorities } from '../../../../src/providers/credentials/authorities.ts';
import { NEVER } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';

const authorities = createAuthorities({
  transport: { send: () => assert.fail('no scheme here has anything to fetch') },
  clock: createManualClock(),
});

/** The headers with which a key goes to an address. */
async function headersFor(url: string, credential?: Credential, auth: AuthScheme = 'bearer') {
  const call = { method: 'POST', url };
  const { headers } = await authorities.authorise({ id: 'p', auth }, call, credential, NEVER);
  return headers;
}

const keyFor = (origin: string) => ({ provider: 'p', origin, value: 'the-key', createdAt: 0 });

const keyOf = (origin?: string): Credential | undefined =>
  origin === undefined ? undefined : keyFor(origin);

const refuses = (url: string, origin?: string): Promise<void> =>
  assert.rejects(
    headersFor(url, keyOf(origin)),
    (error) =>
      error instanceof ProviderError && error.kind === 'blocked-origin' && !error.message.includes('the-key'),
    url,
  );

describe('a key', () => {
  for (const [url, origin] of [
    ['https://api.example.com/v1/chat', 'https://api.example.com'],
    ['https://API.Example.COM/v1', 'https://api.example.com'],
    ['https://api.example.com:443/v1', 'https://api.example.com'],
    ['https://api.example.com./v1', 'https://api.example.com'],
    ['https://bücher.example/v1', 'https://xn--bcher-kva.example'],
    ['http://127.0.0.1:8000/v1', 'http://127.0.0.1:8000'],
    ['http://0x7f.1:8000/v1', 'http://127.0.0.1:8000'],
    ['http://192.168.1.7/v1', 'http://192.168.1.7'],
  ] as const) {
    test(`of ${origin} is sent to ${url}`, async () => {
      assert.deepEqual(await headersFor(url, keyFor(origin)), { authorization: 'Bearer the-key' });
    });
  }

  for (const url of [
    'https://evil.example/v1',
    'https://api.example.com.evil.example/v1',
    'https://api.example.com:8443/v1',
    'http://api.example.com/v1',
    'https://api.example.com@evil.example/v1',
    'https://evil.example#@api.example.com/',
    'https://evil.example\\@api.example.com/',
    'https://apı.example.com/v1',
    'https://api.example.com%2eevil.example/v1',
    'ftp://api.example.com/v1',
    'javascript:alert(1)',
    'api.example.com/v1',
    '',
  ]) {
    test(`of https://api.example.com is not sent to “${url}” [F62]`, () =>
      refuses(url, 'https://api.example.com'));
  }

  test('is not sent to an address that carries a name or password, be it the right one', async () => {
    await refuses('https://user@api.example.com/v1', 'https://api.example.com');
    await refuses('https://user:pw@api.example.com/v1', 'https://api.example.com');
  });

  test('that is not sent says what is in the way', async () => {
    const blockOf = (url: string): Promise<unknown> =>
      headersFor(url, keyFor('https://api.example.com')).catch(
        (error: unknown) => error instanceof ProviderError && error.details.block,
      );
    assert.equal(await blockOf('api.example.com'), 'unreadable');
    assert.equal(await blockOf('https://user@api.example.com/v1'), 'holds-login');
    assert.equal(await blockOf('http://api.example.com/v1'), 'unencrypted');
    assert.equal(await blockOf('https://api.example.com:8443/v1'), 'key-of-another-address');
  });

  test('is replaced on the wire by its token', async () => {
    const key = { ...keyFor('https://api.example.com'), value: 'the-id.the-secret' };
    const { authorization } = await headersFor('https://api.example.com/v1', key, 'zhipu-token');
    assert.match(String(authorization), /^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

describe('without a key', () => {
  test('nothing is added', async () => {
    assert.deepEqual(await headersFor('http://localhost:11434/v1'), {});
  });

  test('code still does not go over the internet in the clear', () => refuses('http://api.example.com/v1'));
});

test('an origin is written in one way', () => {
  assert.equal(originOf('https://API.example.com.:443/x?y#z'), 'https://api.example.com');
  assert.equal(originOf('http://[::1]:80/'), 'http://[::1]');
  assert.throws(() => originOf('file:///etc/passwd'), TypeError);
});

test('a host is shown without path, query, name or password', () => {
  assert.equal(hostOf('https://user:pw@api.example.com:8443/v1?key=1'), 'api.example.com:8443');
  assert.equal(hostOf('not a url'), 'invalid address');
});
