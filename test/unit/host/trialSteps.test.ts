import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PROVIDER_ERRORS, type ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import { trialSteps } from '../../../src/host/setup/trialSteps.ts';

const kinds = Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[];

suite('after a key was tried in vain', () => {
  test('the same key can be tried again where the network or the provider failed', () => {
    for (const kind of kinds.filter((each) => PROVIDER_ERRORS[each].side === 'network'))
      assert.equal(trialSteps(kind, 'openai')[0], 'same-key', kind);
    for (const kind of ['rate-limit', 'overloaded', 'server'] as const)
      assert.equal(trialSteps(kind, 'openai')[0], 'same-key', kind);
  });

  test('the key is to be typed anew only where it was refused', () => {
    const typed = kinds.filter((kind) => trialSteps(kind, 'openai').includes('other-key'));
    assert.deepEqual(typed.toSorted(), [
      'expired-credential',
      'invalid-credential',
      'no-credential',
      'wrong-endpoint',
    ]);
  });

  test('another model is offered where this one is not to be had', () => {
    for (const kind of ['unknown-model', 'permission', 'no-balance', 'quota'] as const)
      assert.deepEqual(trialSteps(kind, 'openai'), ['other-model'], kind);
  });

  test('the other endpoints are offered for a key of Zhipu or Z.ai alone', () => {
    assert.deepEqual(trialSteps('invalid-credential', 'zai-coding'), ['other-endpoint', 'other-key']);
    assert.deepEqual(trialSteps('no-balance', 'zhipu'), ['other-endpoint', 'other-model']);
    assert.deepEqual(trialSteps('permission', 'zhipu-coding'), ['other-endpoint', 'other-model']);
    assert.deepEqual(trialSteps('invalid-credential', 'openai'), ['other-key']);
    assert.deepEqual(trialSteps('rate-limit', 'zhipu'), ['same-key', 'other-model']);
  });
});
