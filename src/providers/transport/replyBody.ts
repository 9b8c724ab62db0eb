/** What the connection that brings a body can be told. */
export interface BodySource {
  /** No more is to be read from the connection. */
  pause(): void;
  /** What has been read already is passed on before this returns. */
  resume(): void;
  abort(reason: Error): void;
}

/** A body on its way from a connection to its reader, one at a time. */
export interface ReplyBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  put(chunk: Uint8Array): void;
  end(): void;
  /** Thrown to the reader after what was put before. */
  fail(reason: unknown): void;
}

/**
 * Passes on whatever has come since the reader last asked, in one piece. While the reader does not ask, the connection is
 * not read: so what a model writes meanwhile waits with the operating system, and wakes nobody up.
 */
export function createReplyBody(source: BodySource): ReplyBody {
  let pieces: Uint8Array[] = [];
  let isAsked = false;
  let isOver = false;
  let failure: { readonly reason: unknown } | undefined;
  let wake: (() => void) | undefined;

  function finish(): void {
    isOver = true;
    wake?.();
  }

  function taken(): Uint8Array {
    const [first = new Uint8Array(), ...others] = pieces;
    const piece = others.length > 0 ? Buffer.concat(pieces) : first;
    pieces = [];
    return piece;
  }

  async function next(): Promise<IteratorResult<Uint8Array, undefined>> {
    isAsked = true;
    if (!isOver) source.resume();
    if (pieces.length === 0 && !isOver)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    isAsked = false;
    if (pieces.length > 0) return { done: false, value: taken() };
    if (failure) throw failure.reason;
    return { done: true, value: undefined };
  }

  return {
    chunks: {
      [Symbol.asyncIterator]: () => ({
        next,
        async return() {
          pieces = [];
          failure = undefined;
          if (!isOver) source.abort(new Error('the body was left'));
          finish();
          return { done: true, value: undefined };
        },
      }),
    },
    put(chunk) {
      pieces.push(chunk);
      if (isAsked) wake?.();
      else source.pause();
    },
    end: finish,
    fail(reason) {
      if (isOver) return;
      failure = { reason };
      finish();
    },
  };
}
