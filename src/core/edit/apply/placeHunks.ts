import { diffLines } from '../lineDiff.ts';
import type { LineRegion } from '../streamedRegion.ts';
import type { LineChange } from './documentText.ts';
import { isElision } from './elision.ts';
import { hunkChanges, type PlacedHunk } from './hunkChanges.ts';
import { likestPlace, nearestText, stretchOf } from './likestPlace.ts';
import type { LineIndex } from './lineIndex.ts';
import { foldedLine, isBlankLine, leadingBlanks, weightOf } from './lineKeys.ts';
import type { EditHunk, HunkLine } from './modelEdit.ts';
import type { EditRefusal, RefusalReason } from './refusal.ts';

/** So much of what a hunk looks for must be at its place, by weight, … */
const ENOUGH = 0.7;
/** … and so much more than at any other. */
const MARGIN = 0.2;
/** An edit of more hunks is not for reading. */
const MAX_HUNKS = 1000;

/** An edit of which more hunks than this are not found as they are is for another text. */
const MAX_SEARCHES = 100;

/** How exactly the text that an edit looks for was found. */
export type Exactness = 'exact' | 'blanks' | 'similar';

export interface HunksFit {
  readonly changes: readonly LineChange[];
  readonly refusals: readonly EditRefusal[];
  readonly exactness: Exactness;
  /** How many of the hunks the document has already. */
  readonly applied: number;
}

type Placed =
  | { readonly found: 'place'; readonly hunk: PlacedHunk; readonly exactness: Exactness }
  | { readonly found: 'places'; readonly hunks: readonly PlacedHunk[]; readonly exactness: Exactness }
  | { readonly found: 'applied' }
  | { readonly found: 'none' }
  | { readonly found: 'refused'; readonly refusal: Omit<EditRefusal, 'hunk'> };

