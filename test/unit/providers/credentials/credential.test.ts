import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import { authorise } from '../../../../src/providers/credentials/credential.ts';
import { hostOf, originOf } from '../../../../src/providers/credentials/origin.ts';

const keyFor = (origin: string) => ({ provider: 'p', origin, value: 'the-key', createdAt: 0 });

const refuses = (url: string, origin?: string): void => {
  assert.throws(
    () => authorise('p', url, origin === undefined ? undefined : keyFor(origin)),
    (error) =>
      error instanceof ProviderError && error.kind === 'blocked-origin' && !error.message.includes('the-key'),
    url,
  );
};

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
    test(`of ${origin} is sent to ${url}`, () => {
      assert.deepEqual(authorise('p', url, keyFor(origin)), { authorization: 'Bearer the-key' });
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
    test(`of https://api.example.com is not sent to “${url}”`, () => refuses(url, 'https://api.example.com'));
  }

  test('is not sent to an address that carries a name or password, be it the right one', () => {
    refuses('https://user@api.example.com/v1', 'https://api.example.com');
    refuses('https://user:pw@api.example.com/v1', 'https://api.example.com');
  });

  test('that is not sent says what is in the way', () => {
    const blockOf = (url: string): unknown => {
      try {
        return authorise('p', url, keyFor('https://api.example.com'));
      } catch (error) {
        return error instanceof ProviderError && error.details.block;
      }
    };
    assert.equal(blockOf('api.example.com'), 'unreadable');
    assert.equal(blockOf('https://user@api.example.com/v1'), 'holds-login');
    assert.equal(blockOf('http://api.example.com/v1'), 'unencrypted');
    assert.equal(blockOf('https://api.example.com:8443/v1'), 'key-of-another-address');
  });

  test('is replaced on the wire by its token', () => {
    const url = 'https://api.example.com/v1';
    assert.deepEqual(authorise('p', url, keyFor('https://api.example.com'), 'token'), {
      authorization: 'Bearer token',
    });
  });
});

describe('without a key', () => {
  test('nothing is added', () => {
    assert.deepEqual(authorise('p', 'http://localhost:11434/v1', undefined), {});
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
