import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { splitModelId } from '../../../../src/core/model/model.ts';

suite('a model’s id', () => {
  test('is parted at its first slash: names may hold more of them', () => {
    assert.deepEqual(splitModelId('openrouter/qwen/qwen3:free'), {
      provider: 'openrouter',
      name: 'qwen/qwen3:free',
    });
  });

  for (const id of ['', 'glm-5.2', '/glm-5.2', 'zhipu/', '/'])
    test(`is not “${id}”`, () => assert.throws(() => splitModelId(id), RangeError));
});
