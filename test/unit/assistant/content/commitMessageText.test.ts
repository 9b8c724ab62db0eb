import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { commitMessageText } from '../../../../src/assistant/content/commitMessageText.ts';

suite('The commit message of an answer', () => {
  test('is a plain message as it is', () => {
    const message =
      'Fix the total of empty carts\n\nIt was NaN, since `reduce` had no first value.\n- one\n- two';
    assert.equal(commitMessageText(`\n${message}  \n\n`), message);
  });

  test('comes out of a fence, a preface, quotes and asterisks', () => {
    for (const answer of [
      'feat: add x',
      '```\nfeat: add x\n```',
      '```text\nfeat: add x\n```\nThis message says what changed.',
      'Here is the commit message:\n\n```\nfeat: add x\n```',
      'Commit message:\nfeat: add x',
      '以下是提交信息：\n\nfeat: add x',
      '**feat: add x**',
      '"feat: add x"',
      '`feat: add x`',
      '~~~\n"feat: add x"\n~~~',
    ])
      assert.equal(commitMessageText(answer), 'feat: add x', answer);
  });

  test('keeps marks that are inside of the line, and code blocks of its body', () => {
    assert.equal(commitMessageText('`a` becomes `b`'), '`a` becomes `b`');
    assert.equal(commitMessageText('**Bold** move and **bolder**'), '**Bold** move and **bolder**');
    const body = 'Add a script\n\n```sh\nnpm run x\n```';
    assert.equal(commitMessageText(body), body);
  });

  test('is not a preface alone', () => {
    assert.equal(commitMessageText('Commit message:'), 'Commit message:');
    assert.equal(commitMessageText(' \n '), '');
  });

  test('is cleaned once and for all', () => {
    const words = fc.constantFrom(
      'fix',
      'a',
      '"',
      '**',
      '`',
      '```',
      '\n',
      '\n\n',
      ' ',
      'Commit message:',
      '提交信息：',
      '- x',
    );
    fc.assert(
      fc.property(fc.array(words), (parts) => {
        const once = commitMessageText(parts.join(''));
        assert.equal(once, once.trim());
        if (!/^(```|"|`|\*\*|Commit message:|提交信息)/.test(once))
          assert.equal(commitMessageText(once), once);
      }),
    );
  });
});
