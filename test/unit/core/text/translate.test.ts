import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { translator } from '../../../../src/core/text/translate.ts';

suite('a translation', () => {
  const t = translator({ '{0} of {1}': '共 {1}，第 {0}' });

  test('fills its places in, in the order of its own language', () => {
    assert.equal(t('{0} of {1}', 2, 'drei'), '共 drei，第 2');
  });

  test('that is missing stays English', () => {
    assert.equal(t('Stop after {0} s', 0), 'Stop after 0 s');
  });

  test('leaves a place without a value as it is, and a value as it is', () => {
    assert.equal(t('{0} and {1}', '{1}'), '{1} and {1}');
    assert.equal(t('{0}', '$&'), '$&');
  });
});
