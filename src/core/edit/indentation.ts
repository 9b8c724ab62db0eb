const leading = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** Where a block of lines stands: the indentation of its first line that is not blank. */
export function indentationOf(lines: readonly string[]): string {
  return leading(lines.find((line) => line.trim() !== '') ?? '');
}

/**
 * Where new lines before line `at` belong: as deep as what the cursor's blank line already has, else as the line
 * above, or one `unit` deeper when that opens a block.
 */
export function indentationAt(lines: readonly string[], at: number, unit: string): string {
  const here = lines[at] ?? '';
  if (here.trim() === '' && here !== '') return here;
  const above = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '';
  return leading(above) + (/[{([:]\s*$/.test(above) ? unit : '');
}

/** What to put before each line of an answer whose first line is less deep than it belongs; models often dedent. */
export function missingIndentation(wanted: string, firstAnswerLine: string): string {
  const answer = leading(firstAnswerLine);
  return wanted.startsWith(answer) ? wanted.slice(answer.length) : '';
}

export function indented(line: string, indentation: string): string {
  return line.trim() === '' ? line : indentation + line;
}
