import type { Passage } from './passages.ts';
import { askedWords, wordsOf } from './words.ts';

/** A passage as it is searched; its text stays in the document. */
export interface IndexedPassage {
  readonly line: number;
  readonly endLine: number;
  readonly headings: readonly string[];
  /** Each word once, as its place in the index's list of words; ascending. */
  readonly words: Uint32Array;
  /** How often each stands there, headings and the file's name included. */
  readonly counts: Uint8Array;
}

/** With the number of its words. */
interface LongPassage extends IndexedPassage {
  readonly length: number;
}

export interface Hit {
  /** The document. */
  readonly name: string;
  /** The place of the passage in its document. */
  readonly ordinal: number;
  readonly passage: IndexedPassage;
  /** BM25; to compare hits of one question. */
  readonly score: number;
  /** How much of what the question asks about the passage speaks of, from 0 to 1; rare words weigh more. */
  readonly coverage: number;
}

/** As in Lucene and most others. */
const K1 = 1.2;
const B = 0.75;

/** A word of a heading stands for as many in the text under it. */
const HEADING_WEIGHT = 3;

/**
 * The words of documents' passages, and the search in them. A question is compared with every passage: some thousand
 * take milliseconds, and so a document is taken out by forgetting it, and the order of changes leaves no trace.
 */
export class PassageIndex {
  readonly #words: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #documents = new Map<string, readonly LongPassage[]>();

  /** Words by their places; those of documents that are gone may be among them. */
  get words(): readonly string[] {
    return this.#words;
  }

  /** Passages of a document as they can be put here. */
  indexed(name: string, passages: readonly Passage[]): readonly IndexedPassage[] {
    const nameWords = wordsOf(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
    return passages.map(({ line, endLine, headings, text }) => {
      const counted = new Map<number, number>();
      const count = (words: readonly string[], weight: number): void => {
        for (const word of words) {
          const place = this.#placeOf(word);
          counted.set(place, Math.min(255, (counted.get(place) ?? 0) + weight));
        }
      };
      count(wordsOf(withoutTargets(text)), 1);
      count(wordsOf(headings.join('\n')), HEADING_WEIGHT);
      count(nameWords, 1);
      const words = Uint32Array.from(counted.keys()).sort();
      return { line, endLine, headings, words, counts: Uint8Array.from(words, (word) => counted.get(word)!) };
    });
  }

  /** Replaces what is known of the document. Words are places in `words`. */
  put(name: string, passages: readonly IndexedPassage[]): void {
    const lengthOf = (counts: Uint8Array): number => counts.reduce((sum, count) => sum + count, 0);
    this.#documents.set(
      name,
      passages.map((passage) => ({ ...passage, length: lengthOf(passage.counts) })),
    );
  }

  /** Adds to the list of words; only for an index that has none yet. */
  putWords(words: readonly string[]): void {
    for (const word of words) this.#placeOf(word);
  }

  delete(name: string): void {
    this.#documents.delete(name);
  }

  /** The best passages for a question, the best first; equal ones once. */
  search(question: string, limit: number): readonly Hit[] {
    const asked = askedWords(question);
    const words = [...new Set(asked.flatMap(({ anyOf }) => anyOf))];
    const places = words.map((word) => this.#places.get(word) ?? -1);
    const found: (readonly [name: string, ordinal: number, passage: LongPassage, counts: Uint8Array])[] = [];
    const frequencies = new Uint32Array(words.length);
    let passages = 0;
    let totalLength = 0;
    for (const [name, document] of this.#documents)
      for (let ordinal = 0; ordinal < document.length; ordinal++) {
        const passage = document[ordinal]!;
        passages++;
        totalLength += passage.length;
        let counts: Uint8Array | undefined;
        for (let index = 0; index < places.length; index++) {
          const at = placeIn(passage.words, places[index]!);
          if (at < 0) continue;
          counts ??= new Uint8Array(places.length);
          counts[index] = passage.counts[at]!;
          frequencies[index]!++;
        }
        if (counts) found.push([name, ordinal, passage, counts]);
      }
    const rarity = Array.from(frequencies, (frequency) =>
      Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5)),
    );
    const wordAt = new Map(words.map((word, index) => [word, index]));
    const wanted = asked.map(({ anyOf }) => {
      const indexes = anyOf.map((word) => wordAt.get(word)!);
      return { indexes, weight: Math.min(...indexes.map((index) => rarity[index]!)) };
    });
    const wantedWeight = wanted.reduce((sum, { weight }) => sum + weight, 0);
    const average = totalLength / Math.max(1, passages);
    const hits = found.map(([name, ordinal, passage, counts]): Hit => {
      const norm = K1 * (1 - B + (B * passage.length) / average);
      let score = 0;
      for (let index = 0; index < counts.length; index++) {
        const count = counts[index]!;
        if (count > 0) score += (rarity[index]! * count * (K1 + 1)) / (count + norm);
      }
      let covered = 0;
      for (const { indexes, weight } of wanted)
        if (indexes.some((index) => counts[index]! > 0)) covered += weight;
      return { name, ordinal, passage, score, coverage: covered / wantedWeight };
    });
    hits.sort((a, b) => b.score - a.score || compare(a.name, b.name) || a.ordinal - b.ordinal);
    return withoutRepetitions(hits, limit);
  }

  #placeOf(word: string): number {
    const known = this.#places.get(word);
    if (known !== undefined) return known;
    this.#places.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }
}

/** Where links lead is not what a text says. */
const withoutTargets = (text: string): string =>
  text.replace(/\]\([^)\s]{0,500}\)/g, '] ').replace(/\bhttps?:\/\/[^\s)>\]]{0,500}/g, ' ');

/** Below it, nothing in the documents is about the question: measured on questions that they answer and others. */
const MIN_COVERAGE = 0.4;

/** Beside a passage that is about the question, one that is about half as much of it can help. */
const MIN_HELPFUL_COVERAGE = 0.2;

/** The hits that are about the question; none when the best of them is not. */
export function relevant(hits: readonly Hit[]): readonly Hit[] {
  const isAny = hits.some(({ coverage }) => coverage >= MIN_COVERAGE);
  return isAny ? hits.filter(({ coverage }) => coverage >= MIN_HELPFUL_COVERAGE) : [];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** -1 where it is not, as a word that no document has is nowhere. */
function placeIn(sorted: Uint32Array, value: number): number {
  if (value < 0) return -1;
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The same text in two places answers once. */
function withoutRepetitions(hits: readonly Hit[], limit: number): readonly Hit[] {
  const kept: Hit[] = [];
  for (const hit of hits) {
    if (kept.length >= limit) break;
    const isKnown = kept.some(
      ({ score, passage }) =>
        score === hit.score &&
        passage.words.length === hit.passage.words.length &&
        passage.words.every((word, index) => word === hit.passage.words[index]),
    );
    if (!isKnown) kept.push(hit);
  }
  return kept;
}