/** Finds for each hunk the one place in the document that it is about, and what it changes there. */
export function placeHunks(
  index: LineIndex,
  hunks: readonly EditHunk[],
  source: 'search-replace' | 'diff',
): HunksFit {
  if (hunks.length > MAX_HUNKS)
    return { changes: [], refusals: [{ reason: 'too-large', places: [] }], exactness: 'exact', applied: 0 };
  const parts = hunks.flatMap((hunk, number) => partsOf(index, hunk).map((part) => ({ part, number })));
  const places: Placed[] = parts.map(({ part }) => verbatim(index, part));
  chooseAmongEqual(index, parts, places, source);
  let searches = 0;
  for (const [number, { part }] of parts.entries())
    if (places[number]!.found === 'none')
      places[number] = searches++ < MAX_SEARCHES ? bySimilarity(index, part) : refused('not-found');
  const changes: LineChange[] = [];
  const refusals: EditRefusal[] = [];
  let exactness: Exactness = 'exact';
  const applied = new Set<number>();
  for (const [at, placed] of places.entries()) {
    const { part, number: hunk } = parts[at]!;
    if (placed.found === 'applied') applied.add(hunk);
    else if (placed.found === 'refused') refusals.push({ ...placed.refusal, hunk });
    else if (placed.found === 'places')
      refusals.push({
        reason: 'ambiguous',
        hunk,
        places: placed.hunks.map(rangeOf),
      });
    else if (placed.found === 'place' && part.lines.some(({ kind }) => kind !== 'same')) {
      const found = hunkChanges(index, placed.hunk);
      if ('reason' in found) refusals.push({ ...refusedAt(index, placed.hunk, found.reason), hunk });
      else {
        changes.push(...found);
        exactness = lessExact(exactness, placed.exactness);
      }
    }
  }
  changes.sort((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
  const colliding = changes.find((change, at) => {
    const before = changes[at - 1];
    return before && (change.startLine < before.endLine || change.startLine === before.startLine);
  });
  if (colliding && refusals.length === 0)
    refusals.push({ reason: 'overlapping', places: [{ ...colliding }].map(regionOf) });
  return { changes, refusals, exactness, applied: applied.size };
}

const regionOf = ({ startLine, endLine }: LineRegion): LineRegion => ({ startLine, endLine });

const lessExact = (a: Exactness, b: Exactness): Exactness =>
  a === 'similar' || b === 'similar' ? 'similar' : a === 'blanks' || b === 'blanks' ? 'blanks' : 'exact';

const isOld = ({ kind }: HunkLine): boolean => kind !== 'new';

const wantedOf = (hunk: EditHunk): readonly string[] => hunk.lines.filter(isOld).map(({ text }) => text);

/** A hunk that leaves lines out falls into parts, each below the first line of the one before. */
function partsOf(index: LineIndex, hunk: EditHunk): readonly EditHunk[] {
  const isMark = ({ kind, text }: HunkLine): boolean => kind === 'same' && isElision(text);
  if (!hunk.lines.some(isMark) || index.trimmed(solidOf(wantedOf(hunk))).length > 0) return [hunk];
  const parts: HunkLine[][] = [[]];
  for (const line of hunk.lines) {
    if (isMark(line)) parts.push([]);
    else parts.at(-1)!.push(line);
  }
  const solid = parts.filter((lines) => lines.some(({ text }) => !isBlankLine(text)));
  const head = solid[0]?.find((line) => isOld(line) && !isBlankLine(line.text))?.text;
  return solid.map((lines, number) => ({
    lines,
    headings: [...hunk.headings, ...(number > 0 && head ? [head] : [])],
  }));
}

const solidOf = (lines: readonly string[]): readonly string[] => lines.filter((line) => !isBlankLine(line));

/** Looks a hunk up exactly, then but for the blanks around lines, then but for all blanks and look-alikes of signs. */
function verbatim(index: LineIndex, hunk: EditHunk): Placed {
  const wanted = wantedOf(hunk);
  if (solidOf(wanted).length === 0) return refused('unanchored');
  const variants = [wanted, unsignedOf(hunk)].filter((lines) => lines !== undefined);
  for (const lines of variants) {
    const starts = index.exactly(lines);
    if (starts.length > 0) return chosen(index, starts, (start) => exactPlace(hunk, start), 'exact');
  }
  const tolerant = tolerantHunk(hunk);
  for (const find of [index.trimmed.bind(index), index.folded.bind(index)])
    for (const lines of variants) {
      const starts = find(solidOf(lines));
      if (starts.length > 0)
        return chosen(index, starts, (start) => solidPlace(index, tolerant, start), 'blanks');
    }
  if (hunk.lines.some(({ kind, text }) => kind === 'old' && isElision(text)))
    return refused('elision-unclear');
  return isApplied(index, hunk) ? { found: 'applied' } : { found: 'none' };
}

const refused = (reason: RefusalReason, places: readonly LineRegion[] = []): Placed => ({
  found: 'refused',
  refusal: { reason, places },
});

function unsignedOf(hunk: EditHunk): readonly string[] | undefined {
  if (!hunk.lines.some(({ unsigned }) => unsigned !== undefined)) return undefined;
  return hunk.lines.filter(isOld).map(({ text, unsigned }) => unsigned ?? text);
}

/** What fits in more places than this is ambiguous, whatever else is known. */
const MAX_PLACES = 20;

function chosen(
  index: LineIndex,
  starts: readonly number[],
  placeAt: (start: number) => PlacedHunk,
  exactness: Exactness,
): Placed {
  const hunks = starts.slice(0, MAX_PLACES).map(placeAt);
  if (starts.length > MAX_PLACES) return refused('ambiguous', hunks.slice(0, 10).map(rangeOf));
  const isThere = hunks[0] ? isThereAlready(index, hunks[0]) : () => false;
  const open = hunks.filter((hunk) => !isThere(hunk));
  if (open.length === 0) return { found: 'applied' };
  const [only] = open;
  return hunks.length === 1 && only
    ? { found: 'place', hunk: only, exactness }
    : { found: 'places', hunks, exactness };
}

function exactPlace(hunk: EditHunk, start: number): PlacedHunk {
  let line = start;
  const at = hunk.lines.map(({ kind }) => (kind === 'new' ? -1 : line++));
  return { lines: hunk.lines, at, isExact: true };
}

function solidPlace(index: LineIndex, hunk: EditHunk, start: number): PlacedHunk {
  let position = start;
  const at = hunk.lines.map((line) =>
    isOld(line) && !isBlankLine(line.text) ? index.solid[position++]! : -1,
  );
  return { lines: hunk.lines, at, isExact: false };
}

/** Where blanks were not written with care, a change of the blanks behind a line is none. */
function tolerantHunk(hunk: EditHunk): EditHunk {
  const old = hunk.lines.filter(isOld);
  const fresh = hunk.lines.filter(({ kind }) => kind !== 'old');
  const ends = (lines: readonly HunkLine[]): readonly string[] => lines.map(({ text }) => text.trimEnd());
  const lines: HunkLine[] = [];
  let position = 0;
  const hunks = diffLines(ends(old), ends(fresh));
  for (const { oldStart, oldEnd, newStart, newEnd } of hunks) {
    for (const line of old.slice(position, oldStart)) lines.push({ ...line, kind: 'same' });
    for (const line of old.slice(oldStart, oldEnd)) lines.push({ ...line, kind: 'old' });
    for (const { text } of fresh.slice(newStart, newEnd)) lines.push({ kind: 'new', text });
    position = oldEnd;
  }
  for (const line of old.slice(position)) lines.push({ ...line, kind: 'same' });
  return { ...hunk, lines };
}

/** Tells of places of a hunk whether the lines that it only adds stand there already. */
function isThereAlready(index: LineIndex, { lines }: EditHunk | PlacedHunk): (place: PlacedHunk) => boolean {
  const never = (): boolean => false;
  if (lines.some(({ kind, text }) => kind === 'old' && !isBlankLine(text))) return never;
  const fresh = lines.filter(({ text }) => !isBlankLine(text));
  if (fresh.every(({ kind }) => kind === 'same')) return never;
  const offset = fresh.findIndex(({ kind }) => kind === 'same');
  const there = new Set(
    index.trimmed(fresh.map(({ text }) => text)).map((start) => index.solid[start + offset]!),
  );
  return ({ at }) => there.size > 0 && at.some((line) => there.has(line));
}

/** What a hunk wants is there, in so many words, and what it starts from is not. */
function isApplied(index: LineIndex, hunk: EditHunk): boolean {
  const fresh = solidOf(hunk.lines.filter(({ kind }) => kind !== 'old').map(({ text }) => text));
  if (fresh.length === 0 || hunk.lines.every(({ kind }) => kind !== 'new')) return false;
  const weight = fresh.reduce((sum, line) => sum + weightOf(line), 0);
  return weight >= 2 && index.trimmed(fresh).length === 1;
}

interface Part {
  readonly part: EditHunk;
  readonly number: number;
}

/** Where a hunk fits in several places, what stands around it in the edit may leave one. */
function chooseAmongEqual(
  index: LineIndex,
  parts: readonly Part[],
  places: Placed[],
  source: 'search-replace' | 'diff',
): void {
  const isNumbered = source === 'diff' && areNumbersRight(parts, places);
  for (const [number, placed] of places.entries()) {
    if (placed.found !== 'places') continue;
    const { part } = parts[number]!;
    let left: readonly PlacedHunk[] = placed.hunks.filter(isBelow(index, part.headings));
    if (left.length > 1 && isNumbered && part.startLine !== undefined) {
      const exact = left.filter((hunk) => firstLine(hunk) === part.startLine);
      if (exact.length === 1) left = exact;
    }
    if (left.length > 1 && source === 'diff') left = inOrder(places, number, left);
    const [only] = left;
    if (left.length === 1 && only)
      places[number] = isThereAlready(index, only)(only)
        ? { found: 'applied' }
        : { found: 'place', hunk: only, exactness: placed.exactness };
  }
  sharePlaces(parts, places);
}

/** As many hunks that are the same as places for them: each gets one. */
function sharePlaces(parts: readonly Part[], places: Placed[]): void {
  const groups = new Map<string, number[]>();
  for (const [number, placed] of places.entries()) {
    if (placed.found !== 'places') continue;
    const key = JSON.stringify(parts[number]!.part.lines);
    groups.set(key, [...(groups.get(key) ?? []), number]);
  }
  for (const members of groups.values()) {
    const placed = places[members[0]!]!;
    if (placed.found !== 'places' || placed.hunks.length !== members.length) continue;
    for (const [at, member] of members.entries())
      places[member] = { found: 'place', hunk: placed.hunks[at]!, exactness: placed.exactness };
  }
}

const firstLine = ({ at }: PlacedHunk): number => at.find((line) => line >= 0) ?? -1;

const rangeOf = ({ at }: PlacedHunk): LineRegion => stretchOf(at);

/** No hunk whose place is known says another number than its own. */
function areNumbersRight(parts: readonly Part[], places: readonly Placed[]): boolean {
  return places.every((placed, number) => {
    const { startLine } = parts[number]!.part;
    return placed.found !== 'place' || startLine === undefined || startLine === firstLine(placed.hunk);
  });
}

/** The hunks of a diff stand in the order of their places. */
function inOrder(
  places: readonly Placed[],
  number: number,
  left: readonly PlacedHunk[],
): readonly PlacedHunk[] {
  const known = (some: Placed | undefined): PlacedHunk | undefined =>
    some?.found === 'place' ? some.hunk : undefined;
  const before = known(places.slice(0, number).findLast((some) => known(some)));
  const after = known(places.slice(number + 1).find((some) => known(some)));
  const fitting = left.filter(
    (hunk) =>
      (!before || rangeOf(hunk).startLine >= rangeOf(before).endLine) &&
      (!after || rangeOf(hunk).endLine <= rangeOf(after).startLine),
  );
  return fitting.length > 0 ? fitting : left;
}

/** Tells whether a place is in the block of each heading that the document has, as its indentation shows. */
function isBelow(index: LineIndex, headings: readonly string[]): (place: PlacedHunk) => boolean {
  const known = headings
    .map((heading) => index.trimmed([heading]).map((position) => index.solid[position]!))
    .filter((heads) => heads.length > 0);
  return (place) => known.every((heads) => isInBlock(index, heads, firstLine(place)));
}

function isInBlock(index: LineIndex, heads: readonly number[], line: number): boolean {
  const head = heads.findLast((each) => each <= line);
  if (head === undefined) return false;
  const depth = index.indentation(head).length;
  for (let between = head + 1; between < line; between++) {
    const text = index.lines[between]!;
    if (isBlankLine(text) || /^\s*[{)\]]/.test(text)) continue;
    if (leadingBlanks(text).length <= depth) return false;
  }
  return true;
}

/** Looks for the place that is most like what a hunk looks for, and takes it only when no other is nearly as like. */
function bySimilarity(index: LineIndex, hunk: EditHunk): Placed {
  const { lines } = tolerantHunk(hunk);
  const old = lines.flatMap((line, number) => (isOld(line) ? [number] : []));
  const found = likestPlace(
    index,
    old.map((number) => lines[number]!.text),
  );
  if (!found) return refused('too-large');
  const at = new Array<number>(lines.length).fill(-1);
  for (const [position, number] of old.entries()) at[number] = found.at[position]!;
  const placed: PlacedHunk = { lines, at, isExact: false };
  const { likeness, elsewhere, nearest } = found;
  if (!nearest) return refused('not-found');
  const refusal = (reason: RefusalReason): Placed => ({
    found: 'refused',
    refusal: { reason, places: [stretchOf(at)], nearest },
  });
  if (likeness < ENOUGH) return refusal('not-found');
  if (likeness - elsewhere < MARGIN) return refusal('ambiguous');
  const isGone = ({ kind, text }: HunkLine, number: number): boolean =>
    kind === 'old' && !isBlankLine(text) && foldedLine(index.lines[at[number]!] ?? '') !== foldedLine(text);
  if (lines.some(isGone)) return refusal('changed-since');
  return { found: 'place', hunk: placed, exactness: 'similar' };
}

function refusedAt(index: LineIndex, { lines, at }: PlacedHunk, reason: RefusalReason): EditRefusal {
  const old = lines.filter((line) => isOld(line));
  const solid = old.filter(({ text }) => !isBlankLine(text)).length;
  const there = at.filter((line) => line >= 0).length;
  const wanted = old.map(({ text }) => text);
  return {
    reason,
    places: [stretchOf(at)],
    nearest: nearestText(index, at, wanted, solid ? Math.min(1, there / solid) : 0),
  };
}
