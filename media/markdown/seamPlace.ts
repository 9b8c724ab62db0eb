import type { MarkdownParser } from './markdownParser.ts';

/** Where a seam is shown: before the top-level block that holds it. */
export interface SeamPlace {
  readonly block: number;
  /** The last words before a seam inside of the block; empty for one where the block begins. */
  readonly after: string;
}

const AFTER_CHARACTERS = 40;

/**
 * The place of a seam at the offset `at` of the markdown; `undefined` while too little follows to tell. `isWhole` says
 * that nothing more will.
 */
export function seamPlace(
  parser: MarkdownParser,
  source: string,
  at: number,
  isWhole: boolean,
): SeamPlace | undefined {
  // Where only a line's end or blank lines follow, what is new begins after them.
  const blank = /^(?:[ \t]*\n)*/.exec(source.slice(at))?.[0].length ?? 0;
  const start = at + blank;
  const lineEnd = source.indexOf('\n', start);
  if (start === source.length || (lineEnd < 0 && !isWhole)) return undefined;
  const shown = lineEnd < 0 ? source : source.slice(0, lineEnd + 1);
  const blocks = parser
    .blocks(shown, { references: {}, isWhole })
    .filter(({ level, nesting, type }) => level === 0 && nesting >= 0 && !isElsewhere(type, isWhole));
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const line = shown.slice(0, lineStart).split('\n').length - 1;
  const isAtBeginning = blocks.at(-1)?.map?.[0] === line && source.slice(lineStart, start).trim() === '';
  return {
    block: Math.max(0, blocks.length - 1),
    after: isAtBeginning ? '' : lastWords(source.slice(0, at)),
  };
}

/** What is not shown where it stands: of whole markdown all footnotes are at the end. */
const isElsewhere = (type: string, isWhole: boolean): boolean =>
  type === 'reference_definition' || (isWhole && type === 'note_open');

function lastWords(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  const words = line
    .replace(/[*_`~#|>]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (words.length <= AFTER_CHARACTERS) return words;
  const cut = words.slice(-AFTER_CHARACTERS);
  return `…${cut.slice(cut.search(/[\s，。；：]/) + 1)}`;
}
