import { diffLines } from '../lineDiff.ts';
import { isBlankLine, leadingBlanks, weightOf } from './lineKeys.ts';
import type { OutlineItem } from './outline.ts';
import { type IndentPair, indentUnit, type Reindent, reindentation } from './reindent.ts';
import { Unclear } from './unclear.ts';

/** Where so many of the lines are as deep in the code as in the document, they are meant to be. */
const MOST = 0.7;

interface Laid {
  readonly code: readonly string[];
  readonly document: readonly string[];
}

/**
 * How the code's indentation becomes the document's, from the lines that both have in items of the same key. Throws
 * `Unclear` when no rule explains them.
 */
export function codeIndentation(
  { code, document }: Laid,
  wanted: readonly OutlineItem[],
  there: readonly OutlineItem[],
): Reindent {
  const known = new Map<string, OutlineItem | undefined>();
  for (const item of there) known.set(item.key, known.has(item.key) ? undefined : item);
  const pairs = wanted.flatMap((item): readonly IndentPair[] => {
    const partner = known.get(item.key);
    return partner ? pairsOf({ code, document }, item, partner) : [];
  });
  const unit = indentUnit(document);
  const [first, ...rest] = pairs;
  const isSame = (pair: IndentPair): boolean => pair.model === pair.document;
  if (first?.model === '' && !isSame(first) && wanted.length === 1) {
    const missing = first.document;
    if (isTorn(code.slice(wanted[0]!.start, wanted[0]!.end), missing, rest, unit))
      return (indentation) => (indentation === '' ? missing : indentation);
  }
  const rule = reindentation(pairs, unit);
  if (rule) return rule;
  // Lines that both have at other depths, as when a block was put around them.
  if (pairs.filter(isSame).length >= pairs.length * MOST) return (indentation) => indentation;
  throw new Unclear('indentation-unclear');
}

/** The indentations of the heads of two items, and of the lines that both have below. */
function pairsOf({ code, document }: Laid, item: OutlineItem, partner: OutlineItem): readonly IndentPair[] {
  const solid = (lines: readonly string[], { start, end }: OutlineItem): readonly string[] =>
    lines.slice(start + 1, end).filter((line) => weightOf(line) >= 0.5);
  const inCode = solid(code, item);
  const inDocument = solid(document, partner);
  const pair = (model: string, there: string): IndentPair => ({
    model: leadingBlanks(model),
    document: leadingBlanks(there),
  });
  const pairs = [pair(code[item.start]!, document[partner.start]!)];
  const trimmed = (lines: readonly string[]): readonly string[] => lines.map((line) => line.trim());
  let [a, b] = [0, 0];
  for (const hunk of [
    ...diffLines(trimmed(inDocument), trimmed(inCode)),
    { oldStart: inDocument.length, oldEnd: 0, newEnd: 0 },
  ]) {
    for (; a < hunk.oldStart; a++, b++) pairs.push(pair(inCode[b]!, inDocument[a]!));
    a = hunk.oldEnd;
    b = hunk.newEnd;
  }
  return pairs;
}

/** The first line lost the blanks before it, and the others are as deep as in the document. */
function isTorn(
  [, ...lines]: readonly string[],
  missing: string,
  rest: readonly IndentPair[],
  unit: number,
): boolean {
  if (rest.some(({ model, document }) => model !== document)) return false;
  if (rest.length > 0) return true;
  // Nothing to compare: closing lines that are as deep as the first line belongs, or a first step that is too wide.
  const last = lines.at(-1);
  if (last === undefined) return false;
  if (/^\s*[)\]}]/.test(last)) return leadingBlanks(last) === missing;
  const inner = leadingBlanks(lines.find((line) => !isBlankLine(line)) ?? '');
  const step = inner.length - missing.length;
  return inner.startsWith(missing) && inner.length > unit && step === (inner.includes('\t') ? 1 : unit);
}
