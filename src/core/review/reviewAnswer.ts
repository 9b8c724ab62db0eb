/** What a reviewer says about lines of a file, as the model wrote it. */
export interface ReviewComment {
  readonly path: string;
  /** In the file after the change, from 1. */
  readonly startLine: number;
  readonly endLine: number;
  readonly severity: 'error' | 'warning' | 'suggestion';
  /** Markdown; not empty. */
  readonly text: string;
  /** What is to stand in place of the lines. */
  readonly replacement?: readonly string[];
}

interface ReviewSink {
  comment(comment: ReviewComment): void;
  /** Something was meant as a comment and is none. */
  refused(): void;
}

const HEAD =
  /^<comment path="(?<path>[^"\n]{1,500})" line="(?<first>\d{1,7})(?:-(?<last>\d{1,7}))?" severity="(?<severity>error|warning|suggestion)">(?<rest>.*)$/;

/** Models put fences around what looks like markup. */
const WRAPPER = /^\s*(`{3,})\s*(?:xml|html|review|text)?\s*$/;

type Place = 'outside' | 'text' | 'replacement' | 'refused';

/**
 * Reads the answer to a request for a review: comments are elements whose tags stand at the edges of lines, everything
 * else is the summary. What is not in the form is refused, never guessed at.
 */
export class ReviewAnswer {
  readonly #sink: ReviewSink;
  #pending = '';
  #place: Place = 'outside';
  #head: Omit<ReviewComment, 'text' | 'replacement'> | undefined;
  #text: string[] = [];
  #replacement: string[] | undefined;
  /** What closes the code block of the summary that is open. */
  #code: string | undefined;
  /** A fence that may stand around the next comment, or one that does. */
  #fence: { readonly line: string; readonly run: string; readonly isOpen: boolean } | undefined;

  constructor(sink: ReviewSink) {
    this.#sink = sink;
  }

  /** What of this is summary. Lines are whole, but for the last one of the answer. */
  push(delta: string): string {
    this.#pending += delta;
    let summary = '';
    for (let end = this.#pending.indexOf('\n'); end >= 0; end = this.#pending.indexOf('\n')) {
      const line = this.#pending.slice(0, end);
      this.#pending = this.#pending.slice(end + 1);
      summary += this.#read(line, '\n');
    }
    return summary;
  }

  /** The rest of the summary. A comment that was not closed is refused. */
  end(): string {
    const last = this.#pending;
    this.#pending = '';
    const summary = last === '' ? '' : this.#read(last, '');
    const held = this.#fence && !this.#fence.isOpen ? this.#fence.line : '';
    if (this.#place === 'text' || this.#place === 'replacement') this.#refuse();
    this.#place = 'outside';
    return summary + held;
  }

  #read(line: string, lineEnd: string): string {
    const trimmed = line.trim();
    if (/^<comment\b/.test(trimmed)) {
      this.#begin(trimmed);
      return '';
    }
    switch (this.#place) {
      case 'outside':
        return this.#summary(line, lineEnd);
      case 'text':
        this.#readText(line);
        return '';
      case 'replacement':
        this.#readReplacement(line);
        return '';
      case 'refused':
        if (trimmed.endsWith('</comment>')) this.#place = 'outside';
        return '';
    }
  }

  #begin(line: string): void {
    if (this.#place === 'text' || this.#place === 'replacement') this.#refuse();
    if (this.#fence) this.#fence = { ...this.#fence, isOpen: true };
    const { path, first, last, severity, rest = '' } = HEAD.exec(line)?.groups ?? {};
    const startLine = Number(first);
    const endLine = Number(last ?? first);
    if (path === undefined || startLine < 1 || endLine < startLine) {
      this.#refuse();
      this.#place = line.endsWith('</comment>') ? 'outside' : 'refused';
      return;
    }
    this.#head = { path, startLine, endLine, severity: severity as ReviewComment['severity'] };
    this.#text = [];
    this.#replacement = undefined;
    this.#place = 'text';
    if (rest.trim() !== '') this.#readText(rest);
  }

  #readText(line: string): void {
    const trimmed = line.trim();
    if (trimmed.startsWith('<replace>') && this.#replacement === undefined) {
      this.#replacement = [];
      this.#place = 'replacement';
      const rest = trimmed.slice('<replace>'.length);
      if (rest !== '') this.#readReplacement(rest);
      return;
    }
    if (!trimmed.endsWith('</comment>')) {
      this.#text.push(line);
      return;
    }
    this.#text.push(line.slice(0, line.lastIndexOf('</comment>')));
    this.#close();
  }

  #readReplacement(line: string): void {
    const end = /<\/replace>\s*(<\/comment>)?\s*$/.exec(line);
    if (!end) {
      this.#replacement?.push(line);
      return;
    }
    const before = line.slice(0, end.index);
    if (before.trim() !== '') this.#replacement?.push(before);
    this.#place = 'text';
    if (end[1]) this.#close();
  }

  #close(): void {
    const text = this.#text.join('\n').trim();
    this.#place = 'outside';
    if (!this.#head || text === '') {
      this.#refuse();
      return;
    }
    const replacement = this.#replacement && withoutFence(this.#replacement);
    this.#sink.comment({ ...this.#head, text, ...(replacement && { replacement }) });
  }

  #refuse(): void {
    this.#sink.refused();
  }

  /** A line that may be a fence around comments waits for the next one that is not blank. */
  #summary(line: string, lineEnd: string): string {
    const held = this.#fence;
    if (held?.isOpen) {
      if (line.trim() !== held.run) return line.trim() === '' ? '' : line + lineEnd;
      this.#fence = undefined;
      return '';
    }
    if (!held) {
      const run = this.#code === undefined ? WRAPPER.exec(line)?.[1] : undefined;
      if (run === undefined) {
        this.#seeCode(line);
        return line + lineEnd;
      }
      this.#fence = { line: line + lineEnd, run, isOpen: false };
      return '';
    }
    if (line.trim() === '') {
      this.#fence = { ...held, line: held.line + line + lineEnd };
      return '';
    }
    this.#fence = undefined;
    this.#code = held.run;
    this.#seeCode(line);
    return held.line + line + lineEnd;
  }

  #seeCode(line: string): void {
    if (this.#code === undefined) this.#code = /^\s*(`{3,})[^`]*$/.exec(line)?.[1];
    else if (line.trim() === this.#code) this.#code = undefined;
  }
}

/** The code alone, where a fence stands around all of it. */
function withoutFence(lines: readonly string[]): readonly string[] {
  const run = /^\s*(`{3,}|~{3,})[^`]*$/.exec(lines[0] ?? '')?.[1];
  const isFenced = run !== undefined && lines.length > 1 && lines.at(-1)?.trim() === run;
  return isFenced ? lines.slice(1, -1) : lines;
}
