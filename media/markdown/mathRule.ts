import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it';
import type { ParseContext } from './parseContext.ts';

/** What a formula stands between, and whether it has lines of its own. */
interface Delimiters {
  readonly open: string;
  readonly close: string;
  readonly isDisplay: boolean;
}

const DISPLAY: readonly Delimiters[] = [
  { open: '$$', close: '$$', isDisplay: true },
  { open: '\\[', close: '\\]', isDisplay: true },
];
const INLINE: readonly Delimiters[] = [
  ...DISPLAY,
  { open: '$`', close: '`$', isDisplay: false },
  { open: '\\(', close: '\\)', isDisplay: false },
];

const MAX_INLINE_CHARACTERS = 2000;
/** Escaped brackets without a word in them are brackets. */
const HAS_SUBSTANCE = /[\p{L}\p{N}]/u;
/** `$5 and a bit$` is about money. */
const IS_PRICE = /^\d[\d.,]*\s+\p{L}{2,}/u;
/** `$$ is the process` is about a shell. */
const IS_SENTENCE = /^\S\S\s+\p{L}{2,}\s+\p{L}{2,}/u;

/** Formulas as GitHub and TeX mark them: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. Amounts of money stay text. */
export function withMath(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', 'math', readBlock, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
  markdown.inline.ruler.before('escape', 'math', readInline);
}

/**
 * Whole lines from one that begins with the opening mark to one that ends with the closing one. A blank line comes
 * before that only where no formula is meant; while more lines may come, what is open still may be one.
 */
function readBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const mark = state.src.charCodeAt(state.bMarks[startLine]! + state.tShift[startLine]!);
  const indent = state.sCount[startLine]! - state.blkIndent;
  // Outside of the innermost list or quote the line goes on with the paragraph in there.
  if ((mark !== 0x24 && mark !== 0x5c) || indent < 0 || indent >= 4) return false;
  const first = lineOf(state, startLine);
  const delimiters = DISPLAY.find(({ open }) => first.startsWith(open));
  if (!delimiters || IS_SENTENCE.test(first)) return false;
  const { open, close } = delimiters;
  const lines: string[] = [];
  let line = startLine;
  for (; line < endLine; line++) {
    const isInside = line === startLine || state.sCount[line]! >= state.blkIndent;
    const text = line === startLine ? first.slice(open.length) : lineOf(state, line);
    const end = text.indexOf(close);
    if (!isInside || (line > startLine && text === '')) return false;
    if (end >= 0 && (text.slice(end + close.length).trim() !== '' || isBlank([...lines, text.slice(0, end)])))
      return false;
    lines.push(end < 0 ? text : text.slice(0, end));
    if (end >= 0) break;
  }
  const isClosed = line < endLine;
  if (!isClosed && (state.env as unknown as ParseContext).isWhole) return false;
  if (silent) return true;
  const token = state.push('math_block', '', 0);
  token.content = lines.join('\n').trim();
  token.info = open + lines.join('\n') + (isClosed ? close : '');
  token.map = [startLine, Math.min(line + 1, endLine)];
  token.meta = { isClosed };
  state.line = token.map[1];
  return true;
}

/** A formula on lines of its own whose end has not come. */
export const isOpenFormula = (token: Token): boolean =>
  token.type === 'math_block' && token.meta?.isClosed === false;

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]).trimEnd();
}

const isBlank = (lines: readonly string[]): boolean => lines.every((line) => line.trim() === '');

function readInline(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  const first = src.charCodeAt(pos);
  if (first !== 0x24 && first !== 0x5c) return false;
  const found =
    INLINE.filter(({ open }) => src.startsWith(open, pos))
      .map((delimiters) => between(src, pos, delimiters))
      .find((formula) => formula !== undefined) ?? (first === 0x24 ? betweenDollars(src, pos) : undefined);
  if (!found) return false;
  if (!silent) {
    const token = state.push('math_inline', '', 0);
    token.content = found.tex.trim();
    token.info = src.slice(pos, found.end);
    token.markup = found.isDisplay ? '$$' : '$';
  }
  state.pos = found.end;
  return true;
}

interface Formula {
  readonly tex: string;
  readonly end: number;
  readonly isDisplay: boolean;
}

function between(src: string, pos: number, { open, close, isDisplay }: Delimiters): Formula | undefined {
  const start = pos + open.length;
  const tex = src.slice(start, start + MAX_INLINE_CHARACTERS);
  const length = tex.indexOf(close);
  if (length < 0 || !HAS_SUBSTANCE.test(tex.slice(0, length))) return undefined;
  return { tex: tex.slice(0, length), end: start + length + close.length, isDisplay };
}

/** One dollar opens where a word could begin and closes where one ends, with nothing but the formula between. */
function betweenDollars(src: string, pos: number): Formula | undefined {
  if (/[\p{L}\p{N}$\\]/u.test(src.charAt(pos - 1)) && !/[\u3000-\u9fff]/.test(src.charAt(pos - 1)))
    return undefined;
  const match = /^\$((?:[^\s$`\\]|\\[^\n])(?:[^$`\\]*(?:\\[^\n][^$`\\]*)*))\$(?![A-Za-z0-9$])/.exec(
    src.slice(pos, pos + MAX_INLINE_CHARACTERS),
  );
  const tex = match?.[1];
  if (!match || !tex || /\s$/.test(tex) || IS_PRICE.test(tex)) return undefined;
  return { tex, end: pos + match[0].length, isDisplay: false };
}
