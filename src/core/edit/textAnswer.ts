/** A fence that may open or close a block: its marks and its info string. */
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;

/** Info strings of fences that models put around a whole text. */
const WRAPPERS = new Set(['', 'markdown', 'md', 'text', 'txt', 'plaintext', 'plain']);

/**
 * The lines of a streamed answer that is a text as a whole, with code blocks of its own: without blank lines around it,
 * and without a fence around all of it, which many models add. `keepsFence` says that the text itself may begin with one.
 */
export class TextAnswer {
  readonly #line: (text: string) => void;
  readonly #keepsFence: boolean;
  /** Fence around the text; `undefined` while nothing has come, empty without one. */
  #wrapper: string | undefined;
  /** Fence of a code block of the text that is open, inside of a wrapper. */
  #inner = '';
  /** What may be the end, and is no part of the text then: blank lines, the fence around all. */
  #held: string[] = [];
  #partial = '';
  #lines = 0;

  constructor(line: (text: string) => void, keepsFence: boolean) {
    this.#line = line;
    this.#keepsFence = keepsFence;
  }

  /** 1 as soon as there is any text; a text is one block. */
  get blocks(): number {
    return this.#lines > 0 ? 1 : 0;
  }

  /** Only the end of the answer is the end of the text. */
  readonly isClosed = false;

  push(delta: string): void {
    const lines = (this.#partial + delta).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#add(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  /** To be called once, when no more text comes. */
  end(): void {
    if (this.#partial) this.#add(this.#partial);
    this.#partial = '';
    // What was cut off keeps its end.
    this.#held = [];
  }

  #add(line: string): void {
    const [, marks = '', info = ''] = FENCE.exec(line) ?? [];
    if (this.#wrapper === undefined) {
      if (line.trim() === '') return;
      const isWrapper = !this.#keepsFence && marks !== '' && WRAPPERS.has(info.trim().toLowerCase());
      this.#wrapper = isWrapper ? marks : '';
      if (isWrapper) return;
    }
    if (line.trim() === '') {
      this.#held.push(line);
      return;
    }
    const heldFence = this.#held.find((held) => held.trim() !== '');
    // The fence that seemed to end all has opened a block of the text.
    if (heldFence !== undefined) this.#inner = heldFence.trim();
    if (this.#wrapper !== '' && marks !== '') {
      const isBare = info.trim() === '';
      if (this.#inner !== '') {
        if (isBare && closes(marks, this.#inner)) this.#inner = '';
      } else if (isBare && closes(marks, this.#wrapper)) {
        this.#held.push(line);
        return;
      } else this.#inner = marks;
    }
    for (const held of this.#held.splice(0)) this.#emit(held);
    this.#emit(line);
  }

  #emit(line: string): void {
    this.#lines++;
    this.#line(line);
  }
}

const closes = (marks: string, opened: string): boolean =>
  marks[0] === opened[0] && marks.length >= opened.length;
