import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyForm } from '../../../../src/providers/doctor/keyForm.ts';
import { type ProxySettings, proxyFor } from '../../../../src/providers/doctor/proxyFor.ts';

const NONE: ProxySettings = { support: 'override', proxy: '', noProxy: [], environment: {} };
const URL_OF_API = 'https://api.example.com/v1';

describe('The proxy that the editor uses', () => {
  const cases: readonly (readonly [string, Partial<ProxySettings>, object, string?])[] = [
    ['is the system’s when nothing is set', {}, { is: 'proxy-of-system' }],
    [
      'is none for this machine',
      { proxy: 'http://p:1' },
      { is: 'no-proxy', because: 'local' },
      'http://127.0.0.1:1',
    ],
    [
      'is none when support is off',
      { support: 'off', proxy: 'http://p:1' },
      { is: 'no-proxy', because: 'off' },
    ],
    [
      'is the setting’s, without its login',
      { proxy: 'http://user:canary@p:8080' },
      { is: 'proxy', host: 'p:8080', from: 'setting' },
    ],
    [
      'is the setting’s before the environment’s',
      { proxy: 'http://p:1', environment: { HTTPS_PROXY: 'http://q:2' } },
      { is: 'proxy', host: 'p:1', from: 'setting' },
    ],
    [
      'is the environment’s',
      { environment: { HTTPS_PROXY: 'http://q:2' } },
      { is: 'proxy', host: 'q:2', from: 'environment' },
    ],
    [
      'is the environment’s in small letters first',
      { environment: { HTTPS_PROXY: 'http://q:2', https_proxy: 'http://r:3' } },
      { is: 'proxy', host: 'r:3', from: 'environment' },
    ],
    [
      'is none for what NO_PROXY names',
      { proxy: 'http://p:1', environment: { NO_PROXY: 'x, .example.com' } },
      { is: 'no-proxy', because: 'excluded' },
    ],
    [
      'is none for what http.noProxy names, which goes before NO_PROXY',
      { proxy: 'http://p:1', noProxy: ['*.example.com:443'], environment: { NO_PROXY: 'x' } },
      { is: 'no-proxy', because: 'excluded' },
    ],
    [
      'is not excluded by another port',
      { proxy: 'http://p:1', noProxy: ['example.com:8443'] },
      { is: 'proxy', host: 'p:1', from: 'setting' },
    ],
    [
      'is not excluded by the end of another name',
      { proxy: 'http://p:1', noProxy: ['ample.com'] },
      { is: 'proxy', host: 'p:1', from: 'setting' },
    ],
    [
      'is none when all is excluded',
      { proxy: 'http://p:1', noProxy: ['*'] },
      { is: 'no-proxy', because: 'excluded' },
    ],
  ];
  for (const [name, settings, expected, url = URL_OF_API] of cases) {
    test(name, () => {
      assert.deepEqual(proxyFor(url, { ...NONE, ...settings }), expected);
    });
  }
});

describe('The form of a key', () => {
  const glm = `${'0123456789abcdef'.repeat(2)}.AbCdEfGh01234567`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['zhipu', glm, 'key-there'],
    ['zai-coding', glm, 'key-there'],
    ['zhipu', 'sk-0123456789abcdef0123', 'key-odd'],
    ['deepseek', 'sk-0123456789abcdef0123', 'key-there'],
    ['moonshot-intl', glm, 'key-odd'],
    ['openrouter', 'sk-or-v1-0123456789abcdef', 'key-there'],
    ['openrouter', 'sk-0123456789abcdef0123', 'key-odd'],
    ['anthropic', 'sk-ant-api03-0123456789abcdef', 'key-there'],
    ['qianfan', 'bce-v3/ALTAK-abc/0123456789abcdef', 'key-there'],
    ['qianfan', 'access:secret', 'key-there'],
    ['qianfan', 'sk-0123456789abcdef0123', 'key-odd'],
    ['ernie-v1', 'key:secret', 'key-there'],
    ['my-company', 'anything', 'key-there'],
    ['my-company', 'any thing', 'key-with-blanks'],
    ['zhipu', `${glm}\n`, 'key-with-blanks'],
    ['zhipu', `${glm}。`, 'key-with-blanks'],
  ];
  for (const [provider, key, expected] of cases) {
    test(`of ${provider}, ${JSON.stringify(key)}, is ${expected}`, () => {
      assert.equal(keyForm(provider, key).is, expected);
    });
  }

  test('of a client of OAuth2 is its id and its secret, whoever gives tokens', () => {
    const client = { tokenUrl: 'https://x.example/oauth/token', scopes: [], client: 'basic' } as const;
    assert.equal(keyForm('my-company', 'id:se:cret', client).is, 'key-there');
    assert.deepEqual(keyForm('my-company', 'sk-0123456789abcdef0123', client), {
      is: 'key-odd',
      form: 'client_id:client_secret',
    });
  });
});
