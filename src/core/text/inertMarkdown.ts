/** Web addresses are the only ones that a link may lead to. */
const WEB = /^<?https?:\/\//i;

/** What is looked at in text: an escaped character, a run of backticks, or the beginning of what may do something. */
const MARKS = /\\[\s\S]|`+|<(?=[A-Za-z/!?])|!(?=\[)|\](?=[(:])/g;

/**
 * Markdown without what a page would load or run for it: pictures and HTML are shown as they are written, and so are
 * links that lead anywhere but into the web. Code stays as it is, and a fence that is still open is closed at the end.
 */
export function inertMarkdown(markdown: string): string {
  const written: string[] = [];
  let text: string[] = [];
  let fence: string | undefined;
  const flush = (): void => {
    if (text.length > 0) written.push(inertText(text.join('\n')));
    text = [];
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    const [, marks = '', rest = ''] = /^[ \t]*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    const opens = !fence && marks !== '' && !(marks.startsWith('`') && rest.includes('`'));
    const closes = fence !== undefined && marks.startsWith(fence) && rest.trim() === '';
    if (opens || fence) {
      flush();
      written.push(line);
      fence = closes ? undefined : (fence ?? marks);
    } else if (line.trim() === '') {
      flush();
      written.push(line);
    } else text.push(line);
  }
  flush();
  if (fence) written.push(fence);
  return written.join('\n');
}

/** Of a paragraph: spans of code cannot go beyond it. */
function inertText(text: string): string {
  let inert = '';
  let at = 0;
  MARKS.lastIndex = 0;
  for (let match = MARKS.exec(text); match; match = MARKS.exec(text)) {
    const [mark] = match;
    let end = MARKS.lastIndex;
    if (mark.startsWith('`')) end = endOfCode(text, end, mark) ?? end;
    const isHarmless =
      mark.startsWith('\\') ||
      mark.startsWith('`') ||
      (mark === ']' && WEB.test(text.slice(end + 1).trimStart()));
    inert += text.slice(at, match.index) + (isHarmless ? '' : '\\') + text.slice(match.index, end);
    at = end;
    MARKS.lastIndex = end;
  }
  return inert + text.slice(at);
}

/** Where a span of code ends that began with these backticks before `from`. */
function endOfCode(text: string, from: number, backticks: string): number | undefined {
  for (const { 0: run, index } of text.slice(from).matchAll(/`+/g))
    if (run === backticks) return from + index + run.length;
  return undefined;
}
