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
  split: (longest, onFrame, onTooLong) =>
    splitLines(
      longest,
      (line) => {
        const data = line.trim();
        if (data !== '') onFrame({ data });
      },
      onTooLong,
    ),
};

/**
 * Zhipu v3's own: events as in the standard, but what follows `data:` is the text to the last blank, and a field `meta:`
 * stands beside it.
 */
export const ZHIPU_V3_FRAMING: Framing = {
  isJson: false,
  split(longest, onFrame, onTooLong) {
    let fields: { event?: string; meta?: string } = {};
    let data: string[] = [];
    let length = 0;
    const emit = (): void => {
      const frame = { ...fields, data: data.join('\n') };
      const isEmpty = length === 0;
      fields = {};
      data = [];
      length = 0;
      if (!isEmpty) onFrame(frame);
    };
    const read = (line: string): void => {
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      const isOver = length > longest;
      length += text.length;
      if (isOver) return;
      if (length > longest) onTooLong();
      else if (text === '') emit();
      else if (text.startsWith('data:')) data.push(text.slice('data:'.length));
      else if (text.startsWith('event:')) fields.event = text.slice('event:'.length).trim();
      else if (text.startsWith('meta:')) fields.meta = text.slice('meta:'.length).trim();
    };
    const lines = splitLines(longest, read, onTooLong);
    return {
      push: lines.push,
      end() {
        lines.end();
        emit();
      },
    };
  },
};

/** Cuts a text at its line feeds, which are left out. `onTooLong` is called once, and nothing follows it. */
export function splitLines(longest: number, onLine: (line: string) => void, onTooLong: () => void): Splitter {
  let pieces: string[] = [];
  let length = 0;
  const keep = (piece: string): void => {
    if (piece === '') return;
    pieces.push(piece);
    length += piece.length;
  };
  const emit = (): void => {
    const line = pieces.join('');
    pieces = [];
    length = 0;
    onLine(line);
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
    end: () => {
      if (length > 0) emit();
    },
  };
}
