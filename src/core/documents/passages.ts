import { type Block, paragraphs } from './block.ts';
import { htmlBlocks } from './htmlBlocks.ts';
import { asciiDocBlocks, markdownBlocks, restructuredTextBlocks } from './markupBlocks.ts';

/** A part of a document that answers by itself: what stands under one heading, or some paragraphs of it. */
export interface Passage {
  /** From 1, in the document's source. */
  readonly line: number;
  readonly endLine: number;
  /** The headings above it, the outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
}

/** About 300 tokens: long enough to answer, short enough that six of them fit everywhere. */
const LONGEST_PASSAGE = 1400;

const READERS: Readonly<Record<string, (text: string) => Block[]>> = {
  md: markdownBlocks,
  mdx: markdownBlocks,
  markdown: markdownBlocks,
  rst: restructuredTextBlocks,
  adoc: asciiDocBlocks,
  asciidoc: asciiDocBlocks,
  html: htmlBlocks,
  htm: htmlBlocks,
  txt: (text) => paragraphs(text.split(/\r\n|\n|\r/)),
};

/** The endings of the files that are documents, without the dot. */
export const DOCUMENT_ENDINGS = Object.keys(READERS);

/** The passages of a document, in its order; how it is read is known by the ending of its name. */
export function passagesOf(name: string, text: string): readonly Passage[] {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const blocks = (READERS[ending] ?? READERS.txt!)(text);
  const passages: Passage[] = [];
  const headings: { readonly level: number; readonly text: string }[] = [];
  let section: Block[] = [];
  const flush = (): void => {
    const path = headings.map((heading) => heading.text).filter(Boolean);
    for (const part of packed(section.flatMap(pieces))) passages.push({ ...part, headings: path });
    section = [];
  };
  for (const [index, block] of blocks.entries()) {
    if (block.level === undefined) {
      section.push(block);
      continue;
    }
    flush();
    while ((headings.at(-1)?.level ?? 0) >= block.level) headings.pop();
    headings.push({ level: block.level, text: block.text });
    const next = blocks[index + 1];
    const isAlone = !next || (next.level !== undefined && next.level <= block.level);
    // An entry that is a heading and nothing else says something too.
    if (isAlone && block.text) section.push(block);
  }
  flush();
  return passages;
}

/** Puts short blocks together. */
function packed(blocks: readonly Block[]): Omit<Passage, 'headings'>[] {
  const parts: Omit<Passage, 'headings'>[] = [];
  for (const { line, endLine, text } of blocks) {
    const last = parts.at(-1);
    if (last && last.text.length + text.length + 2 <= LONGEST_PASSAGE)
      parts[parts.length - 1] = { line: last.line, endLine, text: `${last.text}\n\n${text}` };
    else parts.push({ line, endLine, text });
  }
  return parts;
}

/** Takes a long block apart, at its lines, and a long line at its words where it has some. */
function pieces(block: Block): Block[] {
  if (block.text.length <= LONGEST_PASSAGE) return [block];
  const found: Block[] = [];
  for (const [index, line] of block.text.split('\n').entries()) {
    const at = Math.min(block.line + index, block.endLine);
    for (const part of cut(line)) {
      const last = found.at(-1);
      if (last && last.text.length + part.length + 1 <= LONGEST_PASSAGE)
        found[found.length - 1] = { line: last.line, endLine: at, text: `${last.text}\n${part}` };
      else found.push({ line: at, endLine: at, text: part });
    }
  }
  return found;
}

function cut(line: string): readonly string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > LONGEST_PASSAGE) {
    const space = rest.lastIndexOf(' ', LONGEST_PASSAGE);
    let at = space > LONGEST_PASSAGE / 2 ? space : LONGEST_PASSAGE;
    // Not between the halves of a character.
    if (/[\ud800-\udbff]/.test(rest[at - 1]!)) at--;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...parts, rest];
}
