const leading = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/**
 * Puts a rewritten block at the depth of the original: models often send a nested block flush left. Returns what to
 * put before each non-blank line: the original's indentation when the answer's first line has none of it.
 */
export function missingIndentation(originalLines: readonly string[], firstAnswerLine: string): string {
  const original = leading(originalLines.find((line) => line.trim() !== '') ?? '');
  const answer = leading(firstAnswerLine);
  return original.startsWith(answer) ? original.slice(answer.length) : '';
}

export function indented(line: string, indentation: string): string {
  return line.trim() === '' ? line : indentation + line;
}
