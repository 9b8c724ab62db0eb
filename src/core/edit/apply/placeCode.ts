import { diffLines } from '../lineDiff.ts';
import type { LineRegion } from '../streamedRegion.ts';
import { align, isAlignable } from './alignment.ts';
import { bracketsOf, isBalanced } from './brackets.ts';
import { codeIndentation } from './codeIndentation.ts';
import {
  attachedAbove,
  beginAlike,
  bodyLines,
  type Interval,
  isEnded,
  isSameStatement,
  type MergeInput,
  regionOfItem,
  requireEnds,
} from './codeItems.ts';
import { importedFrom, isAttached, isImport } from './definition.ts';
import type { LineChange } from './documentText.ts';
import { isElision } from './elision.ts';
import { likestPlace } from './likestPlace.ts';
import type { LineIndex } from './lineIndex.ts';
import { foldedLine, isBlankLine, leadingBlanks, weightOf } from './lineKeys.ts';
import { type OutlineInput, type OutlineItem, outline } from './outline.ts';
import type { EditRefusal } from './refusal.ts';
import type { Reindent } from './reindent.ts';
import { type Siblings, siblingsOf } from './siblings.ts';
import { Unclear } from './unclear.ts';

export interface CodeInput {
  readonly index: LineIndex;
  readonly code: readonly string[];
  /** Of the document; its ending tells the language. */
  readonly path: string;
}

export type CodeFit =
  | { readonly changes: readonly LineChange[]; readonly span: LineRegion; readonly isWhole: boolean }
  | { readonly refusal: EditRefusal };

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

/** So many lines at the end of the code, if they say so much, tell how far down it goes. */
const TAILS = [
  { length: 3, weight: 1.5 },
  { length: 4, weight: 1.2 },
] as const;

