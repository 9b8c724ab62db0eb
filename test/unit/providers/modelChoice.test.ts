import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Price, splitModelId } from '../../../src/core/model/model.ts';
import { parseSettings, type Settings } from '../../../src/core/settings.ts';
import { createCustomEndpoint } from '../../../src/providers/endpoint.ts';
import { type ChoiceDeps, chainOf, modelFor } from '../../../src/providers/modelChoice.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';

const usd = (inputPerMillion: number, outputPerMillion: number): Price => ({
  currency: 'USD',
  inputPerMillion,
  outputPerMillion,
});

const PRICES: Readonly<Record<string, Price>> = {
  'far/dear': usd(5, 30),
  'far/cheap': usd(0.5, 2),
  // About 0.43 and 1.7 dollars.
  'far/yuan': { currency: 'CNY', inputPerMillion: 3, outputPerMillion: 12 },
};

const ENDPOINTS = [
  createCustomEndpoint('far', {
    baseUrl: 'https://far.example/v1',
    backupUrls: ['https://backup.example/v1/', 'http://10.0.0.7/v1'],
  }),
  createCustomEndpoint('locked', { baseUrl: 'https://locked.example/v1' }),
  createCustomEndpoint('near', { baseUrl: 'http://127.0.0.1:11434/v1' }),
];

function depsWith(
  values: Readonly<Record<string, unknown>>,
  measured: Record<string, number> = {},
): ChoiceDeps {
  const { settings, problems } = parseSettings((name) => values[name]);
  assert.deepEqual(problems, []);
  return {
    settings,
    find(id) {
      const { provider, name } = splitModelId(id);
      const endpoint = ENDPOINTS.find((each) => each.id === provider);
      const price = PRICES[id];
      return endpoint && { endpoint, model: modelOf(provider, { name, ...(price && { price }) }) };
    },
    isUsable: ({ id }) => id !== 'locked',
    firstTokenMs: ({ id }) => measured[id],
  };
}

const chosen = (...[deps, purpose]: Parameters<typeof modelFor>): string | undefined =>
  modelFor(deps, purpose)?.model.id;

describe('the model for a purpose', () => {
  const modelForSetting: Settings['modelFor'] = {
    edit: ['locked/best', 'far/dear', 'far/cheap'],
    background: ['near/small'],
  };

  test('is the first of its list that can be used, else the model in use', () => {
    const deps = depsWith({ model: 'far/cheap', modelFor: modelForSetting });
    assert.deepEqual(
      (['generate', 'optimize', 'explain-files', 'document-files', 'chat', 'explain', 'probe'] as const).map(
        (purpose) => chosen(deps, purpose),
      ),
      ['far/dear', 'far/dear', 'near/small', 'near/small', 'far/cheap', 'far/cheap', 'far/cheap'],
    );
  });

  test('is the model in use when none of its list can be used', () => {
    const deps = depsWith({ model: 'far/cheap', modelFor: { chat: ['locked/best', 'nobody/x'] } });
    assert.equal(chosen(deps, 'chat'), 'far/cheap');
  });

  const chat = ['far/free-of-price', 'far/dear', 'far/cheap', 'far/yuan'];

  test('is the cheapest when that is preferred, whatever the currency; an unknown price comes last', () => {
    assert.equal(chosen(depsWith({ modelFor: { chat }, prefer: 'cheap' }), 'chat'), 'far/yuan');
    const unknown = depsWith({ modelFor: { chat: ['far/a', 'far/b'] }, prefer: 'cheap' });
    assert.equal(chosen(unknown, 'chat'), 'far/a');
  });

  test('is the one that was quickest to begin when that is preferred; what was never measured comes last', () => {
    const measured = { 'far/dear': 900, 'far/cheap': 400 };
    assert.equal(chosen(depsWith({ modelFor: { chat }, prefer: 'fast' }, measured), 'chat'), 'far/cheap');
    assert.equal(chosen(depsWith({ modelFor: { chat }, prefer: 'fast' }), 'chat'), 'far/free-of-price');
  });
});

describe('the chain of a model', () => {
  const chain = (values: Readonly<Record<string, unknown>>, id: string): readonly string[] => {
    const deps = depsWith(values);
    return chainOf(deps, deps.find(id)!).map(({ model, host, endpoint }) =>
      [model.id, host, endpoint.isLocal && 'local'].filter(Boolean).join(' '),
    );
  };

  test('is the model alone when the user has named no other', () => {
    assert.deepEqual(chain({}, 'near/small'), ['near/small local']);
  });

  test('goes on with its backups, then with the fallbacks that can be used, each once', () => {
    const fallback = ['locked/best', 'near/small', 'far/cheap', 'nobody/x'];
    assert.deepEqual(chain({ fallback }, 'far/cheap'), [
      'far/cheap',
      'far/cheap backup.example',
      'far/cheap 10.0.0.7 local',
      'near/small local',
    ]);
  });
});
