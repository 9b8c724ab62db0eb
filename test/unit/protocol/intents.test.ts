import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { panelIntent } from '../../../src/protocol/panelMessages.ts';
import { usageIntent } from '../../../src/protocol/usageMessages.ts';

const long = (length: number): string => 'x'.repeat(length);

const PICTURE = {
  type: 'attach-picture',
  label: 'a.png',
  thumbnail: '/9j/',
  picture: { mediaType: 'image/png', data: 'iVBORw0K', width: 1568, height: 1 },
};

suite('what a chat panel may say', () => {
  for (const intent of [
    { type: 'panel-ready' },
    { type: 'applied', seq: 7 },
    { type: 'send', text: '你好' },
    { type: 'send', text: long(1_000_000) },
    { type: 'send-anew', turnId: 't', text: 'And why?' },
    { type: 'change-queued', queuedId: 'q', text: '你好' },
    { type: 'pin-chat', isPinned: true },
    PICTURE,
    { type: 'copy-code', turnId: 't', line: 0 },
    { type: 'open-reference', turnId: 't', index: 0 },
    { type: 'notice-action', turnId: 't', action: 'retry' },
  ]) {
    test(`is ${intent.type}`, () => assert.deepEqual(panelIntent().parse(intent), intent));
  }

  for (const [name, message] of Object.entries({
    'no object': 'send',
    nothing: null,
    'another type': { type: 'run-command', command: 'rm' },
    'no type': { text: 'x' },
    'an empty question': { type: 'send', text: '' },
    'a question without an end': { type: 'send', text: long(1_000_001) },
    'another version without an end': { type: 'send-anew', turnId: 't', text: long(1_000_001) },
    'an empty question in the queue': { type: 'change-queued', queuedId: 'q', text: '' },
    'a text that is no text': { type: 'send', text: { toString: 'x' } },
    'a progress in fractions': { type: 'applied', seq: 1.5 },
    'a line before the first': { type: 'insert-code', turnId: 't', line: -1 },
    'a line between two': { type: 'insert-code', turnId: 't', line: 0.5 },
    'a line that is not a number': { type: 'insert-code', turnId: 't', line: Number.NaN },
    'a reference before the first': { type: 'open-reference', turnId: 't', index: -1 },
    'a picture of another kind': { ...PICTURE, picture: { ...PICTURE.picture, mediaType: 'image/svg+xml' } },
    'a picture that is no Base64': { ...PICTURE, picture: { ...PICTURE.picture, data: 'x" onerror="' } },
    'a picture that is too large': { ...PICTURE, picture: { ...PICTURE.picture, data: long(1_400_000) } },
    'a picture that is too wide': { ...PICTURE, picture: { ...PICTURE.picture, width: 1569 } },
    'a picture whose small one is none': { ...PICTURE, thumbnail: 'javascript:' },
    'an endless id': { type: 'open-chat', chatId: long(101) },
    'an endless link': { type: 'open-link', href: long(2001) },
  })) {
    test(`is not ${name}`, () => assert.equal(panelIntent().safeParse(message).success, false));
  }

  test('never carries code of its own to insert: what is not asked for is left behind', () => {
    const sent = { type: 'insert-code', turnId: 't', line: 3, code: 'rm -rf /', path: '/etc/passwd' };
    assert.deepEqual(panelIntent().parse(sent), { type: 'insert-code', turnId: 't', line: 3 });
  });
});

suite('what a usage page may say', () => {
  test('is that it is ready, and which of two exports it wants', () => {
    for (const intent of [
      { type: 'usage-ready' },
      { type: 'export', format: 'csv' },
      { type: 'export', format: 'json' },
      { type: 'reset' },
    ])
      assert.deepEqual(usageIntent().parse(intent), intent);
    assert.equal(usageIntent().safeParse({ type: 'export', format: 'html' }).success, false);
    assert.equal(usageIntent().safeParse({ type: 'send', text: 'x' }).success, false);
  });
});
