import { setImmediate, setTimeout } from 'node:timers/promises';

/** What follows at shorter intervals than this comes in quick succession, in ms. */
const QUICK_MS = 16;

/** As often as a page draws, in ms. */
const FRAME_MS = 32;

/** Nobody reads so much, and sees no more of it in more frames: bytes in one ms, some 250 tokens a second. */
const FAST_BYTES_PER_MS = 48;

/** For what is that fast. */
const FAST_FRAME_MS = 96;

/** So much in one frame is a flood, which is read as fast as it comes, in bytes. */
const FLOOD_BYTES = 48 * 1024;

/** The most that is passed on in one piece, in bytes. */
const MOST_BYTES = 64 * 1024;

/** How time passes: for tests. */
export interface FrameTime {
  /** ms since some moment. */
  now(): number;
  /** Less long when the signal is aborted; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Resolves when what has arrived by now has been read. */
  turn(): Promise<undefined>;
}

const REAL_TIME: FrameTime = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  turn: () => setImmediate(undefined),
};

/**
 * The same bytes in fewer pieces: what comes in quick succession is read once a frame, since to wake up for a token
 * costs more than to read it. What comes alone is passed on at once, as is the beginning. Nothing is later than a frame,
 * and an abort does not wait for its end.
 */
export function inFrames(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  time: FrameTime = REAL_TIME,
): AsyncIterator<Uint8Array, undefined> {
  const chunks = body[Symbol.asyncIterator]();
  /** Asked for, and not passed on yet. */
  let ahead: Promise<IteratorResult<Uint8Array>> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let isQuick = false;
  let isFlood = false;
  let frameMs = FRAME_MS;
  let frameAt = 0;
  let frameBytes = 0;

  function taken(): Promise<IteratorResult<Uint8Array>> {
    const next = ahead ?? chunks.next();
    ahead = undefined;
    return next;
  }

  /** What has arrived by the time of `over`; `undefined` when nothing more has, or the end has. */
  async function arrived(over: Promise<undefined>): Promise<Uint8Array | undefined> {
    const next = chunks.next();
    ahead = next;
    // An error is told to whoever asks for more.
    const piece = await Promise.race([next, over]).catch(() => undefined);
    if (piece === undefined || piece.done) return undefined;
    ahead = undefined;
    return piece.value;
  }

  async function frame(first: Uint8Array): Promise<Uint8Array> {
    const pieces = [first];
    let bytes = first.length;
    const over = time.turn();
    while (bytes < MOST_BYTES) {
      const piece = await arrived(over);
      if (!piece) break;
      pieces.push(piece);
      bytes += piece.length;
    }
    isQuick = pieces.length > 1;
    isFlood = bytes >= FLOOD_BYTES;
    frameAt = time.now();
    frameMs = bytes >= FAST_BYTES_PER_MS * (frameAt - readAt) ? FAST_FRAME_MS : FRAME_MS;
    frameBytes = 0;
    return isQuick ? Buffer.concat(pieces, bytes) : first;
  }

  /** A flood is passed on as it comes, and looked at once a frame whether it still is one. */
  function flooding(piece: Uint8Array): Uint8Array {
    frameBytes += piece.length;
    if (time.now() - frameAt >= FRAME_MS) {
      isFlood = frameBytes >= FLOOD_BYTES;
      frameAt = time.now();
      frameBytes = 0;
    }
    return piece;
  }

  return {
    async next() {
      if (isQuick && !isFlood) await time.sleep(Math.max(0, readAt + frameMs - time.now()), signal);
      const next = await taken();
      if (next.done) return { done: true, value: undefined };
      const { value: piece } = next;
      const value = isFlood ? flooding(piece) : isQuick ? await frame(piece) : piece;
      const now = time.now();
      isQuick ||= now - readAt < QUICK_MS;
      readAt = now;
      return { done: false, value };
    },
    async return() {
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
}
