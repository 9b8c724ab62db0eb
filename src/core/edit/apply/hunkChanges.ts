import type { LineChange } from './documentText.ts';
import { isElision } from './elision.ts';
import type { LineIndex } from './lineIndex.ts';
import { foldedLine, isBlankLine, leadingBlanks, plainSign } from './lineKeys.ts';
import type { HunkLine } from './modelEdit.ts';
import type { RefusalReason } from './refusal.ts';
import { type IndentPair, indentUnit, type Reindent, reindentation } from './reindent.ts';

/** A hunk beside the lines of the document that it is about. */
export interface PlacedHunk {
  readonly lines: readonly HunkLine[];
  /** For each of its lines that of the document, or -1; new lines have none, and blank ones only in an exact place. */
  readonly at: readonly number[];
  /** The document has the hunk's old lines one after the other, blank ones included. */
  readonly isExact: boolean;
}

type Outcome<T> = T | { readonly reason: RefusalReason };

/**
 * What a placed hunk does to the document. Only lines that the hunk removes are removed, and they are there as the model
 * saw them; new lines take their place, or stand right between lines that they stand between in the hunk.
 */
export function hunkChanges(index: LineIndex, placed: PlacedHunk): Outcome<readonly LineChange[]> {
  const changes: LineChange[] = [];
  const write = newLines(index, placed);
  if ('reason' in write) return write;
  const { lines } = placed;
  const near = neighbours(lines, placed.isExact ? ({ kind }) => kind !== 'new' : isSolid);
  for (let start = 0; start < lines.length; start++) {
    if (lines[start]!.kind === 'same') continue;
    let end = start;
    while (end < lines.length && lines[end]!.kind !== 'same') end++;
    const run: Run = { start, end, before: near.before[start]!, after: near.after[end]! };
    const site = placed.isExact ? exactSite(placed, run) : siteOf(index, placed, run);
    if ('reason' in site) return site;
    const written = write.lines.slice(start, end).filter((line) => line !== undefined);
    if (site.endLine > site.startLine || written.length > 0) changes.push({ ...site, lines: written });
    start = end - 1;
  }
  return changes;
}

type Site = Outcome<{ readonly startLine: number; readonly endLine: number }>;

/** Lines `[start, end)` of a hunk that are all changed, and the nearest lines around them that the document has. */
interface Run {
  readonly start: number;
  readonly end: number;
  /** -1 when there is none. */
  readonly before: number;
  readonly after: number;
}

/** For each line of a hunk, and its end, the nearest line before it and the nearest from it on that pass a test; or -1. */
function neighbours(
  lines: readonly HunkLine[],
  passes: (line: HunkLine) => boolean,
): { readonly before: Int32Array; readonly after: Int32Array } {
  const before = new Int32Array(lines.length + 1).fill(-1);
  const after = new Int32Array(lines.length + 1).fill(-1);
  for (let at = 1; at <= lines.length; at++) before[at] = passes(lines[at - 1]!) ? at - 1 : before[at - 1]!;
  for (let at = lines.length - 1; at >= 0; at--) after[at] = passes(lines[at]!) ? at : after[at + 1]!;
  return { before, after };
}

function exactSite({ at }: PlacedHunk, { start, end, before, after }: Run): Site {
  const removed = at.slice(start, end).filter((line) => line >= 0);
  const startLine = removed[0] ?? (before >= 0 ? at[before]! + 1 : at[after]!);
  return { startLine, endLine: startLine + removed.length };
}

const isSolid = ({ kind, text }: HunkLine): boolean => kind !== 'new' && !isBlankLine(text);

function siteOf(index: LineIndex, placed: PlacedHunk, run: Run): Site {
  const { lines, at } = placed;
  const { start, end } = run;
  const removed = at.slice(start, end).filter((_, offset) => isSolid(lines[start + offset]!));
  if (removed.length === 0) return gapOf(index, placed, run);
  const [first = -1] = removed;
  const last = removed.at(-1)!;
  if (removed.some((line) => line < 0)) return { reason: 'changed-since' };
  const isRemoved = new Set(removed);
  for (let line = first; line <= last; line++)
    if (!isBlankLine(index.lines[line]!) && !isRemoved.has(line)) return { reason: 'changed-since' };
  const blanks = (from: number, to: number): number =>
    lines.slice(from, to).filter(({ kind, text }) => kind === 'old' && isBlankLine(text)).length;
  const firstSolid = start + lines.slice(start, end).findIndex(isSolid);
  const lastSolid = start + lines.slice(start, end).findLastIndex(isSolid);
  let startLine = first;
  let endLine = last + 1;
  const isBlankAt = (line: number): boolean => isBlankLine(index.lines[line] ?? 'x');
  for (let left = blanks(start, firstSolid); left > 0 && isBlankAt(startLine - 1); left--) startLine--;
  for (let left = blanks(lastSolid, end); left > 0 && isBlankAt(endLine); left--) endLine++;
  return { startLine, endLine };
}

