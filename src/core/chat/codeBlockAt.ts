import { fenceLanguage } from '../text/fenceLanguage.ts';

export interface CodeBlock {
  /** What stands after the fence. */
  readonly info: string;
  /** The line above the fence, as it is written; empty when there is none. */
  readonly lineAbove: string;
  /** The language that the fence names; empty when it names none. */
  readonly language: string;
  /** Without the indentation and quote marks of what it stands in, and without the last line break. */
  readonly code: string;
}

/**
 * The code of the fence whose opener is at the 0-based `line` of the markdown; `undefined` when none is. Follows the
 * block structure of CommonMark (https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy), so it gives what
 * markdown-it shows. Tables and link definitions are read as paragraphs, which differs only for a list from another
 * number than 1, or deeply indented code, right below them without a blank line.
 */
export function codeBlockAt(markdown: string, line: number): CodeBlock | undefined {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  if (/^[ \t]*$/.test(lines.at(-1) ?? '')) lines.pop();
  let place: Place = { containers: [], leaf: { kind: 'none' } };
  let found: Fence | undefined;
  const code: string[] = [];
  for (const [number, text] of lines.entries()) {
    const next = readLine(place, text, number);
    if (found && next.place.leaf !== found) break;
    if (found) code.push(next.code);
    else if (number === line) {
      if (next.place.leaf.kind !== 'fence' || next.place.leaf === place.leaf) return undefined;
      found = next.place.leaf;
    }
    place = next.place;
  }
  if (!found) return undefined;
  const { info } = found;
  const lineAbove = lines.slice(0, line).findLast((text) => text.trim() !== '') ?? '';
  return { info, lineAbove, language: fenceLanguage(info), code: code.join('\n') };
}

/** A fenced code block that has not been closed. */
export interface OpenFence {
  /** What it was opened with, such as three backticks. */
  readonly run: string;
  readonly language: string;
}

/** The fenced code block that the end of the markdown stands in; `undefined` when it stands in none. */
export function openFenceAtEnd(markdown: string): OpenFence | undefined {
  let place: Place = { containers: [], leaf: { kind: 'none' } };
  for (const [number, text] of markdown.replace(/\r\n?/g, '\n').split('\n').entries())
    place = readLine(place, text, number).place;
  const { leaf } = place;
  if (leaf.kind !== 'fence') return undefined;
  return { run: leaf.mark.repeat(leaf.length), language: fenceLanguage(leaf.info) };
}

/** The lines of the markdown; those of code blocks, with their fences, have become empty. */
export function linesOfText(markdown: string): readonly string[] {
  let place: Place = { containers: [], leaf: { kind: 'none' } };
  return markdown
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((text, number) => {
      const isIn = place.leaf.kind === 'fence';
      const depth = place.containers.length;
      place = readLine(place, text, number).place;
      // Behind the closing fence there is no paragraph yet; who leaves its container ends it without one.
      const closes = isIn && place.leaf === NONE && place.containers.length === depth;
      return closes || place.leaf.kind === 'fence' || place.leaf.kind === 'indented' ? '' : text;
    });
}

/** Whether the code block whose fence stands at the 0-based `line` is still open where the markdown ends. */
export function isOpenAtEnd(markdown: string, line: number): boolean {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  let place: Place = { containers: [], leaf: { kind: 'none' } };
  let fence: Leaf | undefined;
  for (const [number, text] of lines.entries()) {
    place = readLine(place, text, number).place;
    if (number === line) fence = place.leaf;
    else if (fence && place.leaf !== fence) return false;
  }
  return fence?.kind === 'fence';
}

type Container =
  | { readonly kind: 'quote' }
  /** Its content begins `width` columns after the beginning of its container. */
  | { readonly kind: 'item'; readonly width: number; readonly line: number; readonly startsBlank: boolean };

interface Fence {
  readonly kind: 'fence';
  readonly mark: string;
  readonly length: number;
  readonly indent: number;
  readonly info: string;
}

/** The block that the next line may go on with, in the innermost container. */
type Leaf = { readonly kind: 'none' | 'paragraph' | 'indented' } | Fence;

interface Place {
  readonly containers: readonly Container[];
  readonly leaf: Leaf;
}

/** What is left of a line. `column` counts from the line's beginning; tabs reach to multiples of four. */
interface Cursor {
  readonly rest: string;
  readonly column: number;
}

const NONE: Leaf = { kind: 'none' };
const PARAGRAPH: Leaf = { kind: 'paragraph' };

function readLine(
  before: Place,
  text: string,
  line: number,
): { readonly place: Place; readonly code: string } {
  let cursor: Cursor = { rest: text, column: 0 };
  let depth = 0;
  for (const container of before.containers) {
    const inside = enter(container, cursor, line);
    if (!inside) break;
    cursor = inside;
    depth++;
  }
  const isInside = depth === before.containers.length;
  if (before.leaf.kind === 'fence' && isInside) {
    const place = closes(before.leaf, cursor) ? { ...before, leaf: NONE } : before;
    return { place, code: skip(cursor, before.leaf.indent).rest };
  }
  const containers = before.containers.slice(0, depth);
  const place = openBlocks({ containers, cursor, line, before, isInside });
  return { place, code: '' };
}

