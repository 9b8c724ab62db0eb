import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import { END_FRAMES, frame, textFrame } from '../../../model-server/byteScript.ts';
import { chatRequest, kindOf } from '../clients.ts';
import { askOnce, overEveryTransport, streamOf } from './wire.ts';

const probe = chatRequest({ purpose: 'probe' });
const STOP = frame({ choices: [{ delta: {}, finish_reason: 'stop' }] });
const DONE = frame('[DONE]');

const toolFrame = (...calls: readonly object[]): string =>
  frame({ choices: [{ delta: { tool_calls: calls } }] });
const TOOLS_END = frame({ choices: [{ delta: {}, finish_reason: 'tool_calls' }] }) + DONE;

const argumentsIn = (events: readonly StreamEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'tool-call' ? [event.argumentsText] : []));

/** How a stream may end or be damaged: its frames, and the text and kind of error that come of it. */
const STREAMS: readonly (readonly [what: string, body: string, text: string, kind?: string])[] = [
  [
    'one damaged event among sound ones [F15]',
    `${textFrame('a')}data: {"cho\n\n${textFrame('b')}${END_FRAMES}`,
    'ab',
  ],
  [
    'two damaged events [F15]',
    `${textFrame('a')}data: {"x\n\n${textFrame('b')}data: {"y\n\n`,
    'ab',
    'interrupted',
  ],
  ['a damaged event before any text [F15]', `data: {"x\n\n${textFrame('b')}${END_FRAMES}`, '', 'protocol'],
  [
    'an object that is cut into two events [F16]',
    `data: {"choices":[{"delta":\n\ndata: {"content":"a"}}]}\n\n${END_FRAMES}`,
    'a',
  ],
  [
    'an error after text [F17]',
    textFrame('a') + frame({ error: { message: 'x', type: 'server_error' } }),
    'a',
    'interrupted',
  ],
  [
    'chunks that say nothing [F22]',
    frame({ choices: [] }) +
      frame({ choices: [{}] }) +
      frame({ choices: null }) +
      frame({ choices: [null] }) +
      frame({ choices: [{ delta: null }] }) +
      frame({ choices: [{ delta: { content: null } }] }) +
      frame(null) +
      frame(7) +
      frame([]) +
      textFrame('a') +
      END_FRAMES,
    'a',
  ],
  ['the same chunk twice [F24]', textFrame('ha') + textFrame('ha') + END_FRAMES, 'haha'],
  ['a finish and no [DONE] [F26]', textFrame('a') + STOP, 'a'],
  ['[DONE] and no finish [F27]', textFrame('a') + DONE, 'a'],
  ['neither finish nor [DONE] [F28]', textFrame('a'), 'a', 'interrupted'],
  ['text after [DONE] [F29]', textFrame('a') + END_FRAMES + textFrame('b'), 'a'],
  [
    'an emoji whose halves are in two pieces [F32]',
    `${textFrame('a')}data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\ndata: {"choices":[{"delta":{"content":"\\udc4b"}}]}\n\n${END_FRAMES}`,
    'a👋',
  ],
  [
    'keys of prototypes in every place [F83]',
    `data: {"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"choices":[{"__proto__":{"delta":{"content":"no"}},"delta":{"content":"a","__proto__":{"polluted":true}}}],"usage":{"__proto__":{"polluted":true},"prompt_tokens":1,"completion_tokens":1}}\n\n${END_FRAMES}`,
    'a',
  ],
];

