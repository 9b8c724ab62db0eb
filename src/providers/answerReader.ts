import type { StreamEvent } from '../core/model/streamEvent.ts';
import type { Decoder, Fail } from './dialects/dialect.ts';
import type { Framing } from './dialects/framing.ts';
import { pageTitle } from './dialects/openaiErrors.ts';

/** The longest event, or whole answer, that is accepted. */
const LONGEST_CHARACTERS = 32 * 1024 * 1024;

/** The most that is read of one answer: many times what any model writes, with all that stands around its words. */
const MOST_BYTES = 128 * 1024 * 1024;

/** How much of a web page is read for its title. */
const PAGE_CHARACTERS = 64 * 1024;

export interface AnswerReader {
  /** Reads bytes, cut anywhere. What went wrong after the events that it returns is in `failure`. */
  push(bytes: Uint8Array): readonly StreamEvent[];
  /** The body is over. The last event is the finish, unless there is a `failure`. */
  end(): readonly StreamEvent[];
  readonly failure: unknown;
}

/**
 * Turns the body of a 200 reply into events. Whether it is a stream, a whole answer or a web page is judged by its
 * first character: servers say `text/event-stream` over a bare JSON error, and proxies say anything.
 */
export function createAnswerReader(framing: Framing, decoder: Decoder, fail: Fail): AnswerReader {
  const text = new TextDecoder();
  let events: StreamEvent[] = [];
  let failure: unknown;
  let bytesRead = 0;
  let feed: (piece: string) => void = detect;
  let endBody: () => void = () => {};

  /** Neighbours of one kind that came in one chunk go on as one event. */
  function emit(event: StreamEvent): void {
    const last = events.at(-1);
    if (
      last !== undefined &&
      last.type === event.type &&
      (last.type === 'text-delta' || last.type === 'reasoning-delta') &&
      (event.type === 'text-delta' || event.type === 'reasoning-delta')
    ) {
      events[events.length - 1] = { type: last.type, text: last.text + event.text };
    } else {
      events.push(event);
    }
  }

  function detect(piece: string): void {
    // Blank lines before the answer keep the connection alive.
    const start = piece.trimStart();
    if (start === '') return;
    if (!framing.isJson && (start[0] === '{' || start[0] === '[')) readWhole();
    else if (start[0] === '<') readPage();
    else readStream();
    feed(start);
  }

  function readStream(): void {
    const splitter = framing.split(
      LONGEST_CHARACTERS,
      (frame) => {
        if (failure === undefined) attempt(() => decoder.push(frame, emit));
      },
      () => {
        failure ??= tooLong();
      },
    );
    feed = splitter.push;
    endBody = splitter.end;
  }

  function readWhole(): void {
    const pieces: string[] = [];
    let length = 0;
    feed = (piece) => {
      pieces.push(piece);
      length += piece.length;
      if (length > LONGEST_CHARACTERS) throw tooLong();
    };
    endBody = () => decoder.whole(pieces.join(''), emit);
  }

  function readPage(): void {
    let page = '';
    feed = (piece) => {
      page += piece;
      if (page.length > PAGE_CHARACTERS) endBody();
    };
    endBody = () => {
      throw fail({ kind: 'proxy-page', message: pageTitle(page) });
    };
  }

  const tooLong = () =>
    fail({ kind: 'protocol', note: `an event of more than ${LONGEST_CHARACTERS} characters` });

  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      failure ??= error;
    }
  }

  function taken(): readonly StreamEvent[] {
    const read = events;
    events = [];
    return read;
  }

  return {
    get failure() {
      return failure;
    },
    push(bytes) {
      bytesRead += bytes.length;
      if (bytesRead > MOST_BYTES)
        failure ??= fail({ kind: 'protocol', note: `an answer of more than ${MOST_BYTES} bytes` });
      else attempt(() => feed(text.decode(bytes, { stream: true })));
      return taken();
    },
    end() {
      // What the decoder still holds is a part of a character, and no part of the answer.
      if (failure === undefined) attempt(endBody);
      if (failure === undefined) attempt(() => decoder.end(emit));
      return taken();
    },
  };
}
