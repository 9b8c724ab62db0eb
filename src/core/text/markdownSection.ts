/** The heading with this text and what follows it, up to the next heading; empty when there is none. */
export function markdownSection(markdown: string, heading: string): string {
  const lines = markdown.split('\n');
  const first = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (first < 0) return '';
  const end = lines.findIndex((line, index) => index > first && /^#+ /.test(line));
  return lines
    .slice(first, end < 0 ? undefined : end)
    .join('\n')
    .trimEnd();
}
