/** A text as lines, each with the line break that ends it; only the last may have none. */
export interface TextLines {
  readonly lines: readonly string[];
  readonly breaks: readonly string[];
}

/** Lines `[startLine, endLine)` of a text become `lines`. */
export interface LineChange {
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

export function splitText(text: string): TextLines {
  const lines: string[] = [];
  const breaks: string[] = [];
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push(text.slice(start, index));
    breaks.push(lineBreak);
    start = index + lineBreak.length;
  }
  if (start < text.length) {
    lines.push(text.slice(start));
    breaks.push('');
  }
  return { lines, breaks };
}

/**
 * The text after changes that are in order and do not overlap. What they leave alone stays byte by byte; a new line is
 * broken as the one that it replaces, else as the one above it. Whether the text ends with a line break stays too.
 */
export function changedText({ lines, breaks }: TextLines, changes: readonly LineChange[]): string {
  const usual = breaks.find((lineBreak) => lineBreak !== '') ?? '\n';
  const endsOpen = lines.length > 0 && breaks.at(-1) === '';
  const parts: { readonly line: string; readonly lineBreak: string }[] = [];
  let position = 0;
  const keep = (end: number): void => {
    for (; position < end; position++) parts.push({ line: lines[position]!, lineBreak: breaks[position]! });
  };
  for (const { startLine, endLine, lines: fresh } of changes) {
    keep(startLine);
    for (const [index, line] of fresh.entries()) {
      const replaced = startLine + index < endLine ? breaks[startLine + index] : parts.at(-1)?.lineBreak;
      parts.push({ line, lineBreak: replaced || usual });
    }
    position = endLine;
  }
  keep(lines.length);
  const last = parts.length - 1;
  return parts
    .map(({ line, lineBreak }, index) => {
      if (index === last) return endsOpen ? line : line + (lineBreak || usual);
      return line + (lineBreak || usual);
    })
    .join('');
}
