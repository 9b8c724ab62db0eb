/** Code as a fenced block whose fence is longer than any run of backticks inside. */
export function fencedCode(languageId: string, code: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${languageId}\n${code}\n${fence}`;
}
