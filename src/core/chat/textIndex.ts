import { plainExcerpt } from '../text/plainExcerpt.ts';

/** As many UTF-16 units of text are kept at most; of the others only what they may hold is known. */
const KEPT_UNITS = 8_000_000;

/** A signature has about four bits for each unit of its text, within these bounds. */
const MIN_BITS = 512;
const MAX_BITS = 131_072;

/** As many bits stand for a single character. */
const WAYS_OF_ONE = 3;

interface Indexed {
  readonly version: string;
  /** Which short pieces the text has, as a Bloom filter: it may have one that it seems to have. */
  readonly signature: Uint32Array;
}

/** The words of a query: each must stand somewhere in a text, in any order, whatever their case. */
export function termsOf(query: string): readonly string[] {
  return folded(query).split(/\s+/).filter(Boolean);
}

/**
 * Which texts may hold a query. Of each text there is a small signature of its pieces of one, two and three characters,
 * whatever words are in its language, and of those used last the text itself: so what is held in memory is bounded.
 */
export class TextIndex {
  readonly #indexed = new Map<string, Indexed>();
  /** Those used last stand at the end. */
  readonly #texts = new Map<string, string>();
  #units = 0;

  has(id: string, version: string): boolean {
    return this.#indexed.get(id)?.version === version;
  }

  set(id: string, version: string, text: string): void {
    this.#indexed.set(id, { version, signature: signatureOf(folded(text)) });
    this.keep(id, text);
  }

  /** Forgets all texts but these. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#indexed.keys())
      if (!ids.has(id)) {
        this.#indexed.delete(id);
        this.#drop(id);
      }
  }

  /** False when at least one of the terms is certainly not in the text. */
  mayHold(id: string, terms: readonly string[]): boolean {
    const { signature } = this.#indexed.get(id) ?? {};
    return signature !== undefined && terms.every((term) => mayHold(signature, term));
  }

  /** The text if it is still kept. */
  text(id: string): string | undefined {
    const text = this.#texts.get(id);
    if (text !== undefined) {
      this.#texts.delete(id);
      this.#texts.set(id, text);
    }
    return text;
  }

  keep(id: string, text: string): void {
    this.#drop(id);
    this.#texts.set(id, text);
    this.#units += text.length;
    for (const oldest of this.#texts.keys()) {
      if (this.#units <= KEPT_UNITS) break;
      this.#drop(oldest);
    }
  }

  #drop(id: string): void {
    this.#units -= this.#texts.get(id)?.length ?? 0;
    this.#texts.delete(id);
  }
}

/**
 * Where the text, which is Markdown, holds the terms, as one line of plain words around the first of them; `undefined` when one of them is not in it nor
 * in its title, and empty when all stand in the title.
 */
export function findExcerpt(
  { foldedTitle, text }: { readonly foldedTitle: string; readonly text: string },
  terms: readonly string[],
): string | undefined {
  const low = folded(text);
  let first: { readonly start: number; readonly end: number } | undefined;
  for (const term of terms) {
    const start = low.indexOf(term);
    if (start < 0 && !foldedTitle.includes(term)) return undefined;
    if (start >= 0 && (!first || start < first.start)) first = { start, end: start + term.length };
  }
  return first ? plainExcerpt(text, first) : '';
}

/** For comparisons: in one case and at the same length: `İ` has no lower case of its own, and a sigma depends on what follows it. */
export const folded = (text: string): string => text.replaceAll('İ', 'I').toLowerCase().replaceAll('ς', 'σ');

function signatureOf(text: string): Uint32Array {
  let bits = MIN_BITS;
  while (bits < text.length * 4 && bits < MAX_BITS) bits *= 2;
  const signature = new Uint32Array(bits / 32);
  eachPiece(text, (hash) => {
    const bit = hash & (bits - 1);
    signature[bit >>> 5]! |= 1 << (bit & 31);
    return true;
  });
  return signature;
}

function mayHold(signature: Uint32Array, term: string): boolean {
  const last = signature.length * 32 - 1;
  return eachPiece(term, (hash) => {
    const bit = hash & last;
    return (signature[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  });
}

/** The hashes of all pieces until one is refused; says whether none was. */
function eachPiece(text: string, take: (hash: number) => boolean): boolean {
  let before = 0;
  let beforeThat = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // A query of one character has no other piece to go by.
    for (let way = 1; way <= WAYS_OF_ONE; way++) if (!take(mixed(unit, 0, way << 16))) return false;
    if (index > 0 && !take(mixed(before, unit, 0))) return false;
    if (index > 1 && !take(mixed(beforeThat, before, unit))) return false;
    beforeThat = before;
    before = unit;
  }
  return true;
}

function mixed(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
