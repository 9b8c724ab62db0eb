import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { signForBaidu } from '../../../../src/providers/credentials/baiduSignature.ts';

const DOCUMENTED = { id: 'a'.repeat(32), secret: 'b'.repeat(32) };

test('a request is signed as in the example of Baidu’s reference', () => {
  const { authorization } = signForBaidu(
    DOCUMENTED,
    {
      method: 'PUT',
      url: 'https://bj.bcebos.com/v1/test/myfolder/readme.txt?partNumber=9&uploadId=a44cc9bab11cbd156984767aad637851',
    },
    Date.UTC(2015, 3, 27, 8, 23, 49),
    {
      'content-length': '8',
      'content-md5': 'NFzcPqhviddjRNnSOGo4rw==',
      'content-type': 'text/plain',
      'x-bce-date': '2015-04-27T08:23:49Z',
    },
  );
  assert.equal(
    authorization.split('/').at(-1),
    'd74a04362e6a848f5b39b15421cb449427f419c95a480fd6b8cf9fc783e2999e',
  );
});

test('a request is signed as in the tests of Baidu’s SDK for JavaScript', () => {
  const { authorization } = signForBaidu(
    { id: 'my_ak', secret: 'my_sk' },
    { method: 'PUT', url: 'https://bce.baidu.com/v1/bucket/object1?A&b=&C=d' },
    1_402_639_056_000,
    { 'x-bce-meta-key1': 'ABC' },
  );
  assert.equal(
    authorization,
    'bce-auth-v1/my_ak/2014-06-13T05:57:36Z/1800/host;x-bce-meta-key1/' +
      '80c9672aca2ea9af4bb40b9a8ff458d72df94e97d550840727f3a929af271d25',
  );
});

/** Written from the reference anew, byte by byte. */
function expectedSignature(
  secret: string,
  prefix: string,
  host: string,
  path: readonly string[],
  query: readonly (readonly [string, string])[],
  date: string,
): string {
  const encode = (text: string): string =>
    [...Buffer.from(text)]
      .map((byte) => {
        const character = String.fromCharCode(byte);
        return /[A-Za-z0-9\-._~]/.test(character)
          ? character
          : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
      })
      .join('');
  const lines = [
    'POST',
    `/${path.map(encode).join('/')}`,
    query
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    `host:${encode(host)}`,
    `x-bce-date:${encode(date)}`,
  ];
  const signingKey = createHmac('sha256', secret).update(prefix).digest('hex');
  return createHmac('sha256', signingKey).update(lines.join('\n')).digest('hex');
}

test('any path and query is signed as an independent implementation signs it', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter(isSendable),
    // What `encodeURIComponent` leaves as it is, and the signature does not.
    fc.constantFrom("it's!", '(a)', '*'),
  );
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(word, word), { maxLength: 4 }),
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      (path, query, now) => {
        const search = new URLSearchParams(query);
        const url = `http://127.0.0.1:8080/${path.map(encodeURIComponent).join('/')}?${search}`;
        const headers = signForBaidu(DOCUMENTED, { method: 'POST', url }, now);
        const [, id, time, lifetime, names, signature] = headers.authorization.split('/');
        const date = headers['x-bce-date'];
        assert.deepEqual([id, time, lifetime, names], [DOCUMENTED.id, date, '1800', 'host;x-bce-date']);
        assert.equal(date, new Date(Math.floor(now / 1000) * 1000).toISOString().replace('.000Z', 'Z'));
        const prefix = `bce-auth-v1/${id}/${time}/${lifetime}`;
        const expected = expectedSignature(
          DOCUMENTED.secret,
          prefix,
          '127.0.0.1:8080',
          path,
          query,
          String(date),
        );
        assert.equal(signature, expected);
      },
    ),
  );
});

/** What a URL keeps as it is: no lone surrogates, and no part that means a folder. */
function isSendable(text: string): boolean {
  return text.isWellFormed() && !/^\.{1,2}$/.test(text);
}
