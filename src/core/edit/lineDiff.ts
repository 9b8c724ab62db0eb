/** Lines `[oldStart, oldEnd)` became lines `[newStart, newEnd)`. 0-based; at most one side is empty. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Beyond this many bits of alignment rows (64 MiB) the differing middle is one hunk instead of an exact diff. */
const MAX_ROW_BITS = 64 * 1024 * 1024 * 8;

/** The fewest changed lines that turn one text into the other, in order. */
export function diffLines(oldLines: readonly string[], newLines: readonly string[]): Hunk[] {
  const { prefix, suffix } = commonEnds(oldLines, newLines);
  const oldMiddle = oldLines.length - prefix - suffix;
  const newMiddle = newLines.length - prefix - suffix;
  if (oldMiddle === 0 && newMiddle === 0) return [];
  const whole = {
    oldStart: prefix,
    oldEnd: prefix + oldMiddle,
    newStart: prefix,
    newEnd: prefix + newMiddle,
  };
  if (oldMiddle === 0 || newMiddle === 0 || oldMiddle * newMiddle > MAX_ROW_BITS) return [whole];
  const aligner = new LineAligner(oldLines.slice(prefix, prefix + oldMiddle));
  for (let i = prefix; i < prefix + newMiddle; i++) aligner.push(newLines[i]!);
  return hunksBetween(aligner.matches(), oldMiddle, newMiddle).map((hunk) => ({
    oldStart: hunk.oldStart + prefix,
    oldEnd: hunk.oldEnd + prefix,
    newStart: hunk.newStart + prefix,
    newEnd: hunk.newEnd + prefix,
  }));
}

/** How many lines at the start and at the end are the same; they never overlap. */
export function commonEnds(
  a: readonly string[],
  b: readonly string[],
): { readonly prefix: number; readonly suffix: number } {
  const shorter = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < shorter && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++;
  return { prefix, suffix };
}

function hunksBetween(
  matches: readonly (readonly [number, number])[],
  oldLength: number,
  newLength: number,
): Hunk[] {
  const hunks: Hunk[] = [];
  let oldStart = 0;
  let newStart = 0;
  for (const [oldIndex, newIndex] of [...matches, [oldLength, newLength] as const]) {
    if (oldIndex > oldStart || newIndex > newStart)
      hunks.push({ oldStart, oldEnd: oldIndex, newStart, newEnd: newIndex });
    oldStart = oldIndex + 1;
    newStart = newIndex + 1;
  }
  return hunks;
}

/**
 * A longest common subsequence of old lines and of new lines that arrive one by one. Bit-parallel (Hyyrö 2004): a
 * new line costs `old lines / 32` word operations, and one row of that size is kept for walking back.
 */
export class LineAligner {
  readonly #oldLength: number;
  readonly #words: number;
  readonly #positions = new Map<string, number[]>();
  /** Row i: bit j is 0 where old line j lengthens the common subsequence with the first i + 1 new lines. */
  readonly #rows: Uint32Array[] = [];

  constructor(oldLines: readonly string[]) {
    this.#oldLength = oldLines.length;
    this.#words = Math.max(1, Math.ceil(oldLines.length / 32));
    oldLines.forEach((line, index) => {
      const found = this.#positions.get(line);
      if (found) found.push(index);
      else this.#positions.set(line, [index]);
    });
  }

  get pushed(): number {
    return this.#rows.length;
  }

  push(line: string): void {
    const before = this.#rows.at(-1) ?? new Uint32Array(this.#words).fill(0xffffffff);
    const positions = this.#positions.get(line);
    if (!positions) {
      this.#rows.push(before);
      return;
    }
    const matched = new Uint32Array(this.#words);
    for (const position of positions) matched[position >>> 5]! |= 1 << (position & 31);
    const row = new Uint32Array(this.#words);
    let carry = 0;
    for (let word = 0; word < this.#words; word++) {
      const v = before[word]!;
      const m = matched[word]!;
      const sum = v + ((v & m) >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      row[word] = (sum >>> 0) | (v & ~m);
    }
    this.#rows.push(row);
  }

  /** Pairs of `[old, new]` line indexes in order. Of equally long alignments, the one that reaches least far down. */
  matches(): [number, number][] {
    const found: [number, number][] = [];
    const grows = (row: number, column: number): boolean =>
      ((this.#rows[row]![column >>> 5]! >>> (column & 31)) & 1) === 0;
    let row = this.#rows.length;
    let column = this.#oldLength;
    while (row > 0 && column > 0) {
      if (!grows(row - 1, column - 1)) column--;
      else {
        row--;
        if (row === 0 || !grows(row - 1, column - 1)) {
          column--;
          found.push([column, row]);
        }
      }
    }
    return found.reverse();
  }
}
