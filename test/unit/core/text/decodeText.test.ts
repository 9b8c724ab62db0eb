import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeText } from '../../../../src/core/text/decodeText.ts';

describe('The text of a file', () => {
  for (const [name, bytes, text] of [
    ['UTF-8', Buffer.from('价格 = 5;'), '价格 = 5;'],
    ['UTF-8 with its mark', Buffer.from('\ufeff价格'), '价格'],
    ['GBK', Buffer.from([0xbc, 0xdb, 0xb8, 0xf1, 0x20, 0x3d]), '价格 ='],
    ['UTF-16', Buffer.from('\ufeff价格', 'utf16le'), '价格'],
    ['UTF-16 in the other order', Buffer.from('\ufeff价格', 'utf16le').swap16(), '价格'],
    ['nothing', Buffer.alloc(0), ''],
  ] as const)
    test(`is read from ${name}`, () => assert.equal(decodeText(bytes), text));

  test('is not made of a picture', () => {
    assert.equal(decodeText(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0])), undefined);
    assert.equal(decodeText(Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x80, 0x20])), undefined);
  });
});
