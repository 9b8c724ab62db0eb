import assert from 'node:assert/strict';
import { test } from 'node:test';
import { END_FRAMES, frame, textFrame } from '../../../model-server/byteScript.ts';
import { chatRequest, kindOf, NEVER } from '../clients.ts';
import { askOnce, overEveryTransport, streamOf } from './wire.ts';

const everyByte = (body: Uint8Array): readonly number[] =>
  Array.from({ length: body.length - 1 }, (_, index) => index + 1);

const delta = (content: string): string => JSON.stringify({ choices: [{ delta: { content } }] });

/** Streams that are written in odd ways, and the text that they hold. */
const STREAMS: readonly (readonly [what: string, body: string, text: string])[] = [
  [
    'with characters that are cut between chunks [F01]',
    textFrame('加法 👩‍👩‍👧‍👦 e\u0301 🏳️‍🌈') + END_FRAMES,
    '加法 👩‍👩‍👧‍👦 e\u0301 🏳️‍🌈',
  ],
  ['with CRLF [F03]', (textFrame('a\nb') + END_FRAMES).replaceAll('\n', '\r\n'), 'a\nb'],
  ['with CR [F03]', (textFrame('a') + END_FRAMES).replaceAll('\n', '\r'), 'a'],
  [
    'with each line ended in its own way [F03]',
    `data: ${delta('a')}\r\n\ndata: ${delta('b')}\r\r\n${END_FRAMES}`,
    'ab',
  ],
  ['with a byte order mark before it [F04]', `\ufeff${textFrame('a')}${END_FRAMES}`, 'a'],
  ['with byte order marks in its text [F04]', textFrame('\ufeffa\ufeff') + END_FRAMES, '\ufeffa\ufeff'],
  ['without a blank after the colon [F05]', `data:${delta('a')}\n\n${END_FRAMES}`, 'a'],
  ['with two blanks after the colon [F05]', `data:  ${delta('a')}\n\n${END_FRAMES}`, 'a'],
  ['with events without data [F05]', `data:\n\ndata\n\n${textFrame('a')}${END_FRAMES}`, 'a'],
  [
    'with several data lines in one event [F06]',
    `data: {"choices":\ndata: [{"delta":\ndata: {"content":"a"}}]}\n\n${END_FRAMES}`,
    'a',
  ],
  [
    'with comments everywhere [F07]',
    `: OPENROUTER PROCESSING\n\n:\n\n${textFrame('a')}: keep-alive\n\n: data: {}\n${textFrame('b')}${END_FRAMES}`,
    'ab',
  ],
  [
    'with fields and events that say nothing to us [F08][F30]',
    `id: 7\nretry: 1\nodd: x\n${textFrame('a')}event: ping\ndata: {"type": "ping"}\n\nevent: custom\ndata: words\n\n${END_FRAMES}`,
    'a',
  ],
  ['with its last blank line missing [F11]', (textFrame('a') + END_FRAMES).trimEnd(), 'a'],
  [
    'with control characters [F13]',
    textFrame('a\u0000\u001b[31m\u0007b') + END_FRAMES,
    'a\u0000\u001b[31m\u0007b',
  ],
];

overEveryTransport((wire) => {
  for (const [what, body, text] of STREAMS) {
    test(`a stream ${what} is the same at once and byte by byte`, async () => {
      const bytes = Buffer.from(body);
      wire.server.script(streamOf(bytes), streamOf(bytes, everyByte(bytes)));
      for (const _ of ['at once', 'byte by byte']) {
        const ended = await askOnce(wire.client);
        assert.equal(ended.error, undefined);
        assert.equal(ended.text, text);
      }
      assert.equal(wire.server.requests.length, 2);
    });
  }

  test('bytes that are not UTF-8 are shown as damage, and the answer goes on [F02]', async () => {
    const [before, after] = textFrame('a*b').split('*');
    const body = Buffer.concat([
      Buffer.from(before ?? ''),
      Uint8Array.of(0xff, 0xc3, 0x28),
      Buffer.from(after + textFrame('c') + END_FRAMES),
    ]);
    wire.server.script(streamOf(body));
    assert.equal((await askOnce(wire.client)).text, 'a\ufffd\ufffd(bc');
  });

  test('an event of eight million characters is read [F09]', async () => {
    const text = '长'.repeat(8 * 1024 * 1024);
    wire.server.script(streamOf(textFrame(text) + END_FRAMES));
    assert.equal((await askOnce(wire.client)).text.length, text.length);
  });

  test('a hundred events in one chunk are a hundred events, as when each comes in a hundred chunks [F12]', async () => {
    const words = Array.from({ length: 100 }, (_, index) => `word ${index} `);
    const body = Buffer.from(words.map(textFrame).join('') + END_FRAMES);
    const odd = everyByte(body).filter((at) => at % 7 === 0 || at % 11 === 0);
    wire.server.script(streamOf(body), streamOf(body, odd));
    assert.equal((await askOnce(wire.client)).text, words.join(''));
    assert.equal((await askOnce(wire.client)).text, words.join(''));
  });

  test('a stream of one piece every fifty seconds is borne, and closed at the deadline [F14]', async () => {
    const { client, server } = wire;
    let release = (): void => {};
    server.respondWith(async function* (_, signal) {
      while (!signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        release = resolve;
        yield { type: 'text', text: 'x' };
        await promise;
      }
    });
    const ended = await askOnce(client, chatRequest(), NEVER, ({ type }) => {
      if (type !== 'text-delta') return;
      // By then the client waits for more; the time that its consumer takes is not the provider’s.
      setImmediate(() => {
        client.clock.advance(50_000);
        release();
      });
    });
    assert.deepEqual([ended.text, kindOf(ended.error)], ['x'.repeat(18), 'deadline']);
    assert.equal(client.clock.monotonic(), 900_000);
  });

  test('an event that came without its end is not made up [F11][F28]', async () => {
    const cut = frame({ choices: [{ delta: { content: 'b' } }] }).slice(0, -8);
    wire.server.script(streamOf(textFrame('a') + cut));
    const ended = await askOnce(wire.client);
    assert.deepEqual([ended.text, kindOf(ended.error)], ['a', 'interrupted']);
  });
});
