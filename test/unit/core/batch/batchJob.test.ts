import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type BatchEvent, type BatchJob, reduceBatch, tallyOf } from '../../../../src/core/batch/batchJob.ts';
import { parseBatch, serializeBatchEvent } from '../../../../src/protocol/batchFile.ts';
import { batchEvent, batchJob } from './arbitraryBatch.ts';

const after = (events: readonly BatchEvent[]): BatchJob =>
  events.reduce<BatchJob | undefined>(reduceBatch, batchJob())!;

const history = fc.array(batchEvent, { maxLength: 12 });

suite('a batch', () => {
  test('keeps each of its files, in order, whatever happens', () => {
    fc.assert(
      fc.property(history, (events) => {
        const job = after(events);
        assert.deepEqual(
          job.items.map(({ id, uri }) => [id, uri]),
          batchJob().items.map(({ id, uri }) => [id, uri]),
        );
        const { waiting, done, failed, skipped, wanted } = tallyOf(job);
        assert.equal(waiting + done + failed + skipped, job.items.length);
        assert.equal(wanted, waiting + done + failed);
      }),
    );
  });

  test('does what failed again, and nothing else', () => {
    fc.assert(
      fc.property(history, (events) => {
        const before = tallyOf(after(events));
        const retried = tallyOf(after([...events, { type: 'retried' }]));
        assert.deepEqual(retried, { ...before, failed: 0, waiting: before.waiting + before.failed });
      }),
    );
  });

  test('is on disk what it was in memory', () => {
    fc.assert(
      fc.property(history, (events) => {
        const lines = [{ type: 'created', job: batchJob() } as const, ...events].map(serializeBatchEvent);
        assert.deepEqual(parseBatch(lines.join('')), JSON.parse(JSON.stringify(after(events))));
      }),
    );
  });

  test('that a crash has cut at any character is what it was before the event', () => {
    const created = serializeBatchEvent({ type: 'created', job: batchJob() });
    fc.assert(
      fc.property(history, batchEvent, fc.nat(), (events, last, at) => {
        const head = created + events.map(serializeBatchEvent).join('');
        const line = serializeBatchEvent(last);
        const cut = line.slice(0, at % (line.length - 1));
        assert.deepEqual(parseBatch(head + cut), JSON.parse(JSON.stringify(after(events))));
      }),
    );
  });

  test('of a newer Inkstone, or of nothing, is none', () => {
    assert.equal(parseBatch(''), undefined);
    assert.equal(parseBatch('{"type":"created","v":2,"job":{}}\n{"type":"retried"}\n'), undefined);
  });
});
