import { diffLines } from '../lineDiff.ts';
import type { LineRegion } from '../streamedRegion.ts';
import { align } from './alignment.ts';
import { bracketsOf } from './brackets.ts';
import { importedFrom, isAttached, isControl, isImport } from './definition.ts';
import type { LineChange } from './documentText.ts';
import { isElision } from './elision.ts';
import { likestPlace } from './likestPlace.ts';
import type { LineIndex } from './lineIndex.ts';
import { foldedLine, isBlankLine, leadingBlanks, weightOf } from './lineKeys.ts';
import { type OutlineInput, type OutlineItem, outline } from './outline.ts';
import type { EditRefusal, RefusalReason } from './refusal.ts';
import { type IndentPair, indentUnit, reindentation } from './reindent.ts';

export interface CodeInput {
  readonly index: LineIndex;
  readonly code: readonly string[];
  /** Of the document; its ending tells the language. */
  readonly path: string;
}

export type CodeFit =
  | { readonly changes: readonly LineChange[]; readonly span: LineRegion; readonly isWhole: boolean }
  | { readonly refusal: EditRefusal };

/** The lines beside each other that a code block is about: those of the file, or those in the body of an item. */
interface Siblings {
  readonly items: readonly OutlineItem[];
  readonly isTop: boolean;
}

class Unclear extends Error {
  readonly refusal: EditRefusal;

  constructor(reason: RefusalReason, places: readonly LineRegion[] = []) {
    super(reason);
    this.refusal = { reason, places };
  }
}

/**
 * Fits a part of a file, or a new version of all of it, into a document. What a document's function, class or statement
 * is replaced by is found by its head; nothing that the code does not mention goes, except between statements that
 * follow each other in the code, and in a new version of the whole.
 */
export function placeCode(input: CodeInput): CodeFit {
  try {
    return new CodePlacer(input).place();
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    const nearest = likestPlace(
      input.index,
      input.code.filter((line) => !isElision(line)),
    )?.nearest;
    return { refusal: { ...error.refusal, ...(nearest && { nearest }) } };
  }
}

const MAX_DEPTH = 40;

/** As many lines at the end of the code tell how far down it goes. */
const TAIL_LINES = 4;
const MAX_TIED = 8;

