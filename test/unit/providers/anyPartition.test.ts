import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { createAnswerReader } from '../../../src/providers/answerReader.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import { createFail } from '../../../src/providers/fail.ts';
import { kindOf, textOf } from './clients.ts';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/wire');

/** Whose answer a recording is, by the beginning of its name; the longest that fits. */
const RECORDED_BY: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  'ernie-v1': 'ernie-v1',
  ollama: 'ollama',
  openrouter: 'openrouter',
  qianfan: 'qianfan',
  zhipu: 'zhipu',
  'zhipu-v3': 'zhipu-v3',
};

const recordings = readdirSync(FOLDER).map((file) => {
  const [longest = ''] = Object.keys(RECORDED_BY)
    .filter((name) => file.startsWith(name))
    .sort((a, b) => b.length - a.length);
  const endpoint = CATALOG.find(({ id }) => id === RECORDED_BY[longest]);
  assert.ok(endpoint, `nobody’s recording: ${file}`);
  return { file, dialect: dialectOf(endpoint.dialect), bytes: readFileSync(path.join(FOLDER, file)) };
});

interface Read {
  readonly events: readonly StreamEvent[];
  readonly failure: string | undefined;
}

/** What bytes in these pieces say. Neighbours of one kind are joined: how they were cut is nobody’s business. */
function read({ dialect }: (typeof recordings)[number], pieces: readonly Uint8Array[]): Read {
  const fail = createFail({ provider: 'test', host: 'test.example', secrets: [] });
  const reader = createAnswerReader(dialect.framing, dialect.decoder(0, fail), fail);
  const events: StreamEvent[] = [];
  for (const piece of pieces) if (reader.failure === undefined) events.push(...reader.push(piece));
  if (reader.failure === undefined) events.push(...reader.end());
  const joined: StreamEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (last && 'text' in last && 'text' in event && last.type === event.type)
      joined[joined.length - 1] = { ...last, text: last.text + event.text };
    else joined.push(event);
  }
  return { events: joined, failure: kindOf(reader.failure) };
}

describe('a recorded answer', () => {
  for (const recording of recordings) {
    const { file, bytes } = recording;
    const whole = read(recording, [bytes]);

    test(`${file} says the same in any partition of its bytes [F01][F12]`, () => {
      const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 200 });
      fc.assert(
        fc.property(cuts, (at) => {
          const bounds = [0, ...at.toSorted((a, b) => a - b), bytes.length];
          const pieces = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
          assert.deepEqual(read(recording, pieces), whole);
        }),
        { numRuns: 40 },
      );
    });

    test(`${file} that ends at any byte says a true part of it, and ends once [F28]`, () => {
      for (let end = 0; end < bytes.length; end++) {
        const { events, failure } = read(recording, [bytes.subarray(0, end)]);
        assert.ok(textOf(whole.events).startsWith(textOf(events)), `cut at ${end}`);
        const finishes = events.filter(({ type }) => type === 'finish').length;
        assert.equal(finishes, failure === undefined ? 1 : 0, `cut at ${end}`);
        // A finish can come early only where nothing but counts and marks was left out.
        if (finishes === 1) assert.equal(textOf(events), textOf(whole.events), `cut at ${end}`);
      }
    });
  }
});
