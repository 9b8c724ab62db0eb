import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mentionAt } from '../../../../media/chat/mentionAt.ts';

const at = (text: string) => mentionAt(text, text.length, { 文件夹: 'folder' });

describe('A mention', () => {
  test('begins with either sign, also right behind Chinese words, and ends at the caret', () => {
    assert.deepEqual(at('see @src/ca'), { start: 4, end: 11, text: 'src/ca' });
    assert.deepEqual(at('看看＠购物'), { start: 2, end: 5, text: '购物' });
    assert.deepEqual(mentionAt('@ab c', 2, {}), { start: 0, end: 2, text: 'a' });
  });

  test('names a kind, by its English name or the user’s, with either colon', () => {
    assert.deepEqual(at('@file:x'), { start: 0, end: 7, kind: 'file', text: 'x' });
    assert.deepEqual(at('@文件夹：x'), { start: 0, end: 6, kind: 'folder', text: 'x' });
    assert.deepEqual(at('@std:vector'), { start: 0, end: 11, text: 'std:vector' });
  });

  test('is not in mail addresses, behind blanks, or where there is none', () => {
    for (const text of ['li@example', 'a.@b', '@a b', '', 'a']) assert.equal(at(text), undefined, text);
  });

  test('of a command is a slash and what was written of its name, at the beginning of everything', () => {
    assert.deepEqual(at('/rev'), { start: 0, end: 4, kind: 'command', text: 'rev' });
    assert.deepEqual(at(' ／评'), { start: 0, end: 3, kind: 'command', text: '评' });
    assert.deepEqual(mentionAt('/review now', 3, {}), { start: 0, end: 3, kind: 'command', text: 're' });
    for (const text of ['/usr/', '//', '/review ', 'a /b']) assert.equal(at(text), undefined, text);
  });
});
