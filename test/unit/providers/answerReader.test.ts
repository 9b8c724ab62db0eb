import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import { createAnswerReader } from '../../../src/providers/answerReader.ts';
import { EVENT_FRAMING } from '../../../src/providers/dialects/framing.ts';
import { createOpenaiDecoder } from '../../../src/providers/dialects/openaiDecoder.ts';
import { PLAIN_TRAITS } from '../../../src/providers/dialects/openaiTraits.ts';
import { createFail } from '../../../src/providers/fail.ts';
import { END_FRAMES, frame, textFrame } from '../../model-server/byteScript.ts';
import { kindOf, textOf } from './clients.ts';

const fail = createFail({ provider: 'test', host: 'test.example', secrets: [] });

interface Read {
  readonly events: readonly StreamEvent[];
  readonly failure: unknown;
}

/** Reads a body that arrives in these pieces, as far as it goes. */
function read(pieces: readonly (string | Uint8Array)[]): Read {
  const reader = createAnswerReader(EVENT_FRAMING, createOpenaiDecoder(PLAIN_TRAITS, 0, fail), fail);
  const events: StreamEvent[] = [];
  for (const piece of pieces) {
    if (reader.failure === undefined) events.push(...reader.push(Buffer.from(piece)));
  }
  if (reader.failure === undefined) events.push(...reader.end());
  return { events, failure: reader.failure };
}

/** Neighbours of one kind as one: how they were cut is nobody's business. */
function joined(events: readonly StreamEvent[]): readonly StreamEvent[] {
  const result: StreamEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (last && 'text' in last && 'text' in event && last.type === event.type)
      result[result.length - 1] = { ...last, text: last.text + event.text };
    else result.push(event);
  }
  return result;
}

const toolFrame = (call: object): string => frame({ choices: [{ delta: { tool_calls: [call] } }] });

/** Everything that a stream may hold, in every line ending that it may be written in. */
const STREAM = [
  '\ufeff: comment\n\n',
  frame({ choices: [{ delta: { reasoning_content: 'Ich überlege … 让我想想 🤔' } }] }),
  'event: ping\ndata: {}\n\n',
  textFrame('Zeile\n').replaceAll('\n\n', '\r\n\r\n'),
  textFrame('代码 👩‍💻 e\u0301'),
  textFrame('\\n \\u00e9 "').replaceAll('\n\n', '\r\r'),
  'id: 7\nretry: 1000\ndata: {"choices":\ndata: [{"delta":{"content":"two lines"}}]}\n\n',
  toolFrame({ index: 0, id: 'a', function: { name: 'f', arguments: '{"path":"' } }),
  ':\n\n',
  toolFrame({ index: 0, function: { arguments: '\\u4f60/x"}' } }),
  frame({ choices: [{ delta: {}, finish_reason: 'tool_calls' }] }),
  frame({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } }),
  frame('[DONE]'),
].join('');

