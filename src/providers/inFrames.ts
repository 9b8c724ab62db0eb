/** Nobody sees what is quicker, in ms. */
const FRAME_MS = 16;

/** So much in one frame is a flood, which is read as fast as it comes, in bytes. */
const FLOOD_BYTES = 16 * 1024;

/** The most that is passed on in one piece, in bytes. */
const MOST_BYTES = 64 * 1024;

/** How time passes: for tests. */
export interface FrameTime {
  /** ms since some moment. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Resolves when what has arrived by now has been read. */
  turn(): Promise<undefined>;
}

const REAL_TIME: FrameTime = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  turn: () => new Promise((resolve) => setImmediate(resolve, undefined)),
};

/**
 * The same bytes in fewer pieces: what comes in quick succession is read once a frame, since to wake up for a token
 * costs more than to read it. What comes alone is passed on at once, as is the beginning. Nothing is later than a frame.
 */
export function inFrames(
  body: AsyncIterable<Uint8Array>,
  time: FrameTime = REAL_TIME,
): AsyncIterator<Uint8Array, undefined> {
  const chunks = body[Symbol.asyncIterator]();
  /** Asked for, and not passed on yet. */
  let ahead: Promise<IteratorResult<Uint8Array>> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let isQuick = false;
  let isFlood = false;
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
      if (isQuick && !isFlood) await time.sleep(Math.max(0, readAt + FRAME_MS - time.now()));
      const next = await taken();
      if (next.done) return { done: true, value: undefined };
      const { value: piece } = next;
      const value = isFlood ? flooding(piece) : isQuick ? await frame(piece) : piece;
      const now = time.now();
      isQuick ||= now - readAt < FRAME_MS;
      readAt = now;
      return { done: false, value };
    },
    async return() {
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
}
