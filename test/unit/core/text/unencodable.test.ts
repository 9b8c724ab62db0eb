import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { unencodable } from '../../../../src/core/text/unencodable.ts';

suite('What an encoding cannot hold', () => {
  test('is named, each character once', () => {
    assert.deepEqual(unencodable('let a = "✓✓ 中文 😀";', 'gbk'), ['✓', '😀']);
    assert.deepEqual(unencodable('中文, €, ——', 'gbk'), []);
    assert.deepEqual(unencodable('繁體 简', 'cp950'), ['简']);
    assert.deepEqual(unencodable('ひらがな 亜 ✓', 'shiftjis'), ['✓']);
    assert.deepEqual(unencodable('丂 ひ', 'eucjp'), []);
    assert.deepEqual(unencodable('한국어 中 ✓', 'euckr'), ['✓']);
    assert.deepEqual(unencodable('é € →', 'windows1252'), ['→']);
    assert.deepEqual(unencodable('é €', 'iso88591'), ['€']);
    assert.deepEqual(unencodable('Привет é', 'koi8r'), ['é']);
    assert.deepEqual(unencodable('ł é', 'iso88592'), []);
  });

  test('is nothing in any form of Unicode, and not known of other encodings', () => {
    for (const encoding of ['utf8', 'utf8bom', 'utf16le', 'utf16be', 'gb18030', 'cp437'])
      assert.deepEqual(unencodable('✓ 中 😀 𠀀', encoding), []);
  });

  test('is nothing of what was read from it', () => {
    const twoBytes = fc.tuple(fc.integer({ min: 0x81, max: 0xfe }), fc.integer({ min: 0x40, max: 0xfe }));
    fc.assert(
      fc.property(fc.array(twoBytes), fc.constantFrom('gbk', 'euckr'), (pairs, encoding) => {
        const label = encoding === 'gbk' ? 'gbk' : 'euc-kr';
        // Each pair apart, or the second byte of one would be read with the next.
        const text = new TextDecoder(label).decode(new Uint8Array(pairs.flatMap((pair) => [...pair, 0x20])));
        assert.deepEqual(unencodable(text.replaceAll('\ufffd', ''), encoding), []);
      }),
    );
  });
});
