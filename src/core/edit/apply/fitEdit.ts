import type { LineRegion } from '../streamedRegion.ts';
import { bracketsOf, isBalanced } from './brackets.ts';
import { changedText, type LineChange, splitText } from './documentText.ts';
import { isElision } from './elision.ts';
import { LineIndex } from './lineIndex.ts';
import { isBlankLine, weightOf } from './lineKeys.ts';
import type { EditHunk, FileEdit } from './modelEdit.ts';
import { placeCode } from './placeCode.ts';
import { type Exactness, placeHunks } from './placeHunks.ts';
import type { EditRefusal } from './refusal.ts';

export type Fit =
  | {
      readonly fits: true;
      /** The document with the edit. */
      readonly text: string;
      readonly exactness: Exactness;
    }
  | {
      readonly fits: false;
      /** At least one. */
      readonly refusals: readonly EditRefusal[];
      /** What the document would become, where only the user's word is missing. */
      readonly ifConfirmed?: string;
    };

/** A longer document, in characters, is not looked through. */
const MAX_CHARACTERS = 8_000_000;

/** A new version that has so many lines less, and so much of what it replaces, asks: a whole file asks sooner. */
const MANY_LINES = 10;
const FEW_LINES = 2;
const SOME = 0.15;
const MUCH = 0.4;

/**
 * Fits an edit to the text that its file has now. All of it fits or nothing is changed; what it does not change stays
 * byte by byte. `path` is the document's: its ending tells how brackets are read. Pure; takes time in proportion to the
 * document and the edit, up to a bound.
 */
export function fitEdit(text: string, edit: FileEdit, path: string): Fit {
  const document = splitText(text);
  const isEmpty = document.lines.every(isBlankLine);
  const { content, action } = edit;
  if (action === 'delete') return { fits: true, text: '', exactness: 'exact' };
  if (text.length > MAX_CHARACTERS) return refuse({ reason: 'too-large', places: [] });
  if (edit.isCut) return refuse({ reason: 'truncated', places: [] });
  if (isEmpty || action === 'create') {
    const fresh = content.form === 'code' ? content.lines : addedLines(content.hunks);
    if (fresh === undefined) return refuse({ reason: 'not-found', places: [] });
    if (fresh.some(isElision)) return refuse({ reason: 'elision-unclear', places: [] });
    if (fresh.every(isBlankLine)) return refuse({ reason: 'would-empty-file', places: [] });
    const lineBreak = document.breaks.find((some) => some !== '') ?? '\n';
    const whole = fresh.map((line) => line + lineBreak).join('');
    if (isEmpty) return { fits: true, text: whole, exactness: 'exact' };
    return refuse(
      { reason: whole.trimEnd() === text.trimEnd() ? 'already-applied' : 'file-exists', places: [] },
      whole,
    );
  }
  const index = new LineIndex(document.lines);
  const done = (changes: readonly LineChange[], exactness: Exactness, version?: Version): Fit =>
    checked({
      index,
      text,
      path,
      changes: effective(document.lines, changes),
      exactness,
      ...(version && { version }),
    });
  if (content.form === 'hunks') {
    const { changes, refusals, exactness, applied } = placeHunks(index, content.hunks, content.source);
    if (refusals.length > 0) return { fits: false, refusals };
    if (changes.length === 0 && applied > 0) return refuse({ reason: 'already-applied', places: [] });
    return done(changes, exactness);
  }
  if (content.lines.every(isBlankLine)) return refuse({ reason: 'would-empty-file', places: [] });
  const placed = placeCode({ index, code: content.lines, path });
  if ('refusal' in placed) return refuse(placed.refusal);
  return done(placed.changes, 'blanks', placed);
}

const refuse = (refusal: EditRefusal, ifConfirmed?: string): Fit => ({
  fits: false,
  refusals: [refusal],
  ...(ifConfirmed !== undefined && { ifConfirmed }),
});

/** The lines of hunks that have nothing but new ones; `undefined` when they build on others. */
function addedLines(hunks: readonly EditHunk[]): readonly string[] | undefined {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  if (lines.some(({ kind, text }) => kind !== 'new' && !isBlankLine(text))) return undefined;
  return lines.filter(({ kind }) => kind === 'new').map(({ text }) => text);
}

/** Changes that change something, in order. */
function effective(lines: readonly string[], changes: readonly LineChange[]): readonly LineChange[] {
  return changes
    .filter(({ startLine, endLine, lines: fresh }) => {
      const old = lines.slice(startLine, endLine);
      return old.length !== fresh.length || old.some((line, at) => line !== fresh[at]);
    })
    .toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
}

interface Checked {
  readonly index: LineIndex;
  readonly text: string;
  readonly path: string;
  readonly changes: readonly LineChange[];
  readonly exactness: Exactness;
  readonly version?: Version;
}

/** What a code block is a new version of. */
interface Version {
  readonly span: LineRegion;
  /** It is the whole file. */
  readonly isWhole: boolean;
}

/** The last look at what an edit would do, as a whole. */
function checked({ index, text, path, changes, exactness, version }: Checked): Fit {
  const document = splitText(text);
  if (changes.length === 0) return refuse({ reason: version ? 'already-applied' : 'no-change', places: [] });
  const collision = changes.find((change, at) => change.startLine < (changes[at - 1]?.endLine ?? 0));
  if (collision) return refuse({ reason: 'overlapping', places: [regionOf(collision)] });
  const changed = changedText(document, changes);
  const { lines } = splitText(changed);
  if (lines.every(isBlankLine)) return refuse({ reason: 'would-empty-file', places: [] });
  const places = changes.map(regionOf);
  if (isBalanced(bracketsOf(document.lines, path)) && !isBalanced(bracketsOf(lines, path)))
    return refuse({ reason: 'unbalanced', places }, changed);
  if (version && takesFromBelow(index, changes)) return refuse({ reason: 'unanchored', places }, changed);
  if (version && losesMuch(document.lines, changes, version))
    return refuse({ reason: 'drops-much', places }, changed);
  return { fits: true, text: changed, exactness };
}

/** What takes the place of lines stands further down already: the code is glued together from two places. */
function takesFromBelow(index: LineIndex, changes: readonly LineChange[]): boolean {
  return changes.some(({ startLine, endLine, lines: fresh }) => {
    const telling = fresh.filter((line) => weightOf(line) >= 1);
    const below = telling.filter((line) => {
      const position = index.onlyPlaceOf(line);
      return position !== undefined && index.solid[position]! >= endLine;
    });
    return endLine > startLine && below.length > 1 && below.length >= telling.length / 2;
  });
}

function losesMuch(
  lines: readonly string[],
  changes: readonly LineChange[],
  { span, isWhole }: Version,
): boolean {
  const solid = (some: readonly string[]): number => some.filter((line) => !isBlankLine(line)).length;
  const loss = changes.reduce(
    (sum, { startLine, endLine, lines: fresh }) =>
      sum + solid(lines.slice(startLine, endLine)) - solid(fresh),
    0,
  );
  const all = solid(lines.slice(span.startLine, span.endLine));
  return isWhole
    ? (loss > MANY_LINES && loss > all * SOME) || (loss > FEW_LINES && loss > all * MUCH * 0.75)
    : loss > MANY_LINES && loss > all * MUCH;
}

const regionOf = ({ startLine, endLine }: LineChange): LineRegion => ({ startLine, endLine });
