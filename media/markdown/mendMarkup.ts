/**
 * Closes what is open at the end of a half-typed piece of text (`**bo` → `**bo**`) and leaves out marks that nothing
 * follows yet, so that no punctuation flashes while an answer streams. For show only: finished text is never mended.
 */
export function mendMarkup(source: string): string {
  const text = hideHalfLink(source).replace(/[*_~`\\]+$/, '');
  const open = readMarks(text).open.filter((mark) => mark !== '[');
  return open.length === 0 ? text : text.trimEnd() + open.reverse().join('');
}

/** Length of the longest beginning that ends where words part and leaves no mark or bracket open; 0 when there is none. */
export function neutralLength(text: string): number {
  return readMarks(text).neutralLength;
}

/** `see [the docs](https://exa` shows as `see the docs` until the address is whole. */
function hideHalfLink(text: string): string {
  return text.replace(/!?\[([^[\]]*)\]\([^()\s]*$/, '$1');
}

const MARK = /\\[\s\S]|`+|\*{1,3}|~~|_{1,2}|\[|\](?:\([^()]*\))?/g;

const BREAK = /[\s，。；：！？]/;

interface Marks {
  /** What nothing has closed, outermost first; after an open backtick all is code. */
  readonly open: readonly string[];
  readonly neutralLength: number;
}

function readMarks(text: string): Marks {
  const open: string[] = [];
  let neutralLength = 0;
  let from = 0;
  const pass = (end: number): void => {
    for (let at = end; open.length === 0 && at > Math.max(from, neutralLength); at--) {
      if (BREAK.test(text.charAt(at - 1))) neutralLength = at;
    }
  };
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const [mark] = match;
    pass(match.index);
    if (mark.startsWith('`')) {
      const close = closingBackticks(text, MARK.lastIndex, mark);
      if (close < 0) return { open: [...open, mark], neutralLength };
      MARK.lastIndex = close + mark.length;
    } else if (mark === '[') open.push(mark);
    else if (mark.startsWith(']')) closeMark(open, '[');
    else if (!mark.startsWith('\\')) readEmphasis(open, mark, text[match.index - 1], text[MARK.lastIndex]);
    from = MARK.lastIndex;
  }
  pass(text.length);
  return { open, neutralLength };
}

function readEmphasis(open: string[], mark: string, before = ' ', after = ' '): void {
  if (/\S/.test(before) && closeMark(open, mark)) return;
  if (/\S/.test(after) && !/[A-Za-z0-9]/.test(before)) open.push(mark);
}

/** Closes the innermost such mark with all in it. */
function closeMark(open: string[], mark: string): boolean {
  const at = open.lastIndexOf(mark);
  if (at >= 0) open.length = at;
  return at >= 0;
}

function closingBackticks(text: string, from: number, mark: string): number {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at)) {
    let end = at;
    while (text[end] === '`') end++;
    if (end - at === mark.length) return at;
    at = end;
  }
  return -1;
}
