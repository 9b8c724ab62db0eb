import { LineAligner } from './lineAligner.ts';
import { hunksBetween } from './lineDiff.ts';
import type { Proposal } from './proposal.ts';

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

  /** The document with what has arrived; old lines after the last match stay until they are reached. */
  proposal(): Proposal {
    const last = this.#aligner.runs().at(-1);
    return this.#upTo(last ? last.old + last.length : Math.min(this.#lines.length, this.#length));
  }

  /** The document with the region replaced. */
  complete(): Proposal {
    return this.#upTo(this.#length);
  }

  get #length(): number {
    return this.#region.endLine - this.#region.startLine;
  }

  /** `reached` old lines of the region are gone. */
  #upTo(reached: number): Proposal {
    const { startLine } = this.#region;
    return {
      lines: this.#document
        .slice(0, startLine)
        .concat(this.#lines, this.#document.slice(startLine + reached)),
      hunks: hunksBetween(this.#aligner.runs(), reached, this.#lines.length, startLine),
    };
  }
}
