import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isHostAllowed } from '../../../../src/core/model/allowedHosts.ts';

describe('The list of allowed hosts', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['api.example.com', 'https://api.example.com/v1', true],
    ['api.example.com', 'https://API.Example.COM./v1', true],
    ['API.example.com.', 'https://api.example.com', true],
    ['api.example.com', 'https://api.example.com:8443', true],
    ['api.example.com', 'https://example.com', false],
    ['api.example.com', 'https://api.example.com.evil.test', false],
    ['api.example.com', 'https://evilapi.example.com', false],
    ['api.example.com', 'https://api.example.com@evil.test/', false],
    ['api.example.com:443', 'https://api.example.com', true],
    ['api.example.com:443', 'http://api.example.com', false],
    ['api.example.com:8443', 'https://api.example.com', false],
    ['localhost:80', 'http://localhost/', true],
    ['*.example.com', 'https://a.b.example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['*.example.com', 'https://badexample.com', false],
    ['*.example.com:8443', 'https://a.example.com:8443', true],
    ['*.example.com:8443', 'https://a.example.com', false],
    ['127.0.0.1', 'http://127.1:11434', true],
    ['127.0.0.1', 'http://0x7f000001/', true],
    ['127.0.0.1', 'http://localhost/', false],
    ['[::1]:8080', 'http://[0:0:0:0:0:0:0:1]:8080', true],
    ['[::1]', 'http://[::2]', false],
    ['例子.测试', 'https://xn--fsqu00a.xn--0zwm56d/', true],
    // Entries that cannot be read allow nothing.
    ['https://api.example.com', 'https://api.example.com', false],
    ['api.example.com/v1', 'https://api.example.com/v1', false],
    ['*', 'https://api.example.com', false],
    ['', 'https://api.example.com', false],
    ['a b', 'https://a', false],
    ['unreadable.invalid', 'https://api.example.com', false],
  ];
  for (const [entry, url, expected] of cases) {
    test(`“${entry}” ${expected ? 'allows' : 'does not allow'} ${url}`, () => {
      assert.equal(isHostAllowed(url, [entry]), expected);
    });
  }

  test('allows everything when it is empty, and nothing that is no address when it is not', () => {
    assert.equal(isHostAllowed('https://anything.test', []), true);
    assert.equal(isHostAllowed('nonsense', ['nonsense']), false);
  });

  test('never allows a host that is neither an entry nor under one', () => {
    const label = fc.stringMatching(/^[a-z]{1,6}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(name, name, fc.boolean(), (host, entry, isParent) => {
        const allowed = isHostAllowed(`https://${host}/`, [isParent ? `*.${entry}` : entry]);
        assert.equal(allowed, isParent ? host.endsWith(`.${entry}`) : host === entry);
      }),
    );
  });
});
