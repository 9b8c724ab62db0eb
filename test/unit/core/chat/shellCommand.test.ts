import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { commandOf, isShell, visibleText } from '../../../../src/core/chat/shellCommand.ts';

suite('a command of an answer', () => {
  test('is known by its language', () => {
    for (const language of ['bash', 'SH', 'powershell', 'console']) assert.equal(isShell(language), true);
    for (const language of ['ts', '', 'shellcheck']) assert.equal(isShell(language), false);
  });

  test('is the code, without blank ends', () => {
    assert.equal(commandOf('bash', '\nnpm ci\nnpm test\n'), 'npm ci\nnpm test');
    assert.equal(commandOf('bash', '# install\nnpm ci'), '# install\nnpm ci');
    assert.equal(commandOf('bash', 'echo $HOME'), 'echo $HOME');
  });

  test('is what was typed, where prompts show it', () => {
    assert.equal(commandOf('bash', '$ npm ci\n$ npm test'), 'npm ci\nnpm test');
    assert.equal(commandOf('console', '$ git status\nOn branch main\n$ git log'), 'git status\ngit log');
    assert.equal(commandOf('console', 'PS C:\\a> dir\n a.txt'), 'dir');
    assert.equal(commandOf('console', 'npm ci'), 'npm ci');
  });

  test('shows what would not be seen', () => {
    assert.deepEqual(visibleText('ls\u001b[2K\r\u202eevil\u200b'), {
      text: 'ls‹U+001B›[2K‹U+000D›‹U+202E›evil‹U+200B›',
      hasHidden: true,
    });
    assert.deepEqual(visibleText('a\tb\nc 你好'), { text: 'a\tb\nc 你好', hasHidden: false });
  });

  test('never shows a control character, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        assert.doesNotMatch(shown.text, /(?![\t\n])\p{Cc}|\p{Cf}/u);
        assert.equal(shown.hasHidden, shown.text !== text);
      }),
    );
  });
});