/** The end of a line that goes on in deeper lines. */
const OPENS = /[-+*/%=<>&|,.:?\\([{]\s*(?:\/\/.*|#.*)?$/;

/** What a changed line is worth beside the same one. */
const CHANGED = 0.7;

/** So much more than at another place must be at the one that is taken. */
const CLEARLY = 0.2;

/** Of the code's lines so many must be at a place, and so many more than at another, when its head is at both. */
const ENOUGH_WITHIN = 0.4;
const MORE_WITHIN = 0.25;

/** Where so many of the lines are as deep in the code as in the document, they are meant to be. */
const MOST = 0.7;

class CodePlacer {
  readonly #index: LineIndex;
  readonly #code: OutlineInput;
  readonly #document: OutlineInput;
  readonly #isKnownLanguage: boolean;
  #reindent: (indentation: string) => string | undefined = (indentation) => indentation;

  constructor({ index, code, path }: CodeInput) {
    this.#index = index;
    // What the document has as a line of its own stands for itself.
    const isMark = (line: string): boolean => isElision(line) && !index.has(line);
    const lines = index.lines;
    const inside = bracketsOf(lines, path)?.startsInside;
    const codeInside = bracketsOf(code, path)?.startsInside;
    this.#isKnownLanguage = inside !== undefined;
    this.#code = { lines: code, isMark, ...(codeInside && { startsInside: codeInside }) };
    this.#document = { lines, isMark: () => false, ...(inside && { startsInside: inside }) };
  }

  place(): CodeFit {
    const items = outline(this.#code, 0, this.#code.lines.length);
    const solid = items.filter(({ isMark }) => !isMark);
    if (solid.length === 0) throw new Unclear('unanchored');
    const siblings = this.#siblingsOf(solid);
    this.#reindent = this.#reindentation(solid, siblings.items);
    return this.#mergeTop(items, siblings);
  }

  /** The one list of lines beside each other that has most of what the code has beside each other. */
  #siblingsOf(wanted: readonly OutlineItem[]): Siblings {
    const heads = new Map<string, number>();
    for (const { head, definition, key } of wanted) {
      const weight = definition ? 2 : weightOf(head);
      if (weight < 0.5) continue;
      heads.set(key, Math.max(weight, heads.get(key) ?? 0));
    }
    const found: { readonly siblings: Siblings; readonly votes: number }[] = [];
    const visit = (start: number, end: number, depth: number): void => {
      const items = outline(this.#document, start, end);
      let votes = 0;
      const counted = new Set<string>();
      for (const { key } of items)
        if (heads.has(key) && !counted.has(key)) {
          counted.add(key);
          votes += heads.get(key)!;
        }
      if (votes > 0) found.push({ siblings: { items, isTop: depth === 0 }, votes });
      if (depth >= MAX_DEPTH) return;
      for (const item of items)
        if (item.bodyEnd > item.bodyStart) visit(item.bodyStart, item.bodyEnd, depth + 1);
    };
    visit(0, this.#index.lines.length, 0);
    found.sort((a, b) => b.votes - a.votes);
    const [best, second] = found;
    if (!best) throw new Unclear('unanchored');
    if (second && second.votes > best.votes - 0.4) {
      const tied = found.filter(({ votes }) => votes > best.votes - 0.4).map(({ siblings }) => siblings);
      const likest = this.#likest(wanted, tied);
      if (likest) return likest;
      throw new Unclear(
        'ambiguous',
        found
          .filter(({ votes }) => votes > best.votes - 0.4)
          .slice(0, 20)
          .map(({ siblings }) => regionOf(siblings.items, heads)),
      );
    }
    return best.siblings;
  }

  /** Of several lists, the one whose items have most of the code's lines in them, if it is clear which. */
  #likest(wanted: readonly OutlineItem[], tied: readonly Siblings[]): Siblings | undefined {
    if (tied.length > MAX_TIED) return undefined;
    const code = wanted.flatMap((item) => this.#code.lines.slice(item.start + 1, item.end)).filter(isTelling);
    if (code.length === 0) return undefined;
    const keys = new Set(wanted.map(({ key }) => key));
    const shares = tied
      .map((siblings) => {
        const items = siblings.items.filter(({ key }) => keys.has(key));
        const lines = items
          .flatMap(({ start, end }) => this.#index.lines.slice(start + 1, end))
          .filter(isTelling);
        const lost = diffLines(code.map(foldedLine), lines.map(foldedLine)).reduce(
          (sum, { oldStart, oldEnd }) => sum + oldEnd - oldStart,
          0,
        );
        return { siblings, share: 1 - lost / code.length };
      })
      .sort((a, b) => b.share - a.share);
    const [best, second] = shares;
    if (!best || best.share < ENOUGH_WITHIN || (second && best.share - second.share < MORE_WITHIN))
      return undefined;
    return best.siblings;
  }

  /** How the code's indentation becomes the document's, from the lines that both have. */
  #reindentation(
    wanted: readonly OutlineItem[],
    items: readonly OutlineItem[],
  ): (some: string) => string | undefined {
    const { lines: code } = this.#code;
    const { lines } = this.#index;
    const pairs: IndentPair[] = [];
    const known = new Map<string, OutlineItem | undefined>();
    for (const item of items) known.set(item.key, known.has(item.key) ? undefined : item);
    for (const item of wanted) {
      const partner = known.get(item.key);
      if (!partner) continue;
      pairs.push({
        model: leadingBlanks(code[item.start]!),
        document: this.#index.indentation(partner.start),
      });
      const inCode = solidLines(code, item.start + 1, item.end);
      const inDocument = solidLines(lines, partner.start + 1, partner.end);
      pairs.push(...equalPairs(code, inCode, lines, inDocument));
    }
    const unit = indentUnit(lines);
    const [first, ...rest] = pairs;
    const isSame = ({ model, document }: IndentPair): boolean => model === document;
    const torn = first && first.model === '' && first.document !== '' ? first.document : undefined;
    if (torn !== undefined && wanted.length === 1 && isTorn(code, wanted[0]!, torn, rest, unit))
      return (indentation) => (indentation === '' ? torn : indentation);
    const rule = reindentation(pairs, unit);
    if (rule) return rule;
    // Lines that both have at other depths, as when a block was put around them.
    if (pairs.filter(isSame).length >= pairs.length * MOST) return (indentation) => indentation;
    throw new Unclear('indentation-unclear');
  }

  #mergeTop(
    items: readonly OutlineItem[],
    { items: there, isTop }: Siblings,
  ): Exclude<CodeFit, { refusal: unknown }> {
    const wanted = items.filter(({ isMark }) => !isMark);
    const { pairs, isClear } = this.#pair(items, there);
    const matched = pairs.filter((partner) => partner >= 0);
    const [first] = matched;
    const last = matched.at(-1);
    if (first === undefined || last === undefined) throw new Unclear('unanchored');
    const hasMarks = items.length > wanted.length;
    const isWhole = isTop && !hasMarks && first === 0 && last === there.length - 1;
    if (!isClear && !isWhole) throw new Unclear('ambiguous', [regionOfItem(there[first]!)]);
    const hasDefinitions = wanted.some(({ definition }) => definition !== undefined);
    if (!hasDefinitions && !hasMarks && !isWhole) requireEnds(wanted, there, pairs);
    const changes = this.#merge({
      items,
      there,
      pairs,
      isOpen: !isWhole,
      isLoose: hasDefinitions && !isWhole,
    });
    const span = { startLine: there[first]!.start, endLine: there[last]!.end };
    if (!isWhole) this.#requireOwnEnd(span);
    return { changes, span, isWhole };
  }

  /** Where the code's last lines stand further down in the document, it is about more than was matched. */
  #requireOwnEnd(span: LineRegion): void {
    const tail = this.#code.lines.filter((line) => !isBlankLine(line)).slice(-TAIL_LINES);
    if (tail.length < TAIL_LINES || tail.reduce((sum, line) => sum + weightOf(line), 0) < TAIL_LINES / 2)
      return;
    const places = this.#index.trimmed(tail).map((position) => this.#index.solid[position]!);
    const isInside = places.some((line) => line >= span.startLine && line < span.endLine);
    const below = places.find((line) => line >= span.endLine);
    if (!isInside && below !== undefined)
      throw new Unclear('unanchored', [{ startLine: below, endLine: below + TAIL_LINES }]);
  }

  /** Goes from one matched item to the next; what lies between them in the code and in the document is merged. */
  #merge({ items, there, pairs, isOpen, isLoose }: MergeInput): readonly LineChange[] {
    const changes: LineChange[] = [];
    let interval: OutlineItem[] = [];
    let previous = -1;
    let at = 0;
    for (const item of items) {
      const partner = item.isMark ? -1 : pairs[at++]!;
      if (partner < 0) {
        interval.push(item);
        continue;
      }
      const isEnd = previous < 0;
      changes.push(
        ...this.#between({
          interval,
          there,
          previous,
          next: partner,
          nextInCode: item,
          isOpen: isOpen && isEnd,
          isLoose,
        }),
        ...this.#replace(item, there[partner]!),
      );
      previous = partner;
      interval = [];
    }
    changes.push(...this.#between({ interval, there, previous, next: there.length, isOpen, isLoose }));
    return changes;
  }

  #between(input: Interval): readonly LineChange[] {
    const { interval, there, previous, next, nextInCode, isOpen, isLoose } = input;
    const passed = there.slice(previous + 1, next);
    const isAtEnd = next >= there.length;
    const firstMark = interval.findIndex(({ isMark }) => isMark);
    const lastMark = interval.findLastIndex(({ isMark }) => isMark);
    const hasMark = firstMark >= 0;
    const run = hasMark ? [] : interval;
    const upper = hasMark ? interval.slice(0, firstMark) : [];
    const lower = hasMark ? interval.slice(lastMark + 1) : [];
    if (hasMark) {
      if (interval.slice(firstMark, lastMark).some(({ isMark }) => !isMark))
        throw new Unclear('elision-unclear');
      return [...this.#insertAfter(upper, previous, there), ...this.#insertBefore(lower, next, there)];
    }
    if (run.length === 0) {
      if (passed.length === 0 || isOpen || isLoose) return [];
      if (passed.some(({ definition }) => definition))
        throw new Unclear('drops-much', passed.map(regionOfItem));
      return [{ startLine: passed[0]!.start, endLine: passed.at(-1)!.end, lines: [] }];
    }
    const comments = nextInCode && this.#comments(run, passed, nextInCode, there[next]!);
    if (comments) return comments;
    if (passed.length === 0) {
      const touchesNext = nextInCode !== undefined && run.at(-1)!.end === nextInCode.start;
      return previous < 0 || touchesNext
        ? this.#insertBefore(run, next, there)
        : this.#insertAfter(run, previous, there);
    }
    if (isOpen || isLoose) {
      const isBelowImport =
        previous >= 0 && isImport(there[previous]!.head) && run.every(({ head }) => isImport(head));
      const isSeparate = run.every(({ definition, head }) => definition !== undefined || isAttached(head));
      if (isBelowImport || (isOpen && isAtEnd && isSeparate && previous >= 0))
        return this.#insertAfter(run, previous, there);
      if (isOpen && previous < 0 && isSeparate) return this.#insertBefore(run, next, there);
      throw new Unclear('unanchored');
    }
    if (passed.some(({ definition }) => definition))
      throw new Unclear('drops-much', passed.map(regionOfItem));
    return [
      {
        startLine: passed[0]!.start,
        endLine: passed.at(-1)!.end,
        lines: this.#written(run[0]!.start, run.at(-1)!.end),
      },
    ];
  }

  /** Comments and decorators right above an item take the place of those that the document has there. */
  #comments(
    run: readonly OutlineItem[],
    passed: readonly OutlineItem[],
    item: OutlineItem,
    other: OutlineItem,
  ): readonly LineChange[] | undefined {
    const above = attachedAbove(run, item.start);
    const there = attachedAbove(passed, other.start);
    if (above.length !== run.length || there.length === 0) return undefined;
    const [first] = there;
    return [
      { startLine: first!.start, endLine: other.start, lines: this.#written(above[0]!.start, item.start) },
    ];
  }

  /** For each item of the code that is no mark, its partner in the document, or -1. */
  #pair(
    items: readonly OutlineItem[],
    there: readonly OutlineItem[],
  ): { readonly pairs: readonly number[]; readonly isClear: boolean } {
    const wanted = items.filter(({ isMark }) => !isMark);
    const marks = new Set(
      items.flatMap(({ isMark }, at) =>
        isMark ? [items.slice(0, at).filter((item) => !item.isMark).length] : [],
      ),
    );
    const aligned = align({
      from: wanted.length,
      to: there.length,
      worth: (a, b) => this.#worth(wanted[a]!, there[b]!),
      cost: (b) => (there[b]!.definition ? 0 : 0.05),
      isFree: (before) => before === 0 || before === wanted.length || marks.has(before),
    });
    if (!aligned) throw new Unclear('too-large');
    for (const [at, partner] of aligned.pairs.entries()) {
      const item = wanted[at]!;
      // Two definitions of one name, such as overloads: which one is meant, only the same head tells.
      const same = there.filter(
        (other) => item.definition !== undefined && other.definition === item.definition,
      );
      if (partner < 0 || same.length < 2) continue;
      const heads = same.filter(({ head }) => foldedLine(head) === foldedLine(item.head));
      const mine = wanted.filter(({ definition }) => definition === item.definition).length;
      if (heads.length !== 1 && mine !== same.length)
        throw new Unclear(
          'ambiguous',
          same.map(({ start, end }) => ({ startLine: start, endLine: end })),
        );
    }
    if (marks.size > 0) this.#requireFirm(wanted, there, aligned.pairs, marks);
    return { pairs: aligned.pairs, isClear: aligned.score - aligned.elsewhere >= aligned.score * CLEARLY };
  }

  /** Beside lines that were left out, a statement that is only like another can be a new one beside it. */
  #requireFirm(
    wanted: readonly OutlineItem[],
    there: readonly OutlineItem[],
    pairs: readonly number[],
    marks: ReadonlySet<number>,
  ): void {
    const isFirm = (at: number): boolean => {
      const [item, other] = [wanted[at], there[pairs[at] ?? -1]];
      return item !== undefined && other !== undefined && isSameStatement(item, other);
    };
    for (const [at, partner] of pairs.entries()) {
      if (partner < 0 || isFirm(at)) continue;
      const isBelow =
        !marks.has(at) && (at === 0 ? partner === 0 : isFirm(at - 1) && pairs[at - 1] === partner - 1);
      const isLast = at === wanted.length - 1;
      const isAbove =
        !marks.has(at + 1) &&
        (isLast ? partner === there.length - 1 : isFirm(at + 1) && pairs[at + 1] === partner + 1);
      if (!isBelow && !isAbove) throw new Unclear('elision-unclear', [regionOfItem(there[partner]!)]);
    }
  }

  #worth(item: OutlineItem, other: OutlineItem): number {
    if (item.definition !== undefined || other.definition !== undefined) {
      if (item.definition !== other.definition) return 0;
      return foldedLine(item.head) === foldedLine(other.head) ? 2 : 2 * CHANGED;
    }
    const weight = weightOf(item.head);
    const same = foldedLine(item.head) === foldedLine(other.head);
    if (same && weight < 0.5) {
      const depth = this.#reindent(leadingBlanks(this.#code.lines[item.start]!));
      return depth === this.#index.indentation(other.start) ? weight : 0;
    }
    if (same) return weight;
    if (isImport(item.head) && importedFrom(item.head) !== importedFrom(other.head)) return 0;
    return weight * CHANGED * this.#index.likeness(item.head, other.head);
  }

  #insertBefore(
    run: readonly OutlineItem[],
    next: number,
    there: readonly OutlineItem[],
  ): readonly LineChange[] {
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) return [];
    const before = there[next - 1];
    if (before && isLikelyChange(last, before)) throw new Unclear('elision-unclear', [regionOfItem(before)]);
    const item = there[next];
    if (!item) {
      if (!before) throw new Unclear('unanchored');
      return this.#insertAfter(run, next - 1, there);
    }
    const comments = before && attachedAbove(there.slice(0, next), item.start);
    if (comments && comments.length > 0 && run.every(({ head }) => isAttached(head)))
      throw new Unclear('changed-since', [regionOfItem(comments[0]!)]);
    const startLine = comments?.[0]?.start ?? item.start;
    const { lines: code } = this.#code;
    let end = last.end;
    while (end < code.length && isBlankLine(code[end]!)) end++;
    return [{ startLine, endLine: startLine, lines: this.#written(first.start, end) }];
  }

  #insertAfter(
    run: readonly OutlineItem[],
    previous: number,
    there: readonly OutlineItem[],
  ): readonly LineChange[] {
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) return [];
    const above = there[previous];
    if (!above) {
      const [below] = there;
      if (!below || isLikelyChange(first, below)) throw new Unclear('elision-unclear');
      return this.#insertBefore(run, 0, there);
    }
    const after = there[previous + 1];
    if (after && isLikelyChange(first, after)) throw new Unclear('elision-unclear', [regionOfItem(after)]);
    const { lines: code } = this.#code;
    let start = first.start;
    while (start > 0 && isBlankLine(code[start - 1]!)) start--;
    return [{ startLine: above.end, endLine: above.end, lines: this.#written(start, last.end) }];
  }

  #replace(item: OutlineItem, other: OutlineItem): readonly LineChange[] {
    const { lines: code, isMark } = this.#code;
    const hasMarks = code.slice(item.start, item.end).some((line) => isMark(line));
    if (!hasMarks) {
      this.#requireSameShape(item, other);
      const changes = this.#rewritten(item.start, item.end, other.start, other.end);
      const last = changes.at(-1);
      // An end that is only missing was more likely not written than taken away.
      if (last && last.lines.length === 0 && last.endLine >= other.end)
        throw new Unclear('truncated', [last].map(regionOfChange));
      return changes;
    }
    if (item.bodyEnd <= item.bodyStart || other.bodyEnd <= other.bodyStart)
      throw new Unclear('elision-unclear');
    const items = outline(this.#code, item.bodyStart, item.bodyEnd);
    const head = this.#rewritten(item.start, item.bodyStart, other.start, other.bodyStart);
    const tail = this.#rewritten(item.bodyEnd, item.end, other.bodyEnd, other.end);
    if (items.every((part) => part.isMark)) return [...head, ...tail];
    const there = outline(this.#document, other.bodyStart, other.bodyEnd);
    const { pairs } = this.#pair(items, there);
    const isLoose = items.some(({ definition }) => definition !== undefined);
    return [...head, ...this.#merge({ items, there, pairs, isOpen: false, isLoose }), ...tail];
  }

  /** What takes the place of an item has a body only if that has one, and all that is defined in it. */
  #requireSameShape(item: OutlineItem, other: OutlineItem): void {
    const isEqual = foldedLine(item.head) === foldedLine(other.head);
    const hasBody = ({ bodyStart, bodyEnd }: OutlineItem): boolean => bodyEnd > bodyStart;
    if (
      this.#isKnownLanguage &&
      isEqual &&
      hasBody(item) &&
      other.end === other.start + 1 &&
      !OPENS.test(item.head)
    )
      throw new Unclear('unanchored', [regionOfItem(other)]);
    const defined = (input: OutlineInput, { bodyStart, bodyEnd }: OutlineItem): readonly string[] =>
      outline(input, bodyStart, bodyEnd).flatMap(({ definition }) => definition ?? []);
    const [fresh, old] = [defined(this.#code, item), defined(this.#document, other)];
    const lost = old.filter((definition) => !fresh.includes(definition));
    const found = fresh.filter((definition) => !old.includes(definition));
    if (lost.length > found.length) throw new Unclear('drops-much', [regionOfItem(other)]);
  }

  /** Lines in the place of others; where both are the same but for blanks, the document's stays. */
  #rewritten(start: number, end: number, startLine: number, endLine: number): readonly LineChange[] {
    const written = this.#written(start, end);
    const there = this.#index.lines.slice(startLine, endLine);
    const key = (line: string): string => leadingBlanks(line) + foldedLine(line);
    return diffLines(there.map(key), written.map(key)).map(({ oldStart, oldEnd, newStart, newEnd }) => ({
      startLine: startLine + oldStart,
      endLine: startLine + oldEnd,
      lines: written.slice(newStart, newEnd),
    }));
  }

  #written(start: number, end: number): readonly string[] {
    const { lines: code, isMark, startsInside } = this.#code;
    return code.slice(start, end).map((line, offset) => {
      if (isBlankLine(line)) return line;
      if (isMark(line)) throw new Unclear('elision-unclear');
      const model = leadingBlanks(line);
      const document = this.#reindent(model);
      if (document === undefined) {
        if (startsInside?.[start + offset]) return line;
        throw new Unclear('indentation-unclear');
      }
      return document + line.slice(model.length);
    });
  }
}

interface MergeInput {
  readonly items: readonly OutlineItem[];
  readonly there: readonly OutlineItem[];
  /** For each item that is no mark, its partner, or -1. */
  readonly pairs: readonly number[];
  /** The document may have more before the first and behind the last. */
  readonly isOpen: boolean;
  /** The document may have more between them. */
  readonly isLoose: boolean;
}

interface Interval {
  /** What the code has between two matched items. */
  readonly interval: readonly OutlineItem[];
  readonly there: readonly OutlineItem[];
  readonly previous: number;
  readonly next: number;
  readonly nextInCode?: OutlineItem;
  readonly isOpen: boolean;
  readonly isLoose: boolean;
}

/** The same line, or one that gives another value to the same name. */
function isSameStatement(item: OutlineItem, other: OutlineItem): boolean {
  if (item.definition !== undefined) return true;
  if (foldedLine(item.head) === foldedLine(other.head)) return true;
  const target = (head: string): string | undefined => /^([^=!<>(]*[^=!<>(\s])\s*=[^=>]/.exec(head)?.[1];
  return target(item.head) !== undefined && target(item.head) === target(other.head);
}

const regionOfChange = ({ startLine, endLine }: LineChange): LineRegion => ({ startLine, endLine });

const regionOfItem = ({ start, end }: OutlineItem): LineRegion => ({ startLine: start, endLine: end });

/** A part of a file without any definition is about the lines from its first to its last. */
function requireEnds(
  wanted: readonly OutlineItem[],
  there: readonly OutlineItem[],
  pairs: readonly number[],
): void {
  const equal = wanted.filter(
    ({ head }, at) => pairs[at]! >= 0 && foldedLine(head) === foldedLine(there[pairs[at]!]!.head),
  );
  const weight = equal.reduce((sum, item) => sum + (isBlock(item) ? 1.5 : weightOf(item.head)), 0);
  const [first = -1] = pairs;
  const last = pairs.at(-1) ?? -1;
  if (first < 0 || last < 0 || weight < 1.5 || equal.length < (last - first + 1) / 2)
    throw new Unclear('unanchored');
}

/** A block with a name of its own, such as a rule of CSS or a key of YAML. */
const isBlock = ({ head, bodyStart, bodyEnd }: OutlineItem): boolean =>
  bodyEnd > bodyStart && weightOf(head) >= 0.5 && !isControl(head);

/** Of items, the last ones that are comments or decorators right above a line. */
function attachedAbove(items: readonly OutlineItem[], line: number): readonly OutlineItem[] {
  let next = line;
  const found: OutlineItem[] = [];
  for (const item of items.toReversed()) {
    if (item.end !== next || !isAttached(item.head)) break;
    found.unshift(item);
    next = item.start;
  }
  return found;
}

/** The first line lost the blanks before it, and the others are as deep as in the document. */
function isTorn(
  code: readonly string[],
  item: OutlineItem,
  missing: string,
  rest: readonly IndentPair[],
  unit: number,
): boolean {
  if (rest.some(({ model, document }) => model !== document)) return false;
  if (rest.length > 0) return true;
  // Nothing to compare: closing lines that are as deep as the first line belongs.
  const last = code[item.end - 1]!;
  if (item.end - item.start < 2) return false;
  if (/^\s*[)\]}]/.test(last)) return leadingBlanks(last) === missing;
  const inner = leadingBlanks(code.slice(item.start + 1).find((line) => !isBlankLine(line)) ?? '');
  const step = inner.length - missing.length;
  return inner.startsWith(missing) && inner.length > unit && step === (inner.includes('\t') ? 1 : unit);
}

