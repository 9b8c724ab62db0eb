/** Old lines `[old, old + length)` are the new lines `[new, new + length)`. */
export interface MatchedRun {
  readonly old: number;
  readonly new: number;
  readonly length: number;
}

/**
 * A longest common subsequence of old lines and of new lines that arrive one by one. Bit-parallel (Hyyrö 2004): a new
 * line costs `old lines / 32` word operations at most, and one row of that size is kept for walking back. Asking for
 * the runs costs as much as has changed in them since they were asked for last.
 */
export class LineAligner {
  readonly #old: readonly string[];
  /** So many lines are the same in both texts from the start; nothing else is kept of them. */
  #prefix = 0;
  /** Where each of the old lines behind the prefix is, counted from there; made with the first line that differs. */
  #positions: ReadonlyMap<string, readonly number[]> | undefined;
  /** Row i: bit j is 0 where old line j lengthens the common subsequence with the first i + 1 new lines. */
  readonly #rows: Uint32Array[] = [];
  #matched = new Uint32Array(0);
  #runs: readonly MatchedRun[] = [];

  constructor(oldLines: readonly string[]) {
    this.#old = oldLines;
  }

  push(line: string): void {
    if (!this.#positions) {
      if (this.#prefix < this.#old.length && this.#old[this.#prefix] === line) {
        this.#prefix++;
        return;
      }
      this.#positions = positionsIn(this.#old, this.#prefix);
      this.#matched = new Uint32Array(Math.max(1, Math.ceil((this.#old.length - this.#prefix) / 32)));
    }
    const before = this.#rows.at(-1) ?? new Uint32Array(this.#matched.length).fill(0xffffffff);
    const positions = this.#positions.get(line);
    this.#rows.push(positions ? nextRow(before, positions, this.#matched) : before);
  }

  /** The lines that are the same, in order. Of equally long alignments, the one that reaches least far down. */
  runs(): readonly MatchedRun[] {
    const last = this.#runs;
    const found: MatchedRun[] = [];
    let candidate = last.length - 1;
    let row = this.#rows.length;
    let column = this.#old.length - this.#prefix;
    while (row > 0) {
      column = lastGrowth(this.#rows[row - 1]!, column);
      if (column === 0) break;
      row--;
      if (row > 0 && grows(this.#rows[row - 1]!, column - 1)) continue;
      column--;
      const [old, fresh] = [column + this.#prefix, row + this.#prefix];
      // From a common match on, the way back is the same as last time.
      while (candidate >= 0 && last[candidate]!.new > fresh) candidate--;
      const common = last[candidate];
      if (common && fresh < common.new + common.length && old - common.old === fresh - common.new) {
        this.#runs = [
          ...last.slice(0, candidate),
          ...joined({ ...common, length: fresh - common.new + 1 }, found),
        ];
        return this.#runs;
      }
      prepend(found, { old, new: fresh, length: 1 });
    }
    this.#runs =
      this.#prefix > 0 ? joined({ old: 0, new: 0, length: this.#prefix }, found) : found.toReversed();
    return this.#runs;
  }
}

function positionsIn(lines: readonly string[], from: number): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (let index = from; index < lines.length; index++) {
    const found = positions.get(lines[index]!);
    if (found) found.push(index - from);
    else positions.set(lines[index]!, [index - from]);
  }
  return positions;
}

/** `matched` is all zeros, and left so. `positions` ascend. */
function nextRow(before: Uint32Array, positions: readonly number[], matched: Uint32Array): Uint32Array {
  const row = before.slice();
  for (const position of positions) matched[position >>> 5]! |= 1 << (position & 31);
  const lowest = positions[0]! >>> 5;
  const highest = positions.at(-1)! >>> 5;
  let carry = 0;
  for (let word = lowest; word < row.length && (word <= highest || carry > 0); word++) {
    const v = before[word]!;
    const m = matched[word]!;
    const sum = v + ((v & m) >>> 0) + carry;
    carry = sum > 0xffffffff ? 1 : 0;
    row[word] = (sum >>> 0) | (v & ~m);
    matched[word] = 0;
  }
  return row;
}

const grows = (row: Uint32Array, column: number): boolean =>
  ((row[column >>> 5]! >>> (column & 31)) & 1) === 0;

/** The end of the last old line before `column` that lengthens the common subsequence; 0 when there is none. */
function lastGrowth(row: Uint32Array, column: number): number {
  let at = column;
  while (at > 0 && !grows(row, at - 1)) at -= at % 32 === 0 && row[(at >>> 5) - 1] === 0xffffffff ? 32 : 1;
  return at;
}

/** `reversed` holds the runs from the end. */
function prepend(reversed: MatchedRun[], run: MatchedRun): void {
  const next = reversed.at(-1);
  if (next && run.old + run.length === next.old && run.new + run.length === next.new)
    reversed[reversed.length - 1] = { ...run, length: run.length + next.length };
  else reversed.push(run);
}

function joined(first: MatchedRun, reversed: readonly MatchedRun[]): readonly MatchedRun[] {
  const runs = [...reversed];
  prepend(runs, first);
  return runs.reverse();
}
