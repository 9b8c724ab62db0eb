import { LineAligner } from './lineDiff.ts';

/** Lines `[startLine, endLine)` of a document, 0-based; empty means an insertion before `startLine`. */
export interface LineRegion {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * A region of a document that is being replaced line by line. At any moment the document it proposes is one text: the
 * new lines so far, then the old lines that the new ones have not reached yet.
 */
export class StreamedRegion {
  readonly #document: readonly string[];
  readonly #region: LineRegion;
  readonly #aligner: LineAligner;
  readonly #lines: string[] = [];

  constructor(document: readonly string[], region: LineRegion) {
    this.#document = document;
    this.#region = region;
    this.#aligner = new LineAligner(document.slice(region.startLine, region.endLine));
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  push(line: string): void {
    this.#lines.push(line);
    this.#aligner.push(line);
  }

  /** The whole document with what has arrived; old lines after the last match stay until they are reached. */
  proposal(): readonly string[] {
    const last = this.#aligner.matches().at(-1);
    const reached = last ? last[0] + 1 : Math.min(this.#lines.length, this.#regionLength);
    return this.#with(this.#region.startLine + reached);
  }

  /** The whole document with the region replaced. */
  complete(): readonly string[] {
    return this.#with(this.#region.endLine);
  }

  get #regionLength(): number {
    return this.#region.endLine - this.#region.startLine;
  }

  #with(rest: number): readonly string[] {
    return [
      ...this.#document.slice(0, this.#region.startLine),
      ...this.#lines,
      ...this.#document.slice(rest),
    ];
  }
}
