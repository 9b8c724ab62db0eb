import { foldedLine, isBlankLine, leadingBlanks, weightOf } from './lineKeys.ts';
import { ALIKE, type LineShape, mayBeAlike, shapeOf, similarity } from './similarity.ts';

/** So many lines are compared by their characters for one edit at most; further ones count as different. */
const MAX_COMPARISONS = 500_000;

/** So many pairs of lines are looked at for one edit at most. */
const MAX_PAIRS = 20_000_000;

/** A document's lines, prepared for looking up what a model wrote. */
export class LineIndex {
  readonly lines: readonly string[];
  /** The lines that are not blank, by their numbers. */
  readonly solid: readonly number[];
  readonly #exact: readonly number[];
  readonly #trimmed: readonly number[];
  readonly #folded: readonly number[];
  readonly #ids = new Map<string, number>();
  readonly #shapes = new Map<string, LineShape>();
  readonly #weights: (number | undefined)[] = [];
  readonly #foldedAt = new Map<number, number>();
  #comparisons = 0;
  #pairs = 0;

  constructor(lines: readonly string[]) {
    this.lines = lines;
    this.solid = lines.flatMap((line, index) => (isBlankLine(line) ? [] : [index]));
    this.#exact = lines.map((line) => this.#learn(line));
    this.#trimmed = this.solid.map((index) => this.#learn(lines[index]!.trim()));
    this.#folded = this.solid.map((index) => this.#learn(foldedLine(lines[index]!)));
    for (const [position, id] of this.#folded.entries())
      this.#foldedAt.set(id, this.#foldedAt.has(id) ? -1 : position);
  }

  #learn(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#ids.size);
    return this.#ids.size - 1;
  }

  /** Where these lines stand one after the other, blank ones included; by the number of the first. */
  exactly(wanted: readonly string[]): readonly number[] {
    return occurrences(this.#exact, this.#known(wanted));
  }

  /** Where these lines stand but for the blanks around them and blank lines; by positions in `solid`. */
  trimmed(wanted: readonly string[]): readonly number[] {
    return occurrences(this.#trimmed, this.#known(wanted.map((line) => line.trim())));
  }

  /** As `trimmed`, also but for blanks inside and look-alikes of signs. */
  folded(wanted: readonly string[]): readonly number[] {
    return occurrences(this.#folded, this.#known(wanted.map(foldedLine)));
  }

  /** The document has this line, whatever blanks are in it. */
  has(line: string): boolean {
    return this.#foldedAt.has(this.#ids.get(foldedLine(line)) ?? -1);
  }

  /** Where this line stands, but for its blanks, if it stands in one place; a position in `solid`. */
  onlyPlaceOf(line: string): number | undefined {
    const position = this.#foldedAt.get(this.#ids.get(foldedLine(line)) ?? -1);
    return position === undefined || position < 0 ? undefined : position;
  }

  /** Whether so many more pairs of lines may be looked at. */
  mayLookAt(pairs: number): boolean {
    this.#pairs += pairs;
    return this.#pairs <= MAX_PAIRS;
  }

  #known(keys: readonly string[]): readonly number[] {
    return keys.map((key) => this.#ids.get(key) ?? -1);
  }

  /** How like a line of the model's and one of the document are, from 0 to 1; below what can be a change of it, 0. */
  likeness(wanted: string, line: string): number {
    return this.likenessOf(this.shapeOf(wanted), this.shapeOf(line));
  }

  /** As `likeness`, however little like each other they are. */
  resemblance(wanted: string, line: string): number {
    return similarity(this.shapeOf(wanted), this.shapeOf(line));
  }

  likenessOf(a: LineShape, b: LineShape): number {
    if (a.folded === b.folded) return 1;
    if (!mayBeAlike(a, b) || this.#comparisons >= MAX_COMPARISONS) return 0;
    this.#comparisons++;
    const found = similarity(a, b);
    return found < ALIKE ? 0 : found;
  }

  shapeOf(line: string): LineShape {
    const known = this.#shapes.get(line);
    if (known) return known;
    const shape = shapeOf(foldedLine(line));
    this.#shapes.set(line, shape);
    return shape;
  }

  indentation(line: number): string {
    return leadingBlanks(this.lines[line] ?? '');
  }

  weight(line: number): number {
    this.#weights[line] ??= weightOf(this.lines[line] ?? '');
    return this.#weights[line];
  }
}

/** Every place of a sequence in another, in linear time (Knuth, Morris, Pratt). */
function occurrences(text: readonly number[], wanted: readonly number[]): readonly number[] {
  if (wanted.length === 0 || wanted.includes(-1)) return [];
  const fallback = [0];
  for (let index = 1, length = 0; index < wanted.length; index++) {
    while (length > 0 && wanted[index] !== wanted[length]) length = fallback[length - 1]!;
    if (wanted[index] === wanted[length]) length++;
    fallback.push(length);
  }
  const found: number[] = [];
  for (let index = 0, length = 0; index < text.length; index++) {
    while (length > 0 && text[index] !== wanted[length]) length = fallback[length - 1]!;
    if (text[index] === wanted[length]) length++;
    if (length < wanted.length) continue;
    found.push(index - wanted.length + 1);
    length = fallback[length - 1]!;
  }
  return found;
}