/** The place of new lines that replace none but blank ones: between two lines that are next to each other in both texts. */
function gapOf(index: LineIndex, { lines, at }: PlacedHunk, { start, end, before, after }: Run): Site {
  const above = before < 0 ? -1 : at[before]!;
  const below = after < 0 ? -1 : at[after]!;
  const count = (from: number, to: number): number =>
    lines.slice(from, to).filter(({ kind, text }) => kind !== 'new' && isBlankLine(text)).length;
  const blanksBefore = count(before + 1, start);
  const blanksRemoved = count(start, end);
  const blanksAfter = count(end, after < 0 ? lines.length : after);
  const isBlankAt = (line: number): boolean => isBlankLine(index.lines[line] ?? 'x');
  if (above >= 0 && below >= 0) {
    for (let line = above + 1; line < below; line++) if (!isBlankAt(line)) return { reason: 'changed-since' };
    const blanks = below - above - 1;
    if (blanks === blanksBefore + blanksRemoved + blanksAfter) {
      const startLine = above + 1 + blanksBefore;
      return { startLine, endLine: startLine + blanksRemoved };
    }
    if (blanks === 0) return { startLine: below, endLine: below };
    return { reason: 'ambiguous' };
  }
  const isCounted = (near: number, from: number, step: 1 | -1): boolean => {
    let blanks = 0;
    while (isBlankAt(from + step * blanks)) blanks++;
    return near === 0 || blanks === blanksBefore + blanksRemoved + blanksAfter;
  };
  if (above >= 0 && after < 0) {
    if (!isCounted(blanksBefore, above + 1, 1)) return { reason: 'ambiguous' };
    let startLine = above + 1;
    for (let left = blanksBefore; left > 0 && isBlankAt(startLine); left--) startLine++;
    let endLine = startLine;
    for (let left = blanksRemoved; left > 0 && isBlankAt(endLine); left--) endLine++;
    return { startLine, endLine };
  }
  if (below >= 0 && before < 0) {
    if (!isCounted(blanksAfter, below - 1, -1)) return { reason: 'ambiguous' };
    let endLine = below;
    for (let left = blanksAfter; left > 0 && isBlankAt(endLine - 1); left--) endLine--;
    let startLine = endLine;
    for (let left = blanksRemoved; left > 0 && isBlankAt(startLine - 1); left--) startLine--;
    return { startLine, endLine };
  }
  return { reason: 'changed-since' };
}

/** The new lines of a hunk as the document is to have them; `undefined` for lines that are not new. */
function newLines(
  index: LineIndex,
  placed: PlacedHunk,
): Outcome<{ readonly lines: readonly (string | undefined)[] }> {
  const { lines, at } = placed;
  const reindent = reindentOf(index, placed);
  const plain = plainSigns(index, placed);
  const written: (string | undefined)[] = [];
  for (const [number, { kind, text }] of lines.entries()) {
    if (kind !== 'new') {
      written.push(undefined);
      continue;
    }
    if (isElision(text)) return { reason: 'elision-unclear' };
    if (isBlankLine(text)) {
      written.push(text === '' ? '' : (reindent(text, number) ?? ''));
      continue;
    }
    const model = leadingBlanks(text);
    const document = reindent(model, number);
    if (document === undefined) return { reason: 'indentation-unclear' };
    const signs = plain(text.slice(model.length));
    if (signs === undefined) return { reason: 'changed-since' };
    written.push(document + signs);
  }
  return { lines: keptWhereEqual(index, lines, at, written) };
}

/** A line that only the model's own mistake made different is not a change: the document keeps its text. */
function keptWhereEqual(
  index: LineIndex,
  lines: readonly HunkLine[],
  at: readonly number[],
  written: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  const partners = oldPartners(lines);
  return written.map((line, number) => {
    if (line === undefined || isBlankLine(line)) return line;
    const old = partners.get(number);
    const there = old === undefined ? undefined : index.lines[at[old] ?? -1];
    if (old === undefined || there === undefined || there === lines[old]!.text) return line;
    const [before, after] = [lines[old]!.text, lines[number]!.text];
    return before.trimEnd() === after.trimEnd() && before !== after ? there : line;
  });
}

