const MARK = /\\[\s\S]|`+|\*{1,3}|~~|_{1,2}/g;

/**
 * Closes what is open at the end of a half-typed piece of text (`**bo` → `**bo**`) and leaves out marks that nothing
 * follows yet, so that no punctuation flashes while an answer streams. For show only: finished text is never mended.
 */
export function mendMarkup(source: string): string {
  const text = hideHalfLink(source).replace(/[*_~`\\]+$/, '');
  const open = openMarks(text);
  return open.length === 0 ? text : text.trimEnd() + open.reverse().join('');
}

/** `see [the docs](https://exa` shows as `see the docs` until the address is whole. */
function hideHalfLink(text: string): string {
  return text.replace(/!?\[([^[\]]*)\]\([^()\s]*$/, '$1');
}

/** The marks that nothing has closed, outermost first; after an open backtick all is code. */
function openMarks(text: string): string[] {
  const open: string[] = [];
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const [mark] = match;
    if (mark.startsWith('\\')) continue;
    if (mark.startsWith('`')) {
      const close = closingBackticks(text, MARK.lastIndex, mark);
      if (close < 0) return [...open, mark];
      MARK.lastIndex = close + mark.length;
      continue;
    }
    const before = text[match.index - 1] ?? ' ';
    const after = text[MARK.lastIndex] ?? ' ';
    const opened = open.lastIndexOf(mark);
    if (opened >= 0 && /\S/.test(before)) open.length = opened;
    else if (/\S/.test(after) && !/[A-Za-z0-9]/.test(before)) open.push(mark);
  }
  return open;
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
