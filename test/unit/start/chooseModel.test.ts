import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseModel, type ModelChoice } from '../../../scripts/start/chooseModel.ts';
import { parseSettings, type SettingName } from '../../../src/core/settings.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import type { LocalServer } from '../../../src/providers/discoverLocal.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';

const ollama = CATALOG.find(({ id }) => id === 'ollama')!;
const qwen = modelOf('ollama', { name: 'qwen3:8b', contextTokens: 16_384 });
const server: LocalServer = { provider: { ...ollama, models: [qwen] }, models: [qwen] };

function choose(
  environment: Record<string, string>,
  servers: readonly LocalServer[] = [],
): Promise<ModelChoice> {
  return chooseModel({
    environment,
    discoverLocal: async () => servers,
    startStandIn: async () => ({ baseUrl: 'http://127.0.0.1:4711/v1' }),
  });
}

/** Fails unless the extension takes every setting as it is. */
function accepted({ settings }: ModelChoice) {
  const { problems, settings: parsed } = parseSettings((name: SettingName) => settings[`inkstone.${name}`]);
  assert.deepEqual(problems, []);
  return parsed;
}

test('A key in the environment comes first, and is in no setting.', async () => {
  const choice = await choose({ INKSTONE_PROVIDER: 'zhipu', INKSTONE_API_KEY: 'secret.value' }, [server]);
  const settings = accepted(choice);
  assert.equal(settings.credentialFromEnvironment, true);
  assert.match(settings.model, /^zhipu\/glm-/);
  assert.doesNotMatch(JSON.stringify(choice), /secret/);
});

test('The environment may name the model and another address.', async () => {
  const settings = accepted(
    await choose({
      INKSTONE_PROVIDER: 'mine',
      INKSTONE_API_KEY: 'k',
      INKSTONE_MODEL: 'big/one',
      INKSTONE_BASE_URL: 'https://models.example/v1',
    }),
  );
  assert.equal(settings.model, 'mine/big/one');
  assert.deepEqual(settings.endpoints, { mine: { baseUrl: 'https://models.example/v1' } });
});

test('Half of what is needed is refused, with what to set.', async () => {
  await assert.rejects(choose({ INKSTONE_API_KEY: 'k' }), /set INKSTONE_PROVIDER/);
  await assert.rejects(choose({ INKSTONE_PROVIDER: 'zhipu' }), /set INKSTONE_API_KEY/);
  await assert.rejects(
    choose({ INKSTONE_PROVIDER: 'nobody', INKSTONE_API_KEY: 'k' }),
    /none of zhipu, .*INKSTONE_BASE_URL/,
  );
  await assert.rejects(
    choose({ INKSTONE_PROVIDER: 'openrouter', INKSTONE_API_KEY: 'k' }),
    /set INKSTONE_MODEL/,
  );
});

test('Without a key, a server on this machine that has a model is used.', async () => {
  const empty: LocalServer = { provider: { ...ollama, models: [] }, models: [] };
  const settings = accepted(await choose({}, [empty, server]));
  assert.equal(settings.model, 'ollama/qwen3:8b');
  assert.equal(settings.endpoints.ollama?.models?.[0]?.contextTokens, 16_384);
  assert.equal(settings.credentialFromEnvironment, false);
});

test('Else the stand-in, which is called one wherever a model is named.', async () => {
  const choice = await choose({}, []);
  const settings = accepted(choice);
  assert.equal(settings.model, 'stand-in/stand-in');
  assert.equal(settings.endpoints['stand-in']?.models?.[0]?.label, 'stand-in model');
  assert.match(choice.label, /stand-in model/);
});
