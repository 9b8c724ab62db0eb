import type { MatchedRun } from './lineAligner.ts';

/** With more changed lines than this the band is too wide to be worth it. Below 255, which stands for “outside”. */
const MOST_CHANGES = 64;
const OUTSIDE = 255;

/**
 * The same alignment as `LineAligner`'s, for texts in which few lines differ, however far from each other: in time and
 * space `lines × changes`. Undefined when more lines differ.
 */
export function bandedRuns(
  oldLines: readonly string[],
  newLines: readonly string[],
): readonly MatchedRun[] | undefined {
  const changes = countChanges(oldLines, newLines);
  if (changes === undefined) return undefined;
  // No way of so few changes leaves the diagonals between these.
  const growth = newLines.length - oldLines.length;
  const inserted = (changes + growth) / 2;
  const deleted = changes - inserted;
  const width = changes + 1;
  /** Row by new lines, in it by diagonal: how many lines differ up to there. */
  const distances = new Uint8Array((newLines.length + 1) * width).fill(OUTSIDE);
  const distance = (row: number, column: number): number => {
    const diagonal = column - row + inserted;
    return diagonal < 0 || diagonal >= width ? OUTSIDE : distances[row * width + diagonal]!;
  };
  for (let row = 0; row <= newLines.length; row++) {
    const to = Math.min(oldLines.length, row + deleted);
    for (let column = Math.max(0, row - inserted); column <= to; column++) {
      const at = row * width + column - row + inserted;
      if (row === 0 || column === 0) distances[at] = Math.min(row + column, OUTSIDE);
      else if (oldLines[column - 1] === newLines[row - 1]) distances[at] = distance(row - 1, column - 1);
      else
        distances[at] = Math.min(1 + Math.min(distance(row - 1, column), distance(row, column - 1)), OUTSIDE);
    }
  }
  const runs: MatchedRun[] = [];
  let [row, column] = [newLines.length, oldLines.length];
  while (row > 0 && column > 0) {
    const here = distance(row, column);
    if (distance(row, column - 1) + 1 === here) column--;
    else if (distance(row - 1, column) + 1 === here) row--;
    else {
      row--;
      column--;
      const next = runs.at(-1);
      const isJoined = next?.old === column + 1 && next.new === row + 1;
      if (isJoined) runs.pop();
      runs.push({ old: column, new: row, length: isJoined ? next.length + 1 : 1 });
    }
  }
  return runs.reverse();
}

/** The fewest lines taken out and put in, by Myers' greedy search (1986); undefined beyond `MOST_CHANGES`. */
function countChanges(oldLines: readonly string[], newLines: readonly string[]): number | undefined {
  const [columns, rows] = [oldLines.length, newLines.length];
  if (Math.abs(columns - rows) > MOST_CHANGES) return undefined;
  const centre = MOST_CHANGES + 1;
  /** By diagonal, how far down the old lines one gets. */
  const furthest = new Int32Array(2 * centre + 1);
  for (let changes = 0; changes <= MOST_CHANGES; changes++)
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const left = furthest[centre + diagonal - 1]!;
      const right = furthest[centre + diagonal + 1]!;
      const isInsertion = diagonal === -changes || (diagonal !== changes && left < right);
      let column = isInsertion ? right : left + 1;
      let row = column - diagonal;
      while (column < columns && row < rows && oldLines[column] === newLines[row]) {
        column++;
        row++;
      }
      furthest[centre + diagonal] = column;
      if (column >= columns && row >= rows) return changes;
    }
  return undefined;
}