/** The rest of the line inside of the container; `undefined` when the line is not in it. */
function enter(container: Container, cursor: Cursor, line: number): Cursor | undefined {
  const indent = indentOf(cursor);
  if (container.kind === 'quote') {
    const inner = skip(cursor, indent);
    return inner.rest.startsWith('>') ? skip(take(inner, 1), 1) : undefined;
  }
  const isOpen = isBlank(cursor)
    ? !(container.startsBlank && line === container.line + 1)
    : indent >= container.width;
  return isOpen ? skip(cursor, container.width) : undefined;
}

/** Where the line leads when it does not go on with a fence. */
function openBlocks(input: {
  readonly containers: readonly Container[];
  readonly cursor: Cursor;
  readonly line: number;
  readonly before: Place;
  readonly isInside: boolean;
}): Place {
  const { before, line } = input;
  const containers = [...input.containers];
  let cursor = input.cursor;
  let afterParagraph = before.leaf.kind === 'paragraph';
  let inParagraph = afterParagraph && input.isInside;
  const leaf = (): Leaf | undefined => {
    if (isBlank(cursor)) return NONE;
    const indent = indentOf(cursor);
    if (indent >= 4) return afterParagraph ? undefined : { kind: 'indented' };
    const { rest } = skip(cursor, indent);
    return fenceOf(rest, indent) ?? (isHeadingOrRule(rest, inParagraph) ? NONE : undefined);
  };
  for (;;) {
    const found = leaf();
    if (found) return { containers, leaf: found };
    const opened = indentOf(cursor) < 4 ? openContainer(cursor, line, inParagraph) : undefined;
    if (!opened) return afterParagraph ? { ...before, leaf: PARAGRAPH } : { containers, leaf: PARAGRAPH };
    containers.push(opened.container);
    cursor = opened.cursor;
    afterParagraph = false;
    inParagraph = false;
  }
}

const LIST_MARK = /^(?:([-+*])|(\d{1,9})[.)])(?=[ \t]|$)/;

function openContainer(
  cursor: Cursor,
  line: number,
  inParagraph: boolean,
): { readonly container: Container; readonly cursor: Cursor } | undefined {
  const indent = indentOf(cursor);
  const start = skip(cursor, indent);
  if (start.rest.startsWith('>')) return { container: { kind: 'quote' }, cursor: skip(take(start, 1), 1) };
  const mark = LIST_MARK.exec(start.rest);
  if (!mark) return undefined;
  const afterMark = take(start, mark[0].length);
  const startsBlank = isBlank(afterMark);
  // Prose that happens to wrap before `12.` is not a list.
  if (inParagraph && (startsBlank || (mark[2] !== undefined && Number(mark[2]) !== 1))) return undefined;
  const gap = indentOf(afterMark);
  const padding = startsBlank || gap > 4 ? 1 : gap;
  const width = indent + mark[0].length + padding;
  return { container: { kind: 'item', width, line, startsBlank }, cursor: skip(afterMark, padding) };
}

function fenceOf(rest: string, indent: number): Fence | undefined {
  const [, run, info = ''] = /^(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(rest) ?? [];
  return run ? { kind: 'fence', mark: run.charAt(0), length: run.length, indent, info } : undefined;
}

function closes(fence: Fence, cursor: Cursor): boolean {
  const [, run] = /^ {0,3}(`+|~+)[ \t]*$/.exec(skipSpaces(cursor)) ?? [];
  return run !== undefined && run.charAt(0) === fence.mark && run.length >= fence.length;
}

function isHeadingOrRule(rest: string, inParagraph: boolean): boolean {
  return (
    /^#{1,6}(?:[ \t]|$)/.test(rest) ||
    /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(rest) ||
    (inParagraph && /^(?:=+|-+)[ \t]*$/.test(rest))
  );
}

const isBlank = (cursor: Cursor): boolean => /^[ \t]*$/.test(cursor.rest);

function indentOf(cursor: Cursor): number {
  return columnAfter(cursor, /^[ \t]*/.exec(cursor.rest)?.[0].length ?? 0) - cursor.column;
}

function columnAfter({ rest, column }: Cursor, length: number): number {
  let end = column;
  for (const character of rest.slice(0, length)) end += character === '\t' ? 4 - (end % 4) : 1;
  return end;
}

function take(cursor: Cursor, length: number): Cursor {
  return { rest: cursor.rest.slice(length), column: columnAfter(cursor, length) };
}

/** Takes white space of at most `columns`; of a tab that is wider, what is left stays as spaces. */
function skip(cursor: Cursor, columns: number): Cursor {
  const end = cursor.column + columns;
  let reached = cursor;
  while (reached.column < end && /^[ \t]/.test(reached.rest)) reached = take(reached, 1);
  const over = Math.max(0, reached.column - end);
  return { rest: ' '.repeat(over) + reached.rest, column: reached.column - over };
}

/** The rest of the line with its indentation as spaces. */
function skipSpaces(cursor: Cursor): string {
  const indent = indentOf(cursor);
  return ' '.repeat(indent) + skip(cursor, indent).rest;
}
