import { createParser } from 'eventsource-parser';

export interface Frame {
  /** The event's name, where the framing has one. */
  readonly event?: string | undefined;
  readonly data: string;
  /** What Zhipu v3 puts beside the data. */
  readonly meta?: string;
}

/** Cuts a text that arrives in pieces. */
export interface Splitter {
  push(piece: string): void;
  /** The body is over: what a missing end mark has held back comes out. */
  end(): void;
}

/** How the body of an answer is cut into frames. */
export interface Framing {
  /** Whether a body that begins with a brace is a stream like any other, and not an answer in one piece. */
  readonly isJson: boolean;
  /** `onTooLong` is called once for a frame of more than `longest` characters, and nothing follows it. */
  split(longest: number, onFrame: (frame: Frame) => void, onTooLong: () => void): Splitter;
}

/** Server-sent events, as the HTML standard has them. */
export const EVENT_FRAMING: Framing = {
  isJson: false,
  split(longest, onFrame, onTooLong) {
    let isOver = false;
    const parser = createParser({
      maxBufferSize: longest,
      onEvent: onFrame,
      onError: ({ type }) => {
        if (type !== 'max-buffer-size-exceeded') return;
        isOver = true;
        onTooLong();
      },
    });
    // After such an error the parser throws whatever it is fed.
    const push = (piece: string): void => {
      if (!isOver) parser.feed(piece);
    };
    return {
      push,
      // The parser drops a last event that lacks its blank line.
      end: () => push('\n\n'),
    };
  },
};

/** One JSON value a line, as Ollama writes them. */
export const LINE_FRAMING: Framing = {
  isJson: true,
  split(longest, onFrame, onTooLong) {
    let pieces: string[] = [];
    let length = 0;
    const keep = (piece: string): void => {
      if (piece === '') return;
      pieces.push(piece);
      length += piece.length;
    };
    const emit = (): void => {
      const data = pieces.join('').trim();
      pieces = [];
      length = 0;
      if (data !== '') onFrame({ data });
    };
    return {
      push(piece) {
        if (length > longest) return;
        let start = 0;
        for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
          keep(piece.slice(start, end));
          emit();
          start = end + 1;
        }
        keep(piece.slice(start));
        if (length > longest) onTooLong();
      },
      end: emit,
    };
  },
};