overEveryTransport((wire) => {
  for (const [what, body, text, kind] of STREAMS) {
    test(`${what}: ${kind ?? 'an answer'}`, async () => {
      wire.server.script(streamOf(body));
      const ended = await askOnce(wire.client, probe);
      assert.deepEqual([ended.text, kindOf(ended.error)], [text, kind]);
      assert.equal(wire.server.requests.length, 1);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });
  }

  test('counts of every kind: the last stand, and none are an estimate [F23]', async () => {
    const { client, server } = wire;
    const counts = (output: number) =>
      frame({ choices: [], usage: { prompt_tokens: 10, completion_tokens: output } });
    for (const [body, output, estimated] of [
      [textFrame('a') + counts(1) + counts(2) + STOP + counts(3) + DONE, 3, false],
      [textFrame('a') + STOP + DONE + counts(4), 4, false],
      [textFrame('a') + counts(5) + frame({ choices: [], usage: null }) + END_FRAMES, 5, false],
      [textFrame('a') + frame({ choices: [], usage: {} }) + END_FRAMES, 1, true],
    ] as const) {
      server.script(streamOf(body));
      await askOnce(client);
      const usage = client.records.at(-1)?.usage;
      assert.deepEqual([usage?.outputTokens, usage?.estimated], [output, estimated]);
    }
  });

  test('a tool’s arguments are handed over as they were written, whatever they hold [F33]', async () => {
    for (const written of ['{"__proto__":{"polluted":true}}', '{"path": "a', 'no JSON', '[]', '']) {
      const call = { index: 0, id: 'a', function: { name: 'read', arguments: written } };
      wire.server.script(streamOf(toolFrame(call) + TOOLS_END));
      const { events } = await askOnce(wire.client);
      assert.deepEqual(argumentsIn(events), [written]);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    }
  });

  test('a tool call that the output limit has cut is not handed over [F33][F35]', async () => {
    const call = { index: 0, id: 'a', function: { name: 'read', arguments: '{"path": "a' } };
    const end = frame({ choices: [{ delta: {}, finish_reason: 'length' }] }) + DONE;
    wire.server.script(streamOf(toolFrame(call) + end));
    const { events } = await askOnce(wire.client);
    const finish = events.at(-1);
    assert.ok(finish?.type === 'finish' && finish.reason === 'length');
    assert.deepEqual(argumentsIn(events), []);
  });

  test('tool calls that are interleaved, unnumbered or unnamed come out whole [F34]', async () => {
    const piece = (rest: object, name: string | undefined, written: string) =>
      toolFrame({ ...rest, function: { ...(name && { name }), arguments: written } });
    const interleaved = [
      piece({ index: 0, id: 'a' }, 'f', '{"a"'),
      piece({ index: 1, id: 'b' }, 'g', '{"b"'),
      piece({ index: 0 }, undefined, ':1}'),
      piece({ index: 1 }, undefined, ':2}'),
    ];
    const unnumbered = [
      piece({ id: 'a' }, 'f', '{"a"'),
      piece({}, undefined, ':1}'),
      piece({ id: 'b' }, 'g', '{"b":2}'),
    ];
    for (const body of [interleaved, unnumbered]) {
      wire.server.script(streamOf(body.join('') + TOOLS_END));
      assert.deepEqual(argumentsIn((await askOnce(wire.client)).events), ['{"a":1}', '{"b":2}']);
    }
  });

  test('two megabytes of a tool’s arguments in twenty thousand pieces come out whole [F31]', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, index) => `${index} `.padEnd(100, 'x'));
    const body = pieces.map((written) =>
      toolFrame({ index: 0, id: 'a', function: { name: 'f', arguments: written } }),
    );
    wire.server.script(streamOf(body.join('') + TOOLS_END));
    assert.deepEqual(argumentsIn((await askOnce(wire.client)).events), [pieces.join('')]);
  });

  test('a token of two hundred kilobytes, and ten thousand empty ones, are as fast as they are long [F78]', async () => {
    const large = '长'.repeat(70_000);
    wire.server.script(streamOf(textFrame(large) + textFrame('').repeat(10_000) + END_FRAMES));
    const { events, text } = await askOnce(wire.client);
    assert.equal(text, large);
    assert.ok(events.length < 100);
  });

  test('whoever really answered is named in the finish [F37]', async () => {
    wire.server.script({ text: 'Hi', model: 'another-model' });
    const finish = (await askOnce(wire.client)).events.at(-1);
    assert.ok(finish?.type === 'finish' && finish.servedModel === 'another-model');
  });

  test('whatever JSON an event holds ends in an answer or in one error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json(), { maxLength: 5 }), async (values) => {
        const { client, server } = wire;
        server.script(streamOf(textFrame('a') + values.map((value) => frame(value)).join('') + END_FRAMES));
        const { text } = await askOnce(wire.connect(), probe);
        assert.ok(text.startsWith('a'));
        assert.equal(client.clock.pendingTimers, 0);
      }),
      { numRuns: 25 },
    );
  });
});