/** The end of a line that goes on in deeper lines. */
const OPENS = /[-+*/%=<>&|,.:?\\([{]\s*(?:\/\/.*|#.*)?$/;

/** Two statements that have so much in common may be one. */
const RESEMBLING = 0.4;

/** A definition of which so many lines are those of another is a copy of it. */
const COPIED = 0.8;

/** What it costs when the document has an item between those that follow each other in the code. */
const PASSED = 0.05;

/** What a changed line is worth beside the same one. */
const CHANGED = 0.7;

/** So much more than at another place must be at the one that is taken. */
const CLEARLY = 0.2;

class CodePlacer {
  readonly #index: LineIndex;
  readonly #code: OutlineInput;
  readonly #document: OutlineInput;
  readonly #isKnownLanguage: boolean;
  #reindent: Reindent = (indentation) => indentation;

  constructor({ index, code, path }: CodeInput) {
    this.#index = index;
    // What the document has as a line of its own stands for itself.
    const isMark = (line: string): boolean => isElision(line) && !index.has(line);
    const lines = index.lines;
    const inside = startsInside(lines, path);
    const codeInside = startsInside(code, path);
    this.#isKnownLanguage = bracketsOf([], path) !== undefined;
    this.#code = { lines: code, isMark, ...(codeInside && { startsInside: codeInside }) };
    this.#document = { lines, isMark: () => false, ...(inside && { startsInside: inside }) };
  }

  place(): CodeFit {
    const items = outline(this.#code, 0, this.#code.lines.length);
    const solid = items.filter(({ isMark }) => !isMark);
    if (solid.length === 0) throw new Unclear('unanchored');
    const siblings = siblingsOf(this.#document, this.#code.lines, solid);
    this.#reindent = codeIndentation(
      { code: this.#code.lines, document: this.#index.lines },
      solid,
      siblings.items,
    );
    return this.#mergeTop(items, siblings);
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
    const solid = this.#code.lines.filter((line) => !isBlankLine(line));
    for (const { length, weight } of TAILS) {
      const tail = solid.slice(-length);
      if (tail.length < length || tail.reduce((sum, line) => sum + weightOf(line), 0) < weight) continue;
      const places = this.#index.trimmed(tail).map((position) => this.#index.solid[position]!);
      const isInside = places.some((line) => line >= span.startLine && line < span.endLine);
      const below = places.find((line) => line >= span.endLine);
      if (!isInside && below !== undefined)
        throw new Unclear('unanchored', [{ startLine: below, endLine: below + length }]);
    }
  }

  /** Goes from one matched item to the next; what lies between them in the code and in the document is merged. */
  #merge({ items, there, pairs, isOpen, isLoose }: MergeInput): readonly LineChange[] {
    if (isLoose || items.some(({ isMark }) => isMark)) this.#requireNew(items, there, pairs);
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
      return [
        ...this.#insertAfter(upper, previous, there, passed),
        ...this.#insertBefore(lower, next, there, passed),
      ];
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
        ? this.#insertBefore(run, next, there, passed)
        : this.#insertAfter(run, previous, there, passed);
    }
    if (isOpen || isLoose) {
      const isBelowImport =
        previous >= 0 && isImport(there[previous]!.head) && run.every(({ head }) => isImport(head));
      const isSeparate = run.every(({ definition, head }) => definition !== undefined || isAttached(head));
      if (isBelowImport || (isOpen && isAtEnd && isSeparate && previous >= 0))
        return this.#insertAfter(run, previous, there, passed);
      if (isOpen && previous < 0 && isSeparate) return this.#insertBefore(run, next, there, passed);
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
    if (!isAlignable(wanted.length, there.length)) throw new Unclear('too-large');
    const aligned = align({
      worths: wanted.map((item) => Float64Array.from(there, (other) => this.#worth(item, other))),
      costs: Float64Array.from(there, ({ definition }) => (definition ? 0 : PASSED)),
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

  /** A statement beside one that was left out can be that one, changed, as well as a new one. */
  #isLikelyChange(item: OutlineItem, other: OutlineItem): boolean {
    if (item.definition !== undefined || other.definition !== undefined) return false;
    if (isImport(item.head) && importedFrom(item.head) !== importedFrom(other.head)) return false;
    if (isAttached(item.head) !== isAttached(other.head)) return false;
    return beginAlike(item, other) || this.#index.resemblance(item.head, other.head) > RESEMBLING;
  }

  #insertBefore(
    run: readonly OutlineItem[],
    next: number,
    there: readonly OutlineItem[],
    passed: readonly OutlineItem[],
  ): readonly LineChange[] {
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) return [];
    const before = passed.at(-1);
    if (before && this.#isLikelyChange(last, before))
      throw new Unclear('elision-unclear', [regionOfItem(before)]);
    const item = there[next];
    if (!item) {
      if (next === 0) throw new Unclear('unanchored');
      return this.#insertAfter(run, next - 1, there, []);
    }
    const comments = attachedAbove(passed, item.start);
    if (comments.length > 0 && run.every(({ head }) => isAttached(head)))
      throw new Unclear('changed-since', [regionOfItem(comments[0]!)]);
    const startLine = comments[0]?.start ?? item.start;
    const { lines: code } = this.#code;
    let end = last.end;
    while (end < code.length && isBlankLine(code[end]!)) end++;
    return [{ startLine, endLine: startLine, lines: this.#written(first.start, end) }];
  }

  #insertAfter(
    run: readonly OutlineItem[],
    previous: number,
    there: readonly OutlineItem[],
    passed: readonly OutlineItem[],
  ): readonly LineChange[] {
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) return [];
    const above = there[previous];
    if (!above) {
      const [below] = there;
      if (!below || this.#isLikelyChange(first, below)) throw new Unclear('elision-unclear');
      return this.#insertBefore(run, 0, there, []);
    }
    const [after] = passed;
    if (after && this.#isLikelyChange(first, after))
      throw new Unclear('elision-unclear', [regionOfItem(after)]);
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

  /** Where the document has more than the code mentions, an item that is much like one of it may be that one, changed. */
  #requireNew(items: readonly OutlineItem[], there: readonly OutlineItem[], pairs: readonly number[]): void {
    const matched = new Set(pairs);
    const left = there
      .filter((_, at) => !matched.has(at))
      .map((other) => ({ other, known: new Set(bodyLines(this.#index.lines, other)) }));
    const wanted = items.filter(({ isMark }) => !isMark);
    for (const [at, item] of wanted.entries()) {
      if (pairs[at]! >= 0) continue;
      const body = bodyLines(this.#code.lines, item);
      if (body.length === 0 && item.definition === undefined) continue;
      for (const { other, known } of left) {
        const copied = body.filter((line) => known.has(line)).length;
        const isTelling = body.length > 1 || item.definition === undefined;
        const isAlike = isTelling || this.#index.likeness(item.head, other.head) > 0;
        if (copied >= body.length * COPIED && isAlike)
          throw new Unclear('elision-unclear', [regionOfItem(other)]);
      }
    }
  }

  /** What takes the place of an item has a body only if that has one, and all that is defined in it. */
  #requireSameShape(item: OutlineItem, other: OutlineItem): void {
    if (!isEnded(this.#code.lines, item) && isEnded(this.#index.lines, other))
      throw new Unclear('truncated', [regionOfItem(other)]);
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

/** Which lines begin within a string or comment, where it is clear how the text is to be read. */
function startsInside(lines: readonly string[], path: string): readonly boolean[] | undefined {
  const brackets = bracketsOf(lines, path);
  return brackets && isBalanced(brackets) ? brackets.startsInside : undefined;
}

const regionOfChange = ({ startLine, endLine }: LineChange): LineRegion => ({ startLine, endLine });