/** Two statements that begin alike can be one that was changed as well as two. */
function isLikelyChange(item: OutlineItem, other: OutlineItem): boolean {
  if (item.definition !== undefined || other.definition !== undefined) return false;
  if (isImport(item.head) && importedFrom(item.head) !== importedFrom(other.head)) return false;
  const firstWord = (text: string): string =>
    /^(?:(?:const|let|var|final)\s+)?[\p{L}\p{N}_$.@#<-]+/u.exec(text)?.[0] ?? '';
  const word = firstWord(item.head);
  return word !== '' && word === firstWord(other.head);
}

function solidLines(lines: readonly string[], start: number, end: number): readonly number[] {
  const found: number[] = [];
  for (let line = start; line < end; line++) if (!isBlankLine(lines[line]!)) found.push(line);
  return found;
}

const isTelling = (line: string): boolean => weightOf(line) >= 0.5;

/** The indentations of lines that two ranges have in common. */
function equalPairs(
  code: readonly string[],
  inCode: readonly number[],
  lines: readonly string[],
  inDocument: readonly number[],
): readonly IndentPair[] {
  const keys = (all: readonly string[], some: readonly number[]): readonly string[] =>
    some.map((line) => (weightOf(all[line]!) < 0.5 ? `${line}\n` : all[line]!.trim()));
  const pairs: IndentPair[] = [];
  let [a, b] = [0, 0];
  const add = (end: number): void => {
    for (; a < end; a++, b++)
      pairs.push({
        model: leadingBlanks(code[inCode[b]!]!),
        document: leadingBlanks(lines[inDocument[a]!]!),
      });
  };
  for (const hunk of diffLines(keys(lines, inDocument), keys(code, inCode))) {
    add(hunk.oldStart);
    a = hunk.oldEnd;
    b = hunk.newEnd;
  }
  add(inDocument.length);
  return pairs;
}

function regionOf(items: readonly OutlineItem[], heads: ReadonlyMap<string, number>): LineRegion {
  const found = items.find(({ key }) => heads.has(key));
  return found ? regionOfItem(found) : { startLine: 0, endLine: 0 };
}