describe('a stream', () => {
  const bytes = Buffer.from(STREAM);
  const expected = joined(read([bytes]).events);

  test('holds what was put into it', () => {
    assert.equal(textOf(expected), 'Zeile\n代码 👩‍💻 e\u0301\\n \\u00e9 "two lines');
    assert.deepEqual(expected.at(-2), {
      type: 'tool-call',
      callId: 'a',
      name: 'f',
      argumentsText: '{"path":"\\u4f60/x"}',
    });
  });

  test('means the same however its bytes are cut [F01][F12]', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 60 });
    fc.assert(
      fc.property(cuts, (at) => {
        const bounds = [0, ...at.toSorted((a, b) => a - b), bytes.length];
        const pieces = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
        assert.deepEqual(joined(read(pieces).events), expected);
      }),
    );
  });

  test('means the same byte by byte [F01]', () => {
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    assert.deepEqual(joined(read(pieces).events), expected);
  });

  test('that is cut anywhere gives a part of its text, then a finish or one failure, never both [F28]', () => {
    const whole = textOf(expected);
    for (let end = 0; end < bytes.length; end++) {
      const { events, failure } = read([bytes.subarray(0, end)]);
      assert.ok(whole.startsWith(textOf(events)), `cut at ${end}`);
      assert.equal(events.at(-1)?.type === 'finish', failure === undefined, `cut at ${end}`);
    }
  });

  test('whose last event lacks its blank line is complete [F11]', () => {
    const finish = frame({ choices: [{ delta: {}, finish_reason: 'length' }] }).trimEnd();
    const { events } = read([textFrame('a') + finish]);
    assert.deepEqual(events.at(-1), { type: 'finish', reason: 'length' });
  });

  test('gives its neighbours of one kind that came together as one event', () => {
    const { events } = read([textFrame('a') + textFrame('b') + textFrame('c'), textFrame('d') + END_FRAMES]);
    assert.deepEqual(
      events.map((event) => ('text' in event ? event.text : event.type)),
      ['abc', 'd', 'finish'],
    );
  });

  test('does so with thoughts, and never with what is of another kind', () => {
    const thought = (text: string): string => frame({ choices: [{ delta: { reasoning_content: text } }] });
    const { events } = read([thought('a') + thought('b') + textFrame('c') + thought('d') + END_FRAMES]);
    assert.deepEqual(
      events.map((event) => ('text' in event ? event.text : event.type)),
      ['ab', 'c', 'd', 'finish'],
    );
  });

  test('keeps what was decoded before a failure in the same piece', () => {
    const { events, failure } = read([textFrame('a') + frame({ error: { message: 'x' } }) + textFrame('b')]);
    assert.equal(textOf(events), 'a');
    assert.equal(kindOf(failure), 'server');
  });

  test('with bytes that are not UTF-8 goes on [F02]', () => {
    const broken = Buffer.concat([Buffer.from(textFrame('a').slice(0, -10)), Uint8Array.of(0xff, 0xfe)]);
    const { failure } = read([textFrame('a'), broken, '\n\n', textFrame('b'), END_FRAMES]);
    assert.equal(failure, undefined);
  });

  test('with control characters keeps them [F13]', () => {
    const { events } = read([textFrame('a\u0000\u001b[31mb') + END_FRAMES]);
    assert.equal(textOf(events), 'a\u0000\u001b[31mb');
  });

  test('of one event of many megabytes is read [F09]', () => {
    const large = 'x'.repeat(8 * 1024 * 1024);
    const sent = Buffer.from(textFrame(large) + END_FRAMES);
    const pieces = Array.from({ length: Math.ceil(sent.length / 65_536) }, (_, index) =>
      sent.subarray(index * 65_536, (index + 1) * 65_536),
    );
    assert.equal(textOf(read(pieces).events).length, large.length);
  });

  test('whose event never ends is refused at the limit [F10]', () => {
    const piece = 'x'.repeat(1024 * 1024);
    const { failure } = read([textFrame('a'), 'data: ', ...Array<string>(33).fill(piece)]);
    assert.equal(kindOf(failure), 'protocol');
  });
});

describe('what is not a stream', () => {
  const ANSWER = '{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}';

  test('is read as a whole answer when it begins like one, blank lines before it or not', () => {
    for (const pieces of [[ANSWER], ['\n\n', '  ', ANSWER], [...ANSWER]]) {
      assert.equal(textOf(read(pieces).events), 'Hi');
    }
  });

  test('is an error when it is one [F18]', () => {
    const { failure } = read(['{"error":{"message":"x","code":"rate_limit_exceeded"}}']);
    assert.equal(kindOf(failure), 'rate-limit');
  });

  test('is a proxy’s page when it is one, and only its title is told [F20]', () => {
    const { failure } = read(['<html>', '<head><title>Sign in</title></head>', '<script>x</script></html>']);
    assert.equal(kindOf(failure), 'proxy-page');
    assert.ok(failure instanceof Error && failure.message.endsWith(': Sign in'));
  });

  test('is not read forever when it is a page without an end [F20]', () => {
    const { failure } = read(['<html>', 'x'.repeat(70_000), 'y']);
    assert.equal(kindOf(failure), 'proxy-page');
  });

  test('is refused at the limit when it is an answer without an end [F56]', () => {
    const { failure } = read(['{', ...Array<string>(33).fill('x'.repeat(1024 * 1024))]);
    assert.ok(failure instanceof Error && /protocol: .* more than/.test(failure.message));
  });

  test('is an empty answer when there is nothing [F21]', () => {
    for (const pieces of [[], [''], ['\n\n\n'], [': keep-alive\n\n']]) {
      assert.equal(kindOf(read(pieces).failure), 'empty-answer');
    }
  });
});
