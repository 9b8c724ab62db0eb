import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { JournalRecord } from '../../../../src/core/chat/journal.ts';
import {
  beginJournal,
  compressedLine,
  readJournal,
  recordLine,
} from '../../../../src/host/chat/journalFile.ts';
import { KEY_BYTES } from '../../../../src/host/seal.ts';
import { anyEvent } from '../../core/chat/arbitraryEvents.ts';

const KEY = randomBytes(KEY_BYTES);
const PLACE = { chatId: 'chat', fileId: '0123456789abcdef' };
const HEAD = { createdAt: 5, replaces: ['fedcba9876543210'] };

const anyRecords: fc.Arbitrary<readonly JournalRecord[]> = fc
  .array(fc.array(anyEvent, { maxLength: 4 }), { maxLength: 8 })
  .map((batches) =>
    batches.map((events, index) => {
      const number = index + 1;
      return { writer: 'w', first: number, last: number, at: number, until: number, events };
    }),
  );

function linesOf(records: readonly JournalRecord[], line = recordLine): readonly string[] {
  const head = beginJournal(KEY, PLACE, HEAD).split(/(?<=\n)/);
  return [...head, ...records.map((record, index) => line(KEY, PLACE, index + 2, record))];
}

/** Without the prototypes and the absent fields that JSON does not know. */
const asRead = (records: readonly JournalRecord[]): readonly JournalRecord[] =>
  JSON.parse(JSON.stringify(records));

const read = (text: string | Buffer) =>
  readJournal(KEY, PLACE, typeof text === 'string' ? Buffer.from(text, 'latin1') : text);

suite('a journal', () => {
  test('comes back as it was written, compressed too', () => {
    fc.assert(
      fc.property(anyRecords, fc.boolean(), (records, isCompressed) => {
        const text = linesOf(records, isCompressed ? compressedLine : recordLine).join('');
        assert.deepEqual(read(text), { head: HEAD, records: asRead(records), state: 'whole' });
      }),
    );
  });

  test('that was cut at any place holds the records before the cut, and is not damaged [F67]', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const lines = linesOf(records);
        const text = lines.join('');
        for (let cut = 0; cut <= text.length; cut += 1 + (cut % 7)) {
          const { records: kept, state } = read(text.slice(0, cut));
          assert.equal(state, 'whole', `cut at ${cut}`);
          const isWritten = (_: string, line: number): boolean =>
            lines.slice(0, line + 1).join('').length <= cut + 1;
          const written = lines.filter(isWritten).slice(2).length;
          // One that lacks nothing but what fills the base64 up is there already.
          assert.ok(kept.length === written || kept.length === written + 1, `${kept.length} at ${cut}`);
          assert.deepEqual(kept, asRead(records).slice(0, kept.length));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('with the zeros that a power cut leaves at its end is not damaged', () => {
    const lines = linesOf([]);
    const content = read(Buffer.concat([Buffer.from(lines.join('')), Buffer.alloc(300)]));
    assert.deepEqual(content.state, 'whole');
    assert.deepEqual(content.head, HEAD);
  });

  test('in which any bit was flipped is damaged, and loses two records at most [F70]', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(), fc.nat(7), (records, at, bit) => {
        const bytes = Buffer.from(linesOf(records).join(''), 'latin1');
        const place = at % bytes.length;
        bytes[place]! ^= 1 << bit;
        const content = read(bytes);
        const known = new Set(records.map((record) => JSON.stringify(record)));
        for (const record of content.records) assert.ok(known.has(JSON.stringify(record)));
        assert.ok(
          content.records.length >= records.length - 2,
          `${content.records.length} of ${records.length}`,
        );
        // The last bits of base64 may stand for nothing.
        if (content.state === 'whole') assert.equal(content.records.length, records.length);
      }),
      { numRuns: 500 },
    );
  });

  test('in which lines were taken out, moved or repeated is damaged', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(), fc.nat(), (records, from, to) => {
        fc.pre(records.length > 1);
        const lines = linesOf(records);
        const [first, ...sealed] = lines;
        const index = from % sealed.length;
        const other = to % sealed.length;
        fc.pre(index !== other && index < sealed.length - 1);
        const without = sealed.toSpliced(index, 1);
        assert.equal(read([first, ...without].join('')).state, 'damaged');
        assert.equal(read([first, ...without.toSpliced(other, 0, sealed[index]!)].join('')).state, 'damaged');
        assert.equal(read([...lines, sealed[index]!].join('')).state, 'damaged');
      }),
    );
  });

  test('opens in its own place only', () => {
    const text = Buffer.from(linesOf([]).join(''));
    for (const place of [
      { ...PLACE, chatId: 'other' },
      { ...PLACE, fileId: 'f'.repeat(16) },
    ])
      assert.equal(readJournal(KEY, place, text).state, 'damaged');
    assert.equal(readJournal(randomBytes(KEY_BYTES), PLACE, text).state, 'damaged');
  });

  test('of any bytes at all is read without an error, and in linear time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        assert.deepEqual(read(Buffer.from(bytes)).records, []);
      }),
    );
    assert.deepEqual(read(`inkstone chat 1\n${'1 '.repeat(500_000)}\n${'1 A'.repeat(500_000)}`).records, []);
  });
});
