import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discardBody, readText } from '../../../../src/providers/transport/readText.ts';
import type { Reply } from '../../../../src/providers/transport/transport.ts';

/** A reply of these pieces, and what became of it. An error among them is thrown. */
function replyOf(...pieces: readonly (string | Uint8Array | Error)[]) {
  const seen = { read: 0, isClosed: false };
  const chunks = pieces.values();
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const { value, done } = chunks.next();
        if (done) return { done, value: undefined };
        if (value instanceof Error) throw value;
        seen.read++;
        return { done: false, value: Buffer.from(value) };
      },
      async return() {
        seen.isClosed = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const reply: Reply = { status: 500, headers: new Headers(), body };
  return { reply, seen };
}

test('a body is read as text, its characters cut anywhere', async () => {
  const bytes = Buffer.from('余额不足 💸');
  const { reply } = replyOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
  assert.equal(await readText(reply, 1000), '余额不足 💸');
});

test('a body that never ends is read so far and no further, and its connection closed [F90]', async () => {
  const { reply, seen } = replyOf(...Array<string>(100).fill('x'.repeat(10)));
  const text = await readText(reply, 35);
  assert.equal(text.length, 40);
  assert.deepEqual(seen, { read: 4, isClosed: true });
});

test('a body that breaks off is as long as it got, a character that was cut included as damage', async () => {
  const { reply } = replyOf('half', Buffer.from('你').subarray(0, 2), new TypeError('terminated'));
  assert.equal(await readText(reply, 1000), 'half\ufffd');
});

test('a body that nobody wants is closed unread', async () => {
  const { reply, seen } = replyOf('x');
  await discardBody(reply);
  assert.deepEqual(seen, { read: 0, isClosed: true });
});
