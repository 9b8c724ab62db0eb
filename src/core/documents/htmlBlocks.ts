import type { Block } from './block.ts';

/** Comments, what no reader sees, and tags; a `<` that begins none of them is text. All are bounded, so time is linear. */
const MARKUP =
  /<!--(?:[^-]|-(?!->))*(?:-->|$)|<(script|style|template|svg|head)\b[^>]{0,1000}>|<\/?([a-z][a-z\d-]{0,40})(?:[^>"']|"[^"]{0,500}"|'[^']{0,500}'){0,400}>|<[!?][^>]{0,500}>/gi;

/** Elements inside of a line of text. */
const INLINE = new Set(
  'a abbr b bdi bdo big cite code data dfn em font i img ins kbd label mark math q ruby s samp small span strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  copy: '©',
};

/** The text that a reader of an HTML page sees, at the lines where it stands in the source. */
export function htmlBlocks(html: string): Block[] {
  const blocks: Block[] = [];
  let text = '';
  let line = 1;
  /** Where the text begins that has more than spaces. */
  let begin: number | undefined;
  let level: number | undefined;
  const flush = (): void => {
    const words = decoded(text)
      .replace(/[ \t]+/g, ' ')
      .trim();
    if (words && begin) blocks.push({ line: begin, endLine: line, text: words, ...(level && { level }) });
    text = '';
    begin = undefined;
  };
  const take = (part: string): void => {
    if (begin === undefined && /\S/.test(part)) begin = line + newlinesIn(part.slice(0, part.search(/\S/)));
    text += part;
    line += newlinesIn(part);
  };
  let at = 0;
  const markup = new RegExp(MARKUP);
  for (let match = markup.exec(html); match; match = markup.exec(html)) {
    take(html.slice(at, match.index));
    let end = match.index + match[0].length;
    const unseen = match[1]?.toLowerCase();
    if (unseen) end = endOf(html, unseen, end);
    const name = match[2]?.toLowerCase();
    if (name && !INLINE.has(name)) {
      flush();
      const heading = /^h([1-6])$/.exec(name)?.[1];
      level = heading && !match[0].startsWith('</') ? Number(heading) : undefined;
    }
    line += newlinesIn(html.slice(match.index, end));
    at = end;
    markup.lastIndex = end;
  }
  take(html.slice(at));
  flush();
  return blocks;
}

/** After the end of an element whose content is not for readers; the end of all where it never closes. */
function endOf(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[^>]*>`, 'gi');
  end.lastIndex = from;
  return end.exec(html) ? end.lastIndex : html.length;
}

const newlinesIn = (text: string): number => text.split('\n').length - 1;

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) => {
    if (name) return NAMED[String(name).toLowerCase()] ?? entity;
    const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
  });
}
