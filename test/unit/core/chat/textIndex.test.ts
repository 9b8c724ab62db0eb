import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { findExcerpt, folded, TextIndex, termsOf } from '../../../../src/core/chat/textIndex.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'A', 'ß', 'İ', 'é', ' ', '\n', '.', '函', '数', '调', '用', '😀', 'か'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 80,
});

suite('an index of texts', () => {
  test('never says of a text that it does not hold what it holds', () => {
    fc.assert(
      fc.property(
        fc.array(anyText, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        fc.nat(12),
        (texts, of, at, length) => {
          const index = new TextIndex();
          for (const [id, text] of texts.entries()) index.set(String(id), '1', text);
          const id = of % texts.length;
          const text = texts[id]!;
          const characters = [...text];
          const query = characters
            .slice(at % (characters.length + 1))
            .slice(0, length)
            .join('');
          const terms = termsOf(query);
          assert.ok(index.mayHold(String(id), terms), query);
          assert.notEqual(findExcerpt({ foldedTitle: '', text }, terms), undefined, query);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('says of most texts that they do not hold what they do not hold, Chinese ones too', () => {
    const index = new TextIndex();
    const chinese = Array.from({ length: 4000 }, (_, at) =>
      String.fromCharCode(0x4e00 + ((at * at * 7) % 5000)),
    ).join('');
    for (let id = 0; id < 100; id++) {
      index.set(`zh${id}`, '1', chinese.slice(id * 10));
      index.set(`en${id}`, '1', `The quick brown fox number ${id} jumps over the lazy dog. `.repeat(50));
    }
    const candidates = (query: string): number =>
      [...Array(100).keys()]
        .flatMap((id) => [`zh${id}`, `en${id}`])
        .filter((id) => index.mayHold(id, termsOf(query))).length;
    assert.equal(candidates('quick'), 100);
    assert.ok(candidates('zygote') < 20);
    assert.ok(candidates('龘靐龖') < 20);
  });

  test('takes words in any order and case, from the title too', () => {
    const chat = { foldedTitle: folded('Über Käse'), text: 'Wie  macht man\nRaclette?' };
    assert.equal(findExcerpt(chat, termsOf('RACLETTE käse')), 'Wie macht man Raclette?');
    assert.equal(findExcerpt(chat, termsOf('käse über')), '');
    assert.equal(findExcerpt(chat, termsOf('raclette fondue')), undefined);
    assert.equal(findExcerpt(chat, []), '');
  });

  test('shows one line around what was found, and no half of a character', () => {
    const text = `${'😀'.repeat(40)}函数调用\n\n${'😀'.repeat(100)}`;
    const excerpt = findExcerpt({ foldedTitle: '', text }, ['调用'])!;
    assert.match(excerpt, /^…(😀)+函数调用 (😀)+…$/u);
  });

  test('keeps no more texts than it may, and those used last', () => {
    const index = new TextIndex();
    const long = 'x'.repeat(1_000_000);
    for (let id = 0; id < 20; id++) {
      index.set(String(id), '1', long);
      assert.equal(index.text('0'), long);
    }
    const kept = [...Array(20).keys()].filter((id) => index.text(String(id)) !== undefined);
    assert.equal(kept.length, 8);
    assert.ok(kept.includes(0) && kept.includes(19) && !kept.includes(1));
    assert.ok(index.mayHold('1', ['xxx']));
    index.retain(new Set(['0', '1']));
    assert.equal(index.mayHold('19', ['xxx']), false);
    assert.equal(index.text('19'), undefined);
    assert.equal(index.has('0', '1'), true);
    assert.equal(index.has('0', '2'), false);
  });
});
