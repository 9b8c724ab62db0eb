import { type Block, paragraphs } from './block.ts';

/** What a line begins: a heading of so many lines, or a part up to its end in which nothing is a heading. */
type Beginning =
  | { readonly level: number; readonly text: string; readonly lines: number }
  | { readonly isEnd: (line: string) => boolean };

type Markup = (lines: readonly string[], index: number) => Beginning | undefined;

function blocksBy(markup: Markup, text: string): Block[] {
  const lines = text.split(/\r\n|\n|\r/);
  const blocks: Block[] = [];
  let begin = 0;
  const flush = (end: number): void => {
    blocks.push(...paragraphs(lines.slice(begin, end), begin + 1));
    begin = end;
  };
  for (let index = 0; index < lines.length; ) {
    const found = markup(lines, index);
    if (!found) {
      index++;
      continue;
    }
    flush(index);
    let end = index + 1;
    if ('isEnd' in found) {
      while (end < lines.length && !found.isEnd(lines[end]!)) end++;
      end = Math.min(end + 1, lines.length);
      blocks.push({ line: index + 1, endLine: end, text: lines.slice(index, end).join('\n') });
    } else {
      end = index + found.lines;
      blocks.push({ line: index + 1, endLine: end, text: found.text, level: found.level });
    }
    index = end;
    begin = end;
  }
  flush(lines.length);
  return blocks;
}

/** Headings of both kinds (CommonMark 0.31 §4.2, §4.3), fenced code and front matter; the rest is paragraphs. */
export const markdownBlocks = (text: string): Block[] =>
  blocksBy((lines, index) => {
    const line = lines[index]!;
    if (index === 0 && line === '---') return { isEnd: (end) => /^(?:---|\.\.\.)$/.test(end) };
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence) {
      const mark = fence[0]!;
      return {
        isEnd: (end) => {
          const bare = end.trim();
          return bare.length >= fence.length && bare === mark.repeat(bare.length);
        },
      };
    }
    const atx = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line);
    if (atx) {
      const words = (atx[2] ?? '').trimEnd().replace(/(?:^|[ \t])#+$/, '');
      return { level: atx[1]!.length, text: words.trim(), lines: 1 };
    }
    const under = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(lines[index + 1] ?? '')?.[1];
    if (!under || !/^ {0,3}[^\s>|*+#-]/.test(line) || lines[index - 1]?.trim()) return undefined;
    return { level: under.startsWith('=') ? 1 : 2, text: line.trim(), lines: 2 };
  }, text);

/** A line under a title, and perhaps over it: docutils' section titles, whose levels are in the order of their use. */
export function restructuredTextBlocks(text: string): Block[] {
  const styles: string[] = [];
  const levelOf = (style: string): number => {
    if (!styles.includes(style)) styles.push(style);
    return styles.indexOf(style) + 1;
  };
  return blocksBy((lines, index) => {
    const line = lines[index]!;
    const over = adornment(line);
    const title = over ? lines[index + 1]?.trim() : line.trimEnd();
    const under = adornment(lines[index + (over ? 2 : 1)] ?? '');
    if (!title || !under || adornment(title) || under.length < Math.min(title.length, 4)) return undefined;
    if (over ? over !== under : /^\s/.test(line) || lines[index - 1]?.trim()) return undefined;
    return { level: levelOf(`${under[0]}${over ? 'o' : ''}`), text: title, lines: over ? 3 : 2 };
  }, text);
}

const adornment = (line: string): string | undefined => {
  const bare = line.trimEnd();
  return bare.length > 1 && /^[!-/:-@[-`{-~]/.test(bare) && bare === bare[0]!.repeat(bare.length)
    ? bare
    : undefined;
};

/** AsciiDoc's section titles, and its delimited blocks, in which nothing is one. */
export const asciiDocBlocks = (text: string): Block[] =>
  blocksBy((lines, index) => {
    const line = lines[index]!;
    const heading = /^(={1,6}|#{1,6})[ \t]+(\S.*)$/.exec(line);
    if (heading) return { level: heading[1]!.length, text: heading[2]!.trim(), lines: 1 };
    const delimiter = /^(-{4,}|\.{4,}|\+{4,}|\/{4,}|```)\s*$/.exec(line)?.[1];
    return delimiter ? { isEnd: (end) => end.trimEnd() === delimiter } : undefined;
  }, text);
