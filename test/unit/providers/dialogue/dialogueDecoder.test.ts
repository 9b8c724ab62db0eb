import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { createDialogueDecoder } from '../../../../src/providers/dialogue/dialogueDecoder.ts';
import { dialogueService } from '../../../../src/providers/dialogue/service.ts';
import { createFail } from '../../../../src/providers/fail.ts';
import { kindOf, textOf } from '../clients.ts';

const fail = createFail({ provider: 'company', host: 'x.example', secrets: [] });

function read(setting?: Parameters<typeof dialogueService>[0]) {
  const events: StreamEvent[] = [];
  const decoder = createDialogueDecoder(dialogueService(setting), 0, fail);
  const emit = (event: StreamEvent): void => void events.push(event);
  return {
    events,
    decoder,
    event: (event: object) => decoder.event({ ...event }, emit),
    record: (record: object) => decoder.record({ ...record }, emit),
    push: (data: string) => decoder.push({ data }, emit),
    end: () => decoder.end(emit),
    get text() {
      return textOf(events);
    },
  };
}

const kindThrownBy = (work: () => void): string | undefined => {
  try {
    work();
  } catch (error) {
    return kindOf(error);
  }
  return undefined;
};

describe('the record of a dialogue', () => {
  test('adds what the events have not brought, wherever they stopped and the record stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.array(fc.nat()), (answer, heard, looks) => {
        const reader = read();
        reader.event({ type: 'delta', text: answer.slice(0, heard % (answer.length + 1)) });
        for (const look of looks)
          reader.record({ status: 'running', response: answer.slice(0, look % (answer.length + 1)) });
        reader.record({ status: 'completed', response: answer });
        assert.equal(reader.text, answer);
        assert.equal(reader.decoder.progress, 'done');
      }),
    );
  });

  test('may lack the white space at the end of what was said', () => {
    const reader = read();
    reader.event({ type: 'delta', text: 'Done.\n\n' });
    reader.record({ status: 'completed', response: 'Done.' });
    reader.end();
    assert.equal(reader.text, 'Done.\n\n');
  });

  test('of another text than the one that was said is no end of it', () => {
    const reader = read();
    reader.event({ type: 'delta', text: 'One.' });
    assert.equal(
      kindThrownBy(() => reader.record({ status: 'completed', response: 'Two.' })),
      'interrupted',
    );
    assert.equal(reader.text, 'One.');
  });

  test('is told by its status, in many words', () => {
    for (const status of ['queued', 'PROCESSING', 'in_progress']) {
      const reader = read();
      reader.record({ dialogue_id: 'd', status });
      assert.equal(reader.decoder.progress, 'open', status);
    }
    for (const status of ['succeeded', 'Finished'])
      assert.equal(
        kindThrownBy(() => {
          const reader = read();
          reader.record({ status, response: 'x' });
          reader.end();
        }),
        undefined,
      );
    for (const status of ['failed', 'cancelled', 'expired'])
      assert.equal(
        kindThrownBy(() => read().record({ status })),
        'server',
        status,
      );
    const error = { code: 'content_blocked', message: 'no' };
    assert.equal(
      kindThrownBy(() => read().record({ status: 'failed', error })),
      'content-filter',
    );
  });

  test('may be inside of an envelope', () => {
    const reader = read({
      fields: {
        dialogueId: 'data.id',
        response: 'data.reply.text',
        context: 'data.ctx',
        usage: 'data.usage',
      },
    });
    reader.record({
      data: { id: 7, reply: { text: 'Hi' }, ctx: 'c-1', usage: { prompt_tokens: 3, completion_tokens: 1 } },
    });
    reader.end();
    assert.deepEqual(reader.decoder.said, { dialogueId: '7', contextId: 'c-1' });
    const finish = reader.events.at(-1);
    assert.ok(finish?.type === 'finish' && finish.usage?.inputTokens === 3);
  });
});

describe('an event', () => {
  test('is known under several names, and by its text alone', () => {
    const reader = read();
    reader.push('{"type":"token","text":"a"}');
    reader.push('{"text":"b"}');
    reader.push('{"type":"thinking","text":"hm"}');
    reader.push('{"type":"whatever","text":"no"}');
    reader.push('not JSON');
    reader.push('{"type":"completed","metadata":{"finish_reason":"length"}}');
    reader.push('{"type":"delta","text":"too late"}');
    reader.end();
    assert.equal(reader.text, 'ab');
    assert.deepEqual(reader.events.at(-1), { type: 'finish', reason: 'length' });
  });

  test('of the end may bring all of an answer, or what was left of it', () => {
    for (const before of ['', 'Hel']) {
      const reader = read();
      reader.event({ type: 'delta', text: before });
      reader.event({ type: 'done', response: 'Hello' });
      assert.equal(reader.text, 'Hello');
    }
  });

  test('with fields of other types, or names of prototypes, does no harm', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'type',
            'text',
            'seq',
            'response',
            'context',
            'metadata',
            '__proto__',
            'constructor',
          ),
          fc.jsonValue(),
        ),
        (event) => {
          const reader = read();
          assert.ok(
            ['interrupted', 'server', undefined].includes(
              kindThrownBy(() => reader.event(event)) ?? undefined,
            ),
          );
          assert.ok(
            reader.events.every((each) => each.type !== 'text-delta' || typeof each.text === 'string'),
          );
        },
      ),
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

test('an answer that just ends is cut, and one that says nothing is another API', () => {
  assert.equal(
    kindThrownBy(() => read().end()),
    'connection-lost',
  );
  const reader = read();
  reader.event({ type: 'delta', text: 'x' });
  assert.equal(kindThrownBy(reader.end), 'interrupted');
  assert.equal(
    kindThrownBy(() => read().record({ hello: 1 })),
    'protocol',
  );
});
