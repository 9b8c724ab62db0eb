import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hanShare } from '../../../../src/core/text/hanShare.ts';

suite('The share of Chinese in a text', () => {
  test('is none for other scripts, and all for Chinese alone', () => {
    assert.equal(hanShare('Plain words, don’t ёлка. 12'), 0);
    assert.equal(hanShare(''), 0);
    assert.equal(hanShare('只有中文。123'), 1);
  });

  test('counts a character as a word', () => {
    assert.equal(hanShare('使用 GLM 模型 now'), 4 / 6);
  });
});
