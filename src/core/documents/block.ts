/** A paragraph, a list, a block of code or a heading of a document, as text. */
export interface Block {
  /** From 1, in the document's source. */
  readonly line: number;
  /** The last line of it. */
  readonly endLine: number;
  readonly text: string;
  /** Of a heading: 1 is the outermost. */
  readonly level?: number;
}

/** Groups lines into blocks as paragraphs are: an empty line ends one. `first` is the number of the first line. */
export function paragraphs(lines: readonly string[], first = 1): Block[] {
  const blocks: Block[] = [];
  let begin = 0;
  for (let index = 0; index <= lines.length; index++) {
    if (lines[index]?.trim()) continue;
    if (index > begin)
      blocks.push({
        line: first + begin,
        endLine: first + index - 1,
        text: lines.slice(begin, index).join('\n'),
      });
    begin = index + 1;
  }
  return blocks;
}
