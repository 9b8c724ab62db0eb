import { diffLines } from '../../../src/core/edit/lineDiff.ts';

/** A change with the lines around it. */
export interface WrittenHunk {
  /** Of its first old line, from 0. */
  readonly start: number;
  readonly lines: readonly { readonly sign: ' ' | '-' | '+'; readonly text: string }[];
}

export const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** The changes between two texts, each with at least so many lines around it, and enough for its old lines to stand there once. */
export function hunksOf(before: string, after: string, context: number): readonly WrittenHunk[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const isUnique = (start: number, end: number): boolean => {
    if (start === end) return false;
    const wanted = old.slice(start, end).map((line) => line.trim());
    if (wanted.every((line) => line === '')) return false;
    let found = 0;
    for (let at = 0; at + wanted.length <= old.length; at++)
      if (wanted.every((line, offset) => old[at + offset]!.trim() === line)) found++;
    return found === 1;
  };
  const ranges: { start: number; end: number; changes: ReturnType<typeof diffLines> }[] = [];
  for (const change of diffLines(old, fresh)) {
    let start = Math.max(0, change.oldStart - context);
    let end = Math.min(old.length, change.oldEnd + context);
    while (!isUnique(start, end) && (start > 0 || end < old.length)) {
      start = Math.max(0, start - 1);
      end = Math.min(old.length, end + 1);
    }
    const last = ranges.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.changes.push(change);
    } else ranges.push({ start, end, changes: [change] });
  }
  return ranges.map(({ start, end, changes }) => {
    const lines: WrittenHunk['lines'][number][] = [];
    let position = start;
    for (const { oldStart, oldEnd, newStart, newEnd } of changes) {
      for (const text of old.slice(position, oldStart)) lines.push({ sign: ' ', text });
      for (const text of old.slice(oldStart, oldEnd)) lines.push({ sign: '-', text });
      for (const text of fresh.slice(newStart, newEnd)) lines.push({ sign: '+', text });
      position = oldEnd;
    }
    for (const text of old.slice(position, end)) lines.push({ sign: ' ', text });
    return { start, lines };
  });
}

export function asSearchReplace(path: string, hunks: readonly WrittenHunk[]): string {
  return hunks
    .map(({ lines }) => {
      const side = (without: string): string =>
        lines
          .filter(({ sign }) => sign !== without)
          .map(({ text }) => `${text}\n`)
          .join('');
      return `${path}\n<<<<<<< SEARCH\n${side('+')}=======\n${side('-')}>>>>>>> REPLACE`;
    })
    .join('\n\n');
}

/** How a unified diff is written, rightly or not. */
export interface DiffStyle {
  header?(hunk: WrittenHunk, counts: readonly [number, number], shift: number): string;
  line?(sign: string, text: string): string;
}

export function asDiff(path: string, hunks: readonly WrittenHunk[], style: DiffStyle = {}): string {
  const { line = (sign, text) => sign + text, header = rightHeader } = style;
  let shift = 0;
  const parts = hunks.map((hunk) => {
    const count = (without: string): number => hunk.lines.filter(({ sign }) => sign !== without).length;
    const counts = [count('+'), count('-')] as const;
    const head = header(hunk, counts, shift);
    shift += counts[1] - counts[0];
    return [head, ...hunk.lines.map(({ sign, text }) => line(sign, text))].join('\n');
  });
  return [`--- a/${path}`, `+++ b/${path}`, ...parts].join('\n');
}

const rightHeader = (
  { start }: WrittenHunk,
  [old, fresh]: readonly [number, number],
  shift: number,
): string => `@@ -${start + 1},${old} +${start + 1 + shift},${fresh} @@`;

const widthOf = (line: string): number => /^\s*/.exec(line)![0].length;

/** The lines of the block that begins with a line: the deeper ones below it, and those that close it. */
export function blockAt(lines: readonly string[], start: number): readonly [number, number] {
  const depth = widthOf(lines[start]!);
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.trim() === '') continue;
    if (widthOf(line) < depth || (widthOf(line) === depth && !/^\s*[{})\]]/.test(line))) break;
    end = at + 1;
  }
  return [start, end];
}

/** Where the first line of a text stands. */
export function lineOf(text: string, beginning: string): number {
  const at = text.indexOf(`\n${beginning}`);
  return text.startsWith(beginning) ? 0 : text.slice(0, at + 1).split('\n').length - 1;
}
