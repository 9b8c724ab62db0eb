import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { slashCommand } from '../../../../src/core/instructions/slashCommand.ts';

suite('A command in the composer', () => {
  test('is a slash and a name at the beginning, and what stands behind it', () => {
    assert.deepEqual(slashCommand('/commit'), { name: 'commit', args: '' });
    assert.deepEqual(slashCommand(' /review  src/a.ts\nand b \n'), {
      name: 'review',
      args: 'src/a.ts\nand b',
    });
    assert.deepEqual(slashCommand('／评审 甲'), { name: '评审', args: '甲' });
  });

  test('is no path, no comment and no slash alone', () => {
    for (const text of ['/usr/bin/node', '// a comment', '/', '/ x', 'a /commit', ''])
      assert.equal(slashCommand(text), undefined, text);
  });
});
