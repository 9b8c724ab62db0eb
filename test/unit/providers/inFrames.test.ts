import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type FrameTime, inFrames } from '../../../src/providers/inFrames.ts';
import { NEVER } from './clients.ts';

interface Piece {
  /** ms since the start. */
  readonly at: number;
  readonly text: string;
}

/** Pieces that arrive at given times, over a clock that moves only when it is waited on. */
function scripted(pieces: readonly Piece[], end?: Error) {
  let now = 0;
  let index = 0;
  let isClosed = false;
  const wakers: (() => void)[] = [];
  const time: FrameTime = {
    now: () => now,
    async sleep(ms) {
      now += ms;
      wake();
    },
    turn: () => new Promise((resolve) => setImmediate(resolve, undefined)),
  };
  function wake(): void {
    for (const waker of wakers.splice(0)) waker();
  }
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const piece = pieces[index++];
        if (!piece) {
          if (end) throw end;
          return { done: true, value: undefined };
        }
        while (piece.at > now) await new Promise<void>((resolve) => wakers.push(resolve));
        return { done: false, value: Buffer.from(piece.text) };
      },
      async return() {
        isClosed = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    body,
    time,
    get isClosed() {
      return isClosed;
    },
    /** Nothing else happens: the clock moves on to the next piece. */
    moveOn() {
      const next = pieces.find(({ at }) => at > now);
      if (next) now = next.at;
      wake();
    },
    get now() {
      return now;
    },
  };
}

interface Delivery {
  readonly at: number;
  readonly text: string;
}

async function read(script: ReturnType<typeof scripted>) {
  const deliveries: Delivery[] = [];
  let failure: unknown;
  const chunks = inFrames(script.body, NEVER, script.time);
  try {
    for (;;) {
      const next = chunks.next();
      let isThere = false;
      next.then(
        () => (isThere = true),
        () => (isThere = true),
      );
      while (!isThere) {
        for (let turn = 0; turn < 3 && !isThere; turn++)
          await new Promise((resolve) => setImmediate(resolve));
        if (!isThere) script.moveOn();
      }
      const { done, value } = await next;
      if (done) break;
      deliveries.push({ at: script.now, text: Buffer.from(value).toString() });
    }
  } catch (error) {
    failure = error;
  }
  return { deliveries, failure };
}

describe('Bytes in frames', () => {
  test('are the same bytes whenever they come, none later than a frame, and an end or an error comes last', async () => {
    const gaps = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.stringMatching(/^[a-z]{1,5}$/)), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(gaps, fc.boolean(), async (script, fails) => {
        const pieces = script.map(([, text], index) => ({
          at: script.slice(0, index + 1).reduce((sum, [gap]) => sum + gap, 0),
          text,
        }));
        const end = fails ? new Error('cut') : undefined;
        const { deliveries, failure } = await read(scripted(pieces, end));
        assert.equal(deliveries.map(({ text }) => text).join(''), pieces.map(({ text }) => text).join(''));
        assert.equal(failure, end);
        let passedOn = 0;
        let arrived = 0;
        for (const delivery of deliveries) {
          passedOn += delivery.text.length;
          while (arrived < passedOn) {
            const piece = pieces.shift()!;
            arrived += piece.text.length;
            assert.ok(delivery.at - piece.at <= 32, `${delivery.at - piece.at} ms late`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are few when they come fast, and as they come when they come slowly', async () => {
    const every = (ms: number) => Array.from({ length: 100 }, (_, index) => ({ at: index * ms, text: 'x' }));
    assert.ok((await read(scripted(every(1)))).deliveries.length <= 10);
    const slow = await read(scripted(every(20)));
    assert.deepEqual(
      slow.deliveries.map(({ at }) => at),
      every(20).map(({ at }) => at),
    );
  });

  test('are fewer still when nobody could read so fast, and little later', async () => {
    const fast = Array.from({ length: 960 }, (_, at) => ({ at, text: String(at).padStart(200) }));
    const { deliveries } = await read(scripted(fast));
    assert.ok(deliveries.length <= 20, `${deliveries.length} pieces`);
    assert.equal(deliveries.map(({ text }) => text).join(''), fast.map(({ text }) => text).join(''));
    const gaps = deliveries.slice(1).map(({ at }, index) => at - deliveries[index]!.at);
    assert.ok(Math.max(...gaps) <= 96, `${Math.max(...gaps)} ms`);
  });

  test('do not wait for the end of a frame when they are aborted', async () => {
    const script = scripted([0, 0, 0].map((at) => ({ at, text: 'x' })));
    const controller = new AbortController();
    const untilAborted = (_ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    const chunks = inFrames(script.body, controller.signal, { ...script.time, sleep: untilAborted });
    await chunks.next();
    await chunks.next();
    const third = chunks.next();
    controller.abort();
    assert.equal((await third).done, false);
  });

  test('begin at once, however fast they come', async () => {
    const { deliveries } = await read(
      scripted([
        { at: 5, text: 'a' },
        { at: 6, text: 'b' },
        { at: 7, text: 'c' },
      ]),
    );
    assert.deepEqual(deliveries.slice(0, 2), [
      { at: 5, text: 'a' },
      { at: 6, text: 'b' },
    ]);
  });

  test('are held back for a frame at most when they are many', async () => {
    const flood = Array.from({ length: 200 }, () => ({ at: 0, text: 'x'.repeat(8192) }));
    const { deliveries } = await read(scripted(flood));
    assert.equal(deliveries.at(-1)?.at, 32);
    assert.ok(deliveries.every(({ text }) => text.length <= 72 * 1024));
  });

  test('are closed when they are given up', async () => {
    const script = scripted([{ at: 0, text: 'a' }]);
    const chunks = inFrames(script.body, NEVER, script.time);
    await chunks.next();
    await chunks.return?.();
    assert.ok(script.isClosed);
  });
});
