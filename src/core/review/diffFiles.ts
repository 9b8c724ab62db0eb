import { diffPath } from '../text/diffPath.ts';

/** A line that a diff shows of a file as it is after the change. */
interface ShownLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly isAdded: boolean;
}

/** What a diff shows of a file. */
export interface DiffedFile {
  /** After the change, relative to the repository. */
  readonly path: string;
  readonly lines: readonly ShownLine[];
}

const FILE_START = /^(?=diff --git )/m;
const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The files of a git diff, with the lines that it shows of each. */
export function diffFiles(diff: string): readonly DiffedFile[] {
  return diff.split(FILE_START).flatMap((part) => {
    const path = diffPath(part);
    if (path === undefined) return [];
    const lines: ShownLine[] = [];
    readHunks(part, ({ mark, text, number }) => {
      if (mark !== '-') lines.push({ number, text, isAdded: mark === '+' });
    });
    return [{ path, lines }];
  });
}

/**
 * The diff with the number of each line in the file after the change behind its mark, since no model counts well:
 * `+18|  return x;`; a line that is gone has none: `-|  return y;`.
 */
export function numberedDiff(diff: string): string {
  return diff
    .split(FILE_START)
    .map((part) => {
      const lines = part.split('\n');
      readHunks(part, ({ mark, text, number, index }) => {
        lines[index] = `${mark}${mark === '-' ? '' : number}|${text}`;
      });
      return lines.join('\n');
    })
    .join('');
}

interface HunkLine {
  readonly mark: '+' | '-' | ' ';
  readonly text: string;
  /** In the file after the change. */
  readonly number: number;
  /** In the part. */
  readonly index: number;
}

/** A hunk says how many lines it has, so that none of them can be taken for a head, and none of a head for one. */
function readHunks(part: string, see: (line: HunkLine) => void): void {
  let number = 0;
  let oldLeft = 0;
  let newLeft = 0;
  for (const [index, line] of part.split('\n').entries()) {
    if (oldLeft <= 0 && newLeft <= 0) {
      const [head, oldCount = '1', start, newCount = '1'] = HUNK.exec(line) ?? [];
      if (head === undefined) continue;
      number = Number(start);
      oldLeft = Number(oldCount);
      newLeft = Number(newCount);
      continue;
    }
    const mark = line.charAt(0) || ' ';
    if (mark !== '+' && mark !== '-' && mark !== ' ') continue;
    see({ mark, text: line.slice(1).replace(/\r$/, ''), number, index });
    if (mark !== '-') {
      number++;
      newLeft--;
    }
    if (mark !== '+') oldLeft--;
  }
}
