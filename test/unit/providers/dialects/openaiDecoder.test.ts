import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import type { Usage } from '../../../../src/core/model/usage.ts';
import type { Frame } from '../../../../src/providers/dialects/framing.ts';
import { createOpenaiDecoder } from '../../../../src/providers/dialects/openaiDecoder.ts';
import { PLAIN_TRAITS } from '../../../../src/providers/dialects/openaiTraits.ts';
import { ZHIPU_ERRORS } from '../../../../src/providers/dialects/zhipuErrors.ts';
import { createFail } from '../../../../src/providers/fail.ts';
import { kindOf, textOf } from '../clients.ts';

type Sent = object | string | Frame;

interface Decoded {
  readonly events: readonly StreamEvent[];
  readonly error?: unknown;
}

const fail = createFail({ provider: 'test', host: 'test.example', secrets: [] });
const traits = { ...PLAIN_TRAITS, errors: ZHIPU_ERRORS };

/** Decodes frames to the end, or to the failure. */
function decode(...sent: readonly Sent[]): Decoded {
  const events: StreamEvent[] = [];
  const emit = (event: StreamEvent): void => void events.push(event);
  const decoder = createOpenaiDecoder(traits, 0, fail);
  try {
    for (const each of sent) decoder.push(frameOf(each), emit);
    decoder.end(emit);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

function frameOf(sent: Sent): Frame {
  if (typeof sent === 'string') return { data: sent };
  return 'data' in sent ? sent : { data: JSON.stringify(sent) };
}

const delta = (fields: object | null, rest: object = {}): object => ({
  choices: [{ index: 0, delta: fields, ...rest }],
});
const text = (content: string): object => delta({ content });
const STOP = delta({}, { finish_reason: 'stop' });
const DONE = '[DONE]';
const COUNTS = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

const finishOf = ({ events }: Decoded): Extract<StreamEvent, { type: 'finish' }> | undefined =>
  events.findLast((event) => event.type === 'finish');
const usageOf = (decoded: Decoded): Usage | undefined => finishOf(decoded)?.usage;
const callsIn = ({ events }: Decoded): readonly StreamEvent[] =>
  events.filter(({ type }) => type === 'tool-call');

describe('an ordinary answer', () => {
  test('its texts and thoughts come out in order, and the finish last', () => {
    const decoded = decode(
      { model: 'served', ...delta({ role: 'assistant', content: '' }) },
      delta({ reasoning_content: 'Hm.' }),
      text('Hel'),
      text('lo'),
      { ...STOP, usage: COUNTS },
      DONE,
    );
    assert.deepEqual(decoded.events, [
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'text-delta', text: 'Hel' },
      { type: 'text-delta', text: 'lo' },
      {
        type: 'finish',
        reason: 'stop',
        usage: {
          inputTokens: 10,
          outputTokens: 5,
          cachedInputTokens: 0,
          reasoningTokens: 0,
          estimated: false,
        },
        servedModel: 'served',
      },
    ]);
  });

  test('reasoning may also be called `reasoning`, and where both are sent it counts once', () => {
    const decoded = decode(
      delta({ reasoning: 'a' }),
      delta({ reasoning: 'b', reasoning_content: 'b' }),
      STOP,
    );
    assert.deepEqual(decoded.events.slice(0, 2), [
      { type: 'reasoning-delta', text: 'a' },
      { type: 'reasoning-delta', text: 'b' },
    ]);
  });

  test('what comes beside the text is read in every chunk, however alike the chunks are', () => {
    for (const beside of ['reasoning_content', 'reasoning', 'refusal'] as const) {
      const both = (content: string): object => delta({ content, [beside]: 'x' });
      const { events } = decode(both('a'), both('b'), both('c'), STOP);
      const said = events.map((event) => ('text' in event ? event.text : '')).join('');
      assert.equal([...said].sort().join(''), 'abcxxx', beside);
    }
    const call = (index: number): object =>
      delta({
        content: 'a',
        tool_calls: [{ index, id: `${index}`, function: { name: 'f', arguments: '{}' } }],
      });
    assert.equal(callsIn(decode(call(0), call(1), call(2), STOP)).length, 3);
  });

  test('content may be an array of parts', () => {
    const parts = [{ type: 'text', text: 'a' }, { type: 'image' }, null, { type: 'text', text: 'b' }];
    assert.equal(textOf(decode(delta({ content: parts }), STOP).events), 'ab');
  });

  test('a refusal is shown as text and ends as one', () => {
    const decoded = decode(delta({ refusal: 'I cannot help.' }), STOP);
    assert.equal(textOf(decoded.events), 'I cannot help.');
    assert.equal(finishOf(decoded)?.reason, 'refusal');
  });

  for (const [name, frame] of Object.entries({
    'null content': delta({ content: null }),
    'an empty delta': delta({}),
    'a null delta': delta(null),
    'no choices': { id: 'x' },
    'empty choices': { choices: [] },
    'a null choice': { choices: [null] },
    'an empty choice': { choices: [{}] },
    'null usage': { choices: [], usage: null },
    'a null error': { error: null, ...delta({}) },
    'tool calls that are no objects': delta({ tool_calls: [null, 3] }),
    'fields of other types': { model: 7, choices: [{ index: 'x', delta: { content: 5, reasoning: {} } }] },
    'a number': { data: '17' },
    'no data': { data: '' },
    'a ping': { event: 'ping', data: 'still here' },
  } satisfies Record<string, Sent>)) {
    test(`${name} says nothing and does no harm [F22]`, () => {
      const decoded = decode(text('a'), frame, text('b'), STOP, DONE);
      assert.equal(textOf(decoded.events), 'ab');
      assert.equal(finishOf(decoded)?.reason, 'stop');
    });
  }
});

describe('the end', () => {
  for (const [reason, expected] of Object.entries({
    stop: 'stop',
    length: 'length',
    tool_calls: 'tool-calls',
    function_call: 'tool-calls',
    content_filter: 'content-filter',
    sensitive: 'content-filter',
    model_context_window_exceeded: 'context-exceeded',
    something_new: 'unknown',
  })) {
    test(`the reason ${reason} is ${expected}`, () => {
      assert.equal(finishOf(decode(text('a'), delta({}, { finish_reason: reason })))?.reason, expected);
    });
  }

  test('a finish reason without [DONE] is an end', () => {
    assert.equal(finishOf(decode(text('a'), STOP))?.reason, 'stop');
  });

  test('[DONE] without a finish reason is an end for a reason unknown [F27]', () => {
    assert.equal(finishOf(decode(text('a'), DONE))?.reason, 'unknown');
  });

  test('neither is an answer that was cut: its text stands and there is no finish', () => {
    const decoded = decode(text('a'), text('b'));
    assert.equal(textOf(decoded.events), 'ab');
    assert.equal(kindOf(decoded.error), 'interrupted');
    assert.equal(finishOf(decoded), undefined);
  });

  test('a cut before anything visible is a lost connection', () => {
    assert.equal(kindOf(decode(delta({ role: 'assistant', content: '' })).error), 'connection-lost');
  });

  test('no frame at all is an empty answer', () => {
    assert.equal(kindOf(decode().error), 'empty-answer');
  });

  test('JSON of another kind is not an answer', () => {
    assert.equal(kindOf(decode({ status: 'ok' }).error), 'protocol');
  });

  test('what follows the finish is still read, and what follows [DONE] only for its counts [F29]', () => {
    const decoded = decode(text('a'), STOP, text('b'), DONE, text('c'), { choices: [], usage: COUNTS });
    assert.equal(textOf(decoded.events), 'ab');
    assert.equal(usageOf(decoded)?.inputTokens, 10);
  });

  for (const [reason, kind] of [
    ['network_error', 'server'],
    ['error', 'server'],
    ['insufficient_system_resource', 'overloaded'],
  ] as const) {
    test(`the finish reason ${reason} is the provider’s failure, not an end`, () => {
      const decoded = decode(text('a'), delta({}, { finish_reason: reason }));
      assert.equal(kindOf(decoded.error), kind);
      assert.equal(textOf(decoded.events), 'a');
    });
  }
});

describe('counts [F23]', () => {
  test('come with the finish, in a chunk without choices, in the first choice, or after the end', () => {
    const inChoice = delta({}, { finish_reason: 'stop', usage: COUNTS });
    for (const frames of [
      [{ ...STOP, usage: COUNTS }],
      [STOP, { choices: [], usage: COUNTS }],
      [STOP, { usage: COUNTS }],
      [inChoice],
      [STOP, DONE, { choices: [], usage: COUNTS }],
    ]) {
      assert.equal(usageOf(decode(text('a'), ...frames))?.outputTokens, 5);
    }
  });

  test('that are repeated are not added up: the last stand', () => {
    const usage = (completion_tokens: number): object => ({ usage: { ...COUNTS, completion_tokens } });
    const decoded = decode(
      { ...text('a'), ...usage(1) },
      { ...text('b'), ...usage(2) },
      { ...STOP, ...usage(3), choices: [{ delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: null },
      { choices: [], usage: {} },
    );
    assert.equal(usageOf(decoded)?.outputTokens, 3);
  });

  test('of what was written may be missing where nothing was', () => {
    assert.equal(
      usageOf(decode(text('a'), { choices: [], usage: { prompt_tokens: 7 } }, STOP))?.outputTokens,
      0,
    );
  });

  test('are absent when the provider does not count', () => {
    assert.equal(usageOf(decode(text('a'), STOP, DONE)), undefined);
  });

  for (const [where, fields] of Object.entries({
    'prompt_tokens_details.cached_tokens': { prompt_tokens_details: { cached_tokens: 4 } },
    prompt_cache_hit_tokens: { prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 },
    cached_tokens: { cached_tokens: 4, prompt_tokens_details: null },
  })) {
    test(`cached tokens are found in ${where}`, () => {
      assert.equal(
        usageOf(decode(text('a'), { ...STOP, usage: { ...COUNTS, ...fields } }))?.cachedInputTokens,
        4,
      );
    });
  }

  test('never say that more came from the cache than was sent', () => {
    const usage = { ...COUNTS, cached_tokens: 99 };
    assert.equal(usageOf(decode(text('a'), { ...STOP, usage }))?.cachedInputTokens, 10);
  });

  test('of reasoning are part of the output', () => {
    const usage = { ...COUNTS, completion_tokens_details: { reasoning_tokens: 3 } };
    assert.equal(usageOf(decode(text('a'), { ...STOP, usage }))?.reasoningTokens, 3);
  });
});

describe('tool calls', () => {
  const part = (call: object): object => delta({ tool_calls: [call] });
  const TOOL_END = delta({}, { finish_reason: 'tool_calls' });

  test('are put together from fragments by their index, also when interleaved', () => {
    const decoded = decode(
      part({ index: 0, id: 'a', function: { name: 'read', arguments: '' } }),
      part({ index: 1, id: 'b', function: { name: 'list', arguments: '{' } }),
      part({ index: 0, function: { arguments: '{"p"' } }),
      part({ index: 1, id: '', function: { name: null, arguments: '}' } }),
      part({ index: 0, id: null, function: { arguments: ':1}' } }),
      TOOL_END,
      DONE,
    );
    assert.deepEqual(decoded.events, [
      { type: 'tool-call-start', callId: 'a', name: 'read' },
      { type: 'tool-call-start', callId: 'b', name: 'list' },
      { type: 'tool-call', callId: 'a', name: 'read', argumentsText: '{"p":1}' },
      { type: 'tool-call', callId: 'b', name: 'list', argumentsText: '{}' },
      { type: 'finish', reason: 'tool-calls' },
    ]);
  });

  test('may come whole, may start at index 1, and may have no index', () => {
    const whole = { function: { name: 'read', arguments: '{}' } };
    for (const calls of [
      [{ index: 0, id: 'a', ...whole }],
      [{ index: 1, id: 'a', ...whole }],
      [{ id: 'a', ...whole }],
      [
        { id: 'a', function: { name: 'read' } },
        { function: { arguments: '{' } },
        { function: { arguments: '}' } },
      ],
    ]) {
      assert.deepEqual(callsIn(decode(...calls.map(part), TOOL_END)), [
        { type: 'tool-call', callId: 'a', name: 'read', argumentsText: '{}' },
      ]);
    }
  });

  test('with different ids under one index are different calls', () => {
    const calls = ['a', 'b'].map((id) => ({ index: 0, id, function: { name: 'read', arguments: '{}' } }));
    assert.deepEqual(
      callsIn(decode(...calls.map(part), TOOL_END)).map((call) => 'callId' in call && call.callId),
      ['a', 'b'],
    );
  });

  test('without an id get one', () => {
    const decoded = decode(part({ index: 0, function: { name: 'read', arguments: '{}' } }), TOOL_END);
    const [call] = callsIn(decoded);
    assert.ok(call?.type === 'tool-call' && call.callId !== '');
  });

  test('may bring their arguments as an object', () => {
    const [call] = callsIn(
      decode(part({ index: 0, id: 'a', function: { name: 'f', arguments: { a: 1 } } }), TOOL_END),
    );
    assert.ok(call?.type === 'tool-call' && call.argumentsText === '{"a":1}');
  });

  test('under the reason `stop` are the reason all the same', () => {
    const decoded = decode(part({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }), STOP);
    assert.equal(finishOf(decoded)?.reason, 'tool-calls');
  });

  test('that the output limit has cut are not handed over [F35]', () => {
    const decoded = decode(
      part({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
      part({ index: 1, id: 'b', function: { name: 'g', arguments: '{"a' } }),
      delta({}, { finish_reason: 'length' }),
    );
    assert.equal(callsIn(decoded).length, 1);
    assert.equal(finishOf(decoded)?.reason, 'length');
  });

  test('of two megabytes in twenty thousand pieces come out whole', () => {
    const pieces = Array.from({ length: 20_000 }, () =>
      part({ index: 0, function: { arguments: '\\'.repeat(50) + '\ud83d'.repeat(50) } }),
    );
    const decoded = decode(part({ index: 0, id: 'a', function: { name: 'f' } }), ...pieces, TOOL_END);
    const [call] = callsIn(decoded);
    assert.ok(call?.type === 'tool-call' && call.argumentsText.length === 2_000_000);
  });
});

describe('an error inside of the stream [F17]', () => {
  for (const [name, frame, kind] of [
    ['Zhipu’s', { error: { code: '1305', message: 'busy' } }, 'overloaded'],
    ['OpenAI’s', { error: { message: 'x', type: 'server_error', code: null } }, 'server'],
    ['a named event’s', { event: 'error', data: '{"error":{"code":"1302","message":"x"}}' }, 'rate-limit'],
    ['a named event’s bare', { event: 'error', data: '{"code":"1302","message":"x"}' }, 'rate-limit'],
    ['a named event’s text', { event: 'error', data: 'out of memory' }, 'server'],
    ['vLLM’s flat', { object: 'error', message: 'x', type: 'BadRequestError', code: 400 }, 'bad-request'],
    ['Ollama’s', { error: 'an error was encountered while running the model' }, 'server'],
    [
      'OpenRouter’s',
      { error: { code: 402, message: 'credits' }, choices: [{ finish_reason: 'error' }] },
      'no-balance',
    ],
    ['llama.cpp’s', { error: { code: 500, message: 'x', type: 'server_error' } }, 'server'],
  ] as const satisfies readonly (readonly [string, Sent, string])[]) {
    test(`of ${name} kind is classified, and the text before it stands`, () => {
      const decoded = decode(text('a'), frame);
      assert.equal(kindOf(decoded.error), kind);
      assert.equal(textOf(decoded.events), 'a');
    });
  }
});

describe('damage [F15]', () => {
  const whole = JSON.stringify(text('whole'));

  test('an object that a proxy cut into two frames is put together', () => {
    const decoded = decode(whole.slice(0, 20), whole.slice(20), STOP);
    assert.equal(textOf(decoded.events), 'whole');
  });

  test('one damaged frame in an answer that is being read is left out', () => {
    const decoded = decode(text('a'), '{"choi', text('b'), STOP);
    assert.equal(textOf(decoded.events), 'ab');
    assert.equal(finishOf(decoded)?.reason, 'stop');
  });

  test('a second one interrupts it', () => {
    const decoded = decode(text('a'), '{"choi', text('b'), '{"choi', text('c'), STOP);
    assert.equal(textOf(decoded.events), 'ab');
    assert.equal(kindOf(decoded.error), 'interrupted');
  });

  test('before anything visible it fails the attempt', () => {
    assert.equal(kindOf(decode('{"choi', text('b'), STOP).error), 'protocol');
  });

  test('at the very end it is a cut', () => {
    assert.equal(kindOf(decode(text('a'), '{"choi').error), 'interrupted');
    assert.equal(kindOf(decode('{"choi').error), 'connection-lost');
  });

  test('is described by its length, never by its content', () => {
    const { error } = decode('{"secret-of-the-user', '{"more');
    assert.ok(error instanceof Error && !error.message.includes('secret'));
  });
});

describe('an answer in one piece', () => {
  const decodeWhole = (body: string): Decoded => {
    const events: StreamEvent[] = [];
    const emit = (event: StreamEvent): void => void events.push(event);
    const decoder = createOpenaiDecoder(traits, 0, fail);
    try {
      decoder.whole(body, emit);
      decoder.end(emit);
      return { events };
    } catch (error) {
      return { events, error };
    }
  };

  test('becomes the same events as a stream', () => {
    const decoded = decodeWhole(
      JSON.stringify({
        model: 'served',
        choices: [
          {
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              content: 'Hi',
              reasoning_content: 'Hm.',
              tool_calls: [{ id: 'a', index: 0, function: { name: 'f', arguments: '{}' } }],
            },
          },
        ],
        usage: COUNTS,
      }),
    );
    assert.deepEqual(
      decoded.events.map(({ type }) => type),
      ['reasoning-delta', 'text-delta', 'tool-call-start', 'tool-call', 'finish'],
    );
    assert.equal(usageOf(decoded)?.inputTokens, 10);
  });

  test('needs no finish reason: it is whole', () => {
    assert.equal(finishOf(decodeWhole('{"choices":[{"message":{"content":"Hi"}}]}'))?.reason, 'unknown');
  });

  test('may be an error, whatever the status said', () => {
    assert.equal(kindOf(decodeWhole('{"error":{"code":"1113","message":"x"}}').error), 'no-balance');
    assert.equal(kindOf(decodeWhole('{"code":500,"msg":"x","success":false}').error), 'server');
  });

  test('that is cut, or something else, is not an answer', () => {
    assert.equal(kindOf(decodeWhole('{"choices":[{"mess').error), 'protocol');
    assert.equal(kindOf(decodeWhole('{"status":"ok"}').error), 'protocol');
    assert.equal(kindOf(decodeWhole('[1]').error), 'protocol');
  });
});
