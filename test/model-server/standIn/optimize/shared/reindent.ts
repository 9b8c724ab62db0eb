import { indentationAt, nodesIn, type SourceCode } from '../../syntax/sourceCode.ts';

/**
 * The lines of a range moved to another indentation, without blank lines around them; undefined when a string or
 * comment goes over several of them and would be changed by it, or when tabs and blanks are mixed.
 */
export function reindented(
  source: SourceCode,
  range: { readonly from: number; readonly to: number },
  indentation: string,
): string | undefined {
  for (const node of nodesIn(source.root)) {
    const isInside = node.from >= range.from && node.to <= range.to;
    const isText = /String|Template|Comment|Text/.test(node.name);
    if (isInside && isText && source.text.slice(node.from, node.to).trimEnd().includes('\n'))
      return undefined;
  }
  const [first = '', ...rest] = source.text.slice(range.from, range.to).split('\n');
  const filled = rest.filter((line) => line.trim());
  // A range that starts in the middle of a line is as deep as that line.
  const margins = [...filled.map(leading), ...(first.trim() ? [indentationAt(source, range.from)] : [])];
  const margin = margins.reduce((a, b) => (b.length < a.length ? b : a), margins[0] ?? '');
  if (!margins.every((each) => each.startsWith(margin))) return undefined;
  const moved = rest.map((line) => (line.trim() ? indentation + line.slice(margin.length) : ''));
  return [first.trim() ? indentation + first.trimStart() : '', ...moved].join('\n').replace(/^\n+|\s+$/g, '');
}

const leading = (line: string): string => /^[ \t]*/.exec(line)![0];
