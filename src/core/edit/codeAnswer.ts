/** What an answer that should hold one code block brought, delta by delta. */
export interface CodeAnswerEvents {
  /** A whole line of the first code block, without its newline. */
  line(text: string): void;
  /** Markdown outside the first code block. */
  prose(text: string): void;
}

/** Opening fence: its indentation, its backticks or tildes, its info string. */
const FENCE = /^( {0,3})(`{3,}|~{3,})([^`]*)$/;

/**
 * Splits a streamed answer into the lines of its first fenced code block and the prose around it (CommonMark 0.31,
 * §4.5: a fence closes with at least as many marks of its kind).
 */
export class CodeAnswer {
  readonly #events: CodeAnswerEvents;
  #open: { readonly marks: string; readonly indent: number } | undefined;
  #blocks = 0;
  #partial = '';

  constructor(events: CodeAnswerEvents) {
    this.#events = events;
  }

  /** How many fenced blocks have been opened so far. */
  get blocks(): number {
    return this.#blocks;
  }

  /** The first block was closed by its fence, so its code is whole. */
  get isClosed(): boolean {
    return this.#blocks > 1 || (this.#blocks === 1 && !this.#open);
  }

  push(delta: string): void {
    const lines = (this.#partial + delta).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#line(line.endsWith('\r') ? line.slice(0, -1) : line, '\n');
  }

  /** To be called once, when no more text comes. */
  end(): void {
    if (this.#partial) this.#line(this.#partial, '');
    this.#partial = '';
  }

  #line(line: string, newline: string): void {
    if (this.#open) {
      const { marks, indent } = this.#open;
      const closing = line.trim();
      if (
        closing.length >= marks.length &&
        closing === marks[0]!.repeat(closing.length) &&
        /^ {0,3}\S/.test(line)
      ) {
        this.#open = undefined;
        if (this.#blocks > 1) this.#events.prose(line + newline);
      } else if (this.#blocks > 1) this.#events.prose(line + newline);
      else this.#events.line(line.replace(new RegExp(`^ {0,${indent}}`), ''));
      return;
    }
    const fence = FENCE.exec(line);
    if (fence) {
      this.#open = { indent: fence[1]!.length, marks: fence[2]! };
      this.#blocks++;
      if (this.#blocks === 1) return;
    }
    this.#events.prose(line + newline);
  }
}
