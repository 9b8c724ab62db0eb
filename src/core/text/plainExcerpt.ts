/** So much stands before what was found, and so much in all, in UTF-16 units. */
const BEFORE = 30;
const CHARACTERS = 140;

/** So much around it is looked at: markup that began earlier is taken for text. */
const LOOK_BEFORE = 200;
const LOOK_AFTER = 600;

/** A place in a text, in UTF-16 units. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** One line around a place in a Markdown text: its words without markup, but for what stands at the place itself. */
export function plainExcerpt(markdown: string, { start, end }: Place): string {
  const from = Math.max(0, start - LOOK_BEFORE);
  const to = Math.min(markdown.length, end + LOOK_AFTER);
  const piece = markdown.slice(from, to);
  const found = { start: start - from, end: end - from };
  const characters = piece.split('');
  for (const markup of markupOf(piece, openFence(markdown.slice(0, from))))
    if (markup.end <= found.start || markup.start >= found.end)
      characters.fill('', markup.start, markup.end).fill(markup.by, markup.start, markup.start + 1);
  const words = (place: Place): string =>
    characters.slice(place.start, place.end).join('').replaceAll(/\s+/g, ' ');
  const before = words({ start: 0, end: found.start }).trimStart();
  const after = words({ start: found.start, end: piece.length }).trimEnd();
  const shownBefore = before
    .slice(-BEFORE)
    .replace(/^[\udc00-\udfff]/, '')
    .trimStart();
  const room = CHARACTERS - shownBefore.length;
  const shownAfter = after
    .slice(0, room)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
  const isCutBefore = from > 0 || before.length > BEFORE;
  const isCutAfter = to < markdown.length || after.length > room;
  return `${isCutBefore ? '…' : ''}${shownBefore}${shownAfter}${isCutAfter ? '…' : ''}`;
}

/** Characters that no reader of the rendered text would see; `by` is shown in their place. */
interface Markup extends Place {
  readonly by: '' | ' ';
}

const FENCE = /^[ \t]*(`{3,}|~{3,})(.*)$/;

/** The marks of the fence that is open at the end of a text. */
function openFence(markdown: string): string | undefined {
  let fence: string | undefined;
  for (const [line] of markdown.matchAll(/^[ \t]*(?:`{3}|~{3}).*$/gm)) fence = fenceAfter(line, fence);
  return fence;
}

function fenceAfter(line: string, fence: string | undefined): string | undefined {
  const [, marks = '', rest = ''] = FENCE.exec(line) ?? [];
  if (fence === undefined) return marks || undefined;
  return marks.startsWith(fence) && rest.trim() === '' ? undefined : fence;
}

function* markupOf(piece: string, fence: string | undefined): Generator<Markup> {
  let open = fence;
  let start = 0;
  for (const line of piece.split('\n')) {
    const next = fenceAfter(line, open);
    if (next !== open) yield { start, end: start + line.length, by: '' };
    else if (open === undefined) yield* markupOfLine(line, start);
    open = next;
    start += line.length + 1;
  }
}

/** A rule, the line below the head of a table, or the one below a title. */
const BARE = /^[ \t]*(?:[-=*_|:][ \t]*){2,}$/;

/** What begins a title, a quotation or a list. */
const BEGINNING = /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)+/;

function* markupOfLine(line: string, offset: number): Generator<Markup> {
  const at = (start: number, end: number, by: Markup['by'] = ''): Markup => ({
    start: offset + start,
    end: offset + end,
    by,
  });
  if (BARE.test(line)) return yield at(0, line.length);
  const [beginning = ''] = BEGINNING.exec(line) ?? [];
  if (beginning !== '') yield at(0, beginning.length);
  // Code is shown as it is, but for its marks.
  let text = line;
  for (const { 0: code, 1: marks = '', index } of line.matchAll(/(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)/g)) {
    yield at(index, index + marks.length);
    yield at(index + code.length - marks.length, index + code.length);
    text = text.slice(0, index) + '\0'.repeat(code.length) + text.slice(index + code.length);
  }
  for (const { index } of text.matchAll(/\\(?=[!-/:-@[-`{-~])/g)) yield at(index, index + 1);
  text = text.replaceAll(/\\[!-/:-@[-`{-~]/g, '\0\0');
  for (const { 0: link, 1: opening = '', 2: label = '', index } of text.matchAll(
    /(!?\[)([^[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]+"[^"]*")?\)/g,
  )) {
    yield at(index, index + opening.length);
    yield at(index + opening.length + label.length, index + link.length);
    const address = link.length - opening.length - label.length;
    text = `${text.slice(0, index + link.length - address)}${'\0'.repeat(address)}${text.slice(index + link.length)}`;
  }
  for (const marks of [
    /(\*{2,3}|__|~~)(?=\S)(.*?\S)\1/g,
    /(?<![\w*])([*_])(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*])/g,
  ])
    for (const { 0: whole, 1: mark = '', index } of text.matchAll(marks)) {
      // Names have such marks inside.
      if (mark === '__' && /\w/.test(text[index - 1] ?? '')) continue;
      yield at(index, index + mark.length);
      yield at(index + whole.length - mark.length, index + whole.length);
    }
  if (/^[ \t]*\|/.test(line)) for (const { index } of text.matchAll(/\|/g)) yield at(index, index + 1, ' ');
}
