import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { PassageIndex } from '../../../src/core/documents/passageIndex.ts';
import { passagesOf } from '../../../src/core/documents/passages.ts';
import {
  parseDocumentIndex,
  type StoredIndex,
  serializeDocumentIndex,
} from '../../../src/protocol/documentIndexFile.ts';

/** An index of texts, of which some are gone again, so that their words are of no use any more. */
function stored(texts: readonly string[], gone: readonly string[]): StoredIndex {
  const index = new PassageIndex();
  for (const text of gone) index.indexed('gone.txt', passagesOf('gone.txt', text));
  const documents = texts.map((text, at) => {
    const name = `${at}.md`;
    return {
      name,
      mtimeMs: at + 0.5,
      size: text.length,
      passages: index.indexed(name, passagesOf(name, text)),
    };
  });
  return {
    words: index.words,
    documents: [...documents, { name: 'x', mtimeMs: 0, size: 9, leftOut: 'binary', passages: [] }],
  };
}

/** The index with words in the place of their numbers. */
const spelt = ({ words, documents }: StoredIndex) =>
  documents.map(({ passages, ...document }) => ({
    ...document,
    passages: passages.map((passage) => ({
      ...passage,
      words: Array.from(passage.words, (word, at) => `${words[word]} ${passage.counts[at]}`).sort(),
      counts: [],
    })),
  }));

const text = fc.string({ unit: 'grapheme', maxLength: 300 });

suite('The file of the documents’ index', () => {
  test('brings back what was written, without the words that nobody uses', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), fc.array(text, { maxLength: 3 }), (texts, gone) => {
        const index = stored(texts, gone);
        const read = parseDocumentIndex(serializeDocumentIndex(index));
        assert.ok(read);
        assert.deepEqual(spelt(read), spelt(index));
        const used = new Set(
          read.documents.flatMap(({ passages }) => passages.flatMap(({ words }) => [...words])),
        );
        assert.equal(used.size, read.words.length);
      }),
    );
  });

  test('is refused when it is damaged, whatever the damage, or reads as an index that can be searched', () => {
    const whole = serializeDocumentIndex(stored(['# Keys\nare stored', '密钥保存在这里'], []));
    assert.ok(parseDocumentIndex(whole));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ maxLength: 3 }), fc.nat(5), (at, put, taken) => {
        const read = parseDocumentIndex(whole.slice(0, at) + put + whole.slice(at + taken));
        for (const { passages } of read?.documents ?? [])
          for (const { words, counts } of passages) {
            assert.equal(words.length, counts.length);
            for (const [index, word] of words.entries())
              assert.ok(word < read!.words.length && word >= (words[index - 1] ?? 0));
          }
      }),
    );
  });

  test('is refused when it is of another version', () => {
    const whole = serializeDocumentIndex(stored(['text'], []));
    assert.equal(parseDocumentIndex(whole.replace(/"version":\d+/, '"version":0')), undefined);
    assert.equal(parseDocumentIndex('{}'), undefined);
    assert.equal(parseDocumentIndex(''), undefined);
  });
});
