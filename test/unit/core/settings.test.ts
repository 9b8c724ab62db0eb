import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
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
});
