import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import type { ProviderErrorKind } from '../../../../src/core/model/providerError.ts';
import { describeError } from '../../../../src/core/text/describeError.ts';
import { readOauthToken, requestToken } from '../../../../src/providers/credentials/requestToken.ts';
import type { FetchedToken } from '../../../../src/providers/credentials/tokenCache.ts';
import { createFail } from '../../../../src/providers/fail.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import { kindOf, NEVER } from '../clients.ts';

const REPLIES: readonly (readonly [number, string, ProviderErrorKind])[] = [
  [302, '', 'redirect'],
  [400, '', 'invalid-credential'],
  [400, '{"error":"invalid_request"}', 'bad-request'],
  [401, '{"error":"invalid_client"}', 'invalid-credential'],
  [403, '', 'permission'],
  [404, '<html>not found</html>', 'protocol'],
  [405, '', 'protocol'],
  [407, '<html>who are you?</html>', 'proxy-page'],
  [408, '', 'server'],
  [429, '', 'rate-limit'],
  [500, '', 'server'],
  [502, '<html>bad gateway</html>', 'server'],
  [503, '', 'server'],
  [200, '<html>log in</html>', 'protocol'],
];

suite('a token server', () => {
  let reply: { readonly status: number; readonly body: string };
  const server = createServer((_, response) => {
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end(reply.body);
  });
  const transport = createDirectTransport();

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    await transport.close();
    server.close();
  });

  function ask(status: number, body: string): Promise<FetchedToken> {
    reply = { status, body };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const fail = createFail({ provider: 'test', host: 'test', secrets: [] });
    const request = { method: 'POST', url, headers: {} } as const;
    return requestToken({ transport, fail, now: Date.now }, request, readOauthToken, NEVER);
  }

  for (const [status, body, kind] of REPLIES)
    test(`that answers ${status} ${body} has given no token: ${kind}`, async () => {
      await assert.rejects(ask(status, body), (error) => kindOf(error) === kind);
    });

  test('gives a token as it is, or none that could break a header; its words are told to nobody', async () => {
    const unit = fc.constantFrom(
      'a',
      'B',
      '7',
      '-',
      '.',
      '_',
      '~',
      '+',
      '/',
      '=',
      ' ',
      '\n',
      '\r',
      '文',
      '\0',
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, minLength: 12, maxLength: 40 }), async (value) => {
        const asked = ask(200, JSON.stringify({ access_token: value, expires_in: 60 }));
        if (/^[\x21-\x7e]+$/.test(value)) return assert.equal((await asked).value, value);
        await assert.rejects(asked, (error) => {
          assert.ok(!describeError(error).includes(value.slice(0, 12)));
          return kindOf(error) === 'protocol';
        });
      }),
      { examples: [['top-secret-token\nsecond-half']] },
    );
  });
});
