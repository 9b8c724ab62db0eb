import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { createTextFilter } from '../../../src/core/filter/textFilter.ts';
import { isHostAllowed } from '../../../src/core/model/allowedHosts.ts';
import { parseSettings, SETTINGS, type SettingName } from '../../../src/core/settings.ts';

suite('settings', () => {
  test('are what package.json declares: names, defaults and scopes', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    const declared = manifest.contributes.configuration.properties as Record<
      string,
      { default: unknown; scope: string }
    >;
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(declared).map(([id, { default: value, scope }]) => [id, { value, scope }]),
      ),
      Object.fromEntries(
        Object.entries(SETTINGS).map(([name, { default: value, scope }]) => [
          `inkstone.${name}`,
          { value, scope },
        ]),
      ),
    );
  });

  test('that restrict close everything when they cannot be read', () => {
    const { settings, problems } = parseSettings((name) =>
      name === 'allowedHosts' ? 'api.example.com' : undefined,
    );
    assert.equal(isHostAllowed('https://api.example.com', settings.allowedHosts), false);
    assert.deepEqual(
      problems.map(({ name, isRestriction }) => [name, isRestriction]),
      [['allowedHosts', true]],
    );
  });

  test('name what is wrong with a filter’s pattern, and let nothing pass until it is mended', () => {
    const { settings, problems } = parseSettings((name) =>
      name === 'outputFilters' ? [{ pattern: '(?=a)b', action: 'mask', label: 'x' }] : undefined,
    );
    assert.deepEqual(problems[0]?.reasons, [
      { at: '0.pattern', fault: { kind: 'pattern', fault: 'unknown-group', part: '' } },
    ]);
    const { text, stoppedBy } = createTextFilter(settings.outputFilters).push('anything');
    assert.deepEqual([text, stoppedBy?.label], ['', 'inkstone.outputFilters']);
  });

  test('fall back one by one when a value is bad, and say which', () => {
    const values: Partial<Record<SettingName, unknown>> = {
      model: 7,
      maxOutputTokens: 1000,
      endpoints: { mine: { baseUrl: 'ftp://x' } },
    };
    const { settings, problems } = parseSettings((name) => values[name]);
    assert.equal(settings.model, '');
    assert.equal(settings.maxOutputTokens, 1000);
    assert.deepEqual(settings.endpoints, {});
    assert.deepEqual(
      problems.map(({ name }) => name),
      ['model', 'endpoints'],
    );
  });

  for (const [name, endpoint] of Object.entries({
    'no address': {},
    'an address that is not of the web': { baseUrl: 'ftp://x' },
    'an address with a blank in it': { baseUrl: 'https://x.example /v1' },
    'an address that was only sketched': { baseUrl: 'https://<your-gateway>/v1' },
    'a port that does not exist': { baseUrl: 'https://x.example:99999/v1' },
    'an address to which nothing can be appended': { baseUrl: 'https://x.example/v1?version=1' },
    'a backup address that cannot be read': { baseUrl: 'https://x.example', backupUrls: ['https://%/v1'] },
    'a token address that cannot be read': {
      baseUrl: 'https://x.example',
      dialect: 'dialogue',
      dialogue: { auth: { tokenUrl: 'https://x.example:port/token' } },
    },
    'a field that nobody reads': { baseUrl: 'https://x.example', apiKey: 'in the clear' },
    'a header that would be two': { baseUrl: 'https://x.example', headers: { a: 'b\r\nc: d' } },
    'a header that cannot be sent': { baseUrl: 'https://x.example', headers: { team: '组' } },
    'a header without a name': { baseUrl: 'https://x.example', headers: { '': 'x' } },
    'a model without a name': { baseUrl: 'https://x.example', models: [{ name: '' }] },
    'a window in fractions': { baseUrl: 'https://x.example', models: [{ name: 'm', contextTokens: 1000.5 }] },
  })) {
    test(`take no endpoint with ${name}`, () => {
      const { settings, problems } = parseSettings((each) =>
        each === 'endpoints' ? { mine: endpoint } : undefined,
      );
      assert.deepEqual(settings.endpoints, {});
      assert.deepEqual(
        problems.map(({ name: each }) => each),
        ['endpoints'],
      );
    });
  }

  test('take no endpoint whose models could not be named', () => {
    for (const id of ['my/endpoint', 'my endpoint', '']) {
      const endpoints = { [id]: { baseUrl: 'https://x.example' } };
      const { problems } = parseSettings((name) => (name === 'endpoints' ? endpoints : undefined));
      assert.equal(problems.length, 1, id);
    }
  });

  test('take an endpoint with all that it may have', () => {
    const mine = {
      label: '公司',
      baseUrl: 'http://10.0.0.7:8000/v1',
      headers: { 'X-Team': 'a b' },
      models: [{ name: 'm', label: 'M', contextTokens: 32_768, maxOutputTokens: 1024 }],
    };
    const { settings, problems } = parseSettings((name) => (name === 'endpoints' ? { mine } : undefined));
    assert.deepEqual([settings.endpoints, problems], [{ mine }, []]);
  });

  test('that nobody has set are the defaults, without a word', () => {
    const { settings, problems } = parseSettings(() => undefined);
    assert.deepEqual(problems, []);
    assert.deepEqual(settings.model, SETTINGS.model.default);
  });
});
