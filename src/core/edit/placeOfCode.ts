import { diffLines } from './lineDiff.ts';

/** Lines of a document, the end excluded, counted from 0. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** So much of a document must come back in the code for this to be a new version of all of it. */
const SAME_SHARE = 0.5;

/** `// … the rest stays as it is …`: the code is not whole. */
const LEFT_OUT = /^\s*(?:\/\/|#|--|\/\*|<!--|\{\/\*)?\s*(?:\.{3}|…)/;

/**
 * Which lines of a document the code of an answer is meant to replace: all of them if it is a new version of the whole,
 * else those from the one that its first line repeats to the one at the same depth that its last line repeats.
 * `undefined` when that is not clear.
 */
export function placeOfCode(lines: readonly string[], code: readonly string[]): LineRange | undefined {
  const whole = { startLine: 0, endLine: lines.length };
  if (lines.every((line) => line.trim() === '')) return whole;
  if (code.some((line) => LEFT_OUT.test(line))) return undefined;
  if (isNewVersion(lines, code)) return whole;
  return blockLike(
    lines,
    code.filter((line) => line.trim() !== ''),
  );
}

function isNewVersion(lines: readonly string[], code: readonly string[]): boolean {
  const lost = diffLines(lines, code).flatMap(({ oldStart, oldEnd }) => lines.slice(oldStart, oldEnd));
  const count = (some: readonly string[]): number => some.filter((line) => line.trim() !== '').length;
  return count(lost) <= count(lines) * (1 - SAME_SHARE);
}

function blockLike(lines: readonly string[], code: readonly string[]): LineRange | undefined {
  const [first, last] = [code[0]?.trim(), code.at(-1)?.trim()];
  if (code.length < 2 || first === undefined || last === undefined) return undefined;
  const starts = lines.flatMap((line, index) => (isSameHead(line.trim(), first) ? [index] : []));
  const [startLine] = starts;
  if (starts.length !== 1 || startLine === undefined) return undefined;
  const depth = depthOf(lines[startLine] ?? '');
  const end = lines.findIndex(
    (line, index) => index > startLine && depthOf(line) === depth && line.trim() === last,
  );
  return end < 0 ? undefined : { startLine, endLine: end + 1 };
}

/** The same line, or the head of the same function or type with something else after its name. */
function isSameHead(line: string, first: string): boolean {
  if (line === first) return true;
  const name = HEAD.exec(first)?.[0];
  return name !== undefined && HEAD.exec(line)?.[0] === name;
}

const HEAD =
  /^(?:(?:export|default|public|private|protected|static|async|abstract|final|pub)\s+)*(?:function\*?|class|interface|struct|enum|trait|impl|def|func|fn|const|let|type)\s+[\w$]+/;

const depthOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';
