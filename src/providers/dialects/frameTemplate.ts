/**
 * Reads frames that differ from an earlier one in nothing but their text, without parsing them: in a stream nearly all
 * do, and parsing is most of what a token costs.
 */
export interface FrameTemplate {
  /** The text of a frame that is like the one learned; `undefined` when it has to be parsed. */
  textOf(data: string): string | undefined;
  /** Takes a frame that holds this text, and says nothing else, as the pattern for those that follow. */
  learn(data: string, text: string): void;
}

const MOST_IN_VAIN = 32;

export function createFrameTemplate(): FrameTemplate {
  let head = '';
  let tail = '';
  /** Frames learned since one was like any of them. */
  let inVain = 0;
  return {
    textOf(data) {
      const end = data.length - tail.length;
      if (head === '' || end < head.length) return undefined;
      // Comparing slices takes a tenth of the time that asking what a text starts and ends with takes.
      if (data.slice(0, head.length) !== head || data.slice(end) !== tail) return undefined;
      const literal = data.slice(head.length, end);
      if (!isPlain(literal)) return undefined;
      inVain = 0;
      return literal;
    },
    learn(data, text) {
      // Some servers put something into every frame that is in no other.
      if (++inVain > MOST_IN_VAIN) return;
      const [first, ...others] = data.matchAll(/"content":\s*"/g);
      // With two texts in one frame nobody knows which is which.
      if (!first || others.length > 0 || !isPlain(text)) return;
      const start = first.index + first[0].length;
      if (!data.startsWith(`${text}"`, start)) return;
      head = data.slice(0, start);
      tail = data.slice(start + text.length);
    },
  };
}

/** Whether the characters of a JSON string (RFC 8259 §7) stand for themselves, all of them. */
function isPlain(literal: string): boolean {
  for (let index = 0; index < literal.length; index++) {
    const code = literal.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c) return false;
  }
  return true;
}