/** For each new line the removed one that stands as far from the beginning of their run of changed lines as it does. */
function oldPartners(lines: readonly HunkLine[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  let olds: number[] = [];
  let fresh: number[] = [];
  const pair = (): void => {
    for (const [rank, number] of fresh.entries()) {
      const old = olds[rank];
      if (old !== undefined) partners.set(number, old);
    }
    olds = [];
    fresh = [];
  };
  for (const [number, { kind }] of lines.entries()) {
    if (kind === 'same') pair();
    else (kind === 'old' ? olds : fresh).push(number);
  }
  pair();
  return partners;
}

type ReindentAt = (indentation: string, number: number) => string | undefined;

/** How deep new lines belong: where the model wrote removed and kept lines deeper or less deep, they are moved alike. */
function reindentOf(index: LineIndex, { lines, at }: PlacedHunk): ReindentAt {
  const unit = (): number => indentUnit(index.lines);
  const pairsOf = (kind: 'old' | 'same'): readonly (IndentPair & { readonly number: number })[] =>
    lines.flatMap((line, number) => {
      const there = at[number]!;
      if (line.kind !== kind || there < 0) return [];
      const document = index.indentation(there);
      const isUnsigned = line.unsigned !== undefined && leadingBlanks(line.unsigned) === document;
      return [{ model: isUnsigned ? document : leadingBlanks(line.text), document, number }];
    });
  const removed = pairsOf('old');
  const kept = pairsOf('same');
  const all = [...removed, ...kept].sort((a, b) => a.number - b.number);
  const differing = all.filter(({ model, document }) => model !== document);
  if (differing.length === 0) return (indentation) => indentation;
  if (isFlat(lines)) return () => undefined;
  const [only] = differing;
  const head = all[0];
  const firstNew = lines.findIndex(({ kind, text }) => kind === 'new' && !isBlankLine(text));
  const firstWritten = lines.findIndex(({ kind, text }) => kind !== 'old' && !isBlankLine(text));
  // The first line was written without the blanks before it, and the others as they are.
  if (differing.length === 1 && all.length > 1 && only === head && only?.model === '')
    return (indentation, number) => {
      if (indentation !== '') return indentation;
      // Any other line without indentation can have lost it too.
      return number === firstWritten && number === firstNew ? only.document : undefined;
    };
  if (all.length === 1 && only?.model === '' && isTornFirstLine(lines, only.document)) return () => undefined;
  const rule =
    reindentation(all, unit()) ?? (removed.length > 0 ? reindentation(removed, unit()) : undefined);
  if (rule) return (indentation) => rule(indentation);
  const wrong = new Set(differing.map(({ model }) => model));
  const right = new Set(all.filter(({ model, document }) => model === document).map(({ model }) => model));
  const asWritten: Reindent = (indentation) =>
    right.has(indentation) || (right.size > 0 && !wrong.has(indentation)) ? indentation : undefined;
  return (indentation) =>
    wrong.has(indentation) && right.has(indentation) ? undefined : asWritten(indentation);
}

/** A line whose next one is deeper: it opens a bracket, or is the head of a statement. */
const OPENS = /(?:[{([:]|^(?:if|for|while|else if)\b.*\)|^else|\bdo)\s*$/;

/** The new lines have lost how deep they are in each other. */
function isFlat(lines: readonly HunkLine[]): boolean {
  const solid = lines.filter(({ kind, text }) => kind !== 'old' && !isBlankLine(text));
  return solid.some(({ text }, at) => {
    const next = solid[at + 1];
    if (!next || (next.kind !== 'new' && solid[at]!.kind !== 'new')) return false;
    if (!OPENS.test(text.trim()) || /^\s*[{)\]}]/.test(next.text)) return false;
    return leadingBlanks(next.text).length <= leadingBlanks(text).length;
  });
}

/** After a first line without indentation, deeper lines can be deeper or only whole: nothing says which. */
function isTornFirstLine(lines: readonly HunkLine[], missing: string): boolean {
  const fresh = lines
    .filter(({ kind, text }) => kind === 'new' && !isBlankLine(text))
    .map(({ text }) => text);
  const [first = '', ...rest] = fresh;
  if (leadingBlanks(first) !== '' || rest.length === 0 || /[{([:>,]\s*$/.test(first)) return false;
  return rest.every((line) => line.startsWith(missing));
}

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const isBesideIdeograph = (characters: readonly string[], position: number): boolean =>
  IDEOGRAPH.test(`${characters[position - 1] ?? ''}${characters[position + 1] ?? ''}`);

/**
 * Where the model wrote look-alikes for signs of the document, it did so in new lines too: those signs are made plain
 * there, except beside ideographs, which they may belong to. `undefined` where the document has them too.
 */
function plainSigns(index: LineIndex, { lines, at }: PlacedHunk): (text: string) => string | undefined {
  const retyped = new Set<string>();
  const kept = new Set<string>();
  for (const [number, { text }] of lines.entries()) {
    const there = index.lines[at[number] ?? -1];
    if (there === undefined || foldedLine(there) !== foldedLine(text)) continue;
    const characters = [...text.replace(/\s+/g, '')];
    const original = [...there.replace(/\s+/g, '')];
    for (const [position, character] of characters.entries())
      if (plainSign(character) !== character && !isBesideIdeograph(characters, position))
        (original[position] === character ? kept : retyped).add(character);
  }
  if (retyped.size === 0) return (text) => text;
  return (text) => {
    const characters = [...text];
    if (characters.some((character) => retyped.has(character) && kept.has(character))) return undefined;
    return characters
      .map((character, position) => {
        if (!retyped.has(character)) return character;
        return isBesideIdeograph(characters, position) ? character : plainSign(character);
      })
      .join('');
  };
}
