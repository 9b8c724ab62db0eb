import { diffLines, type Hunk } from './lineDiff.ts';
import { collide, mergeLines } from './mergeLines.ts';
import type { Proposal } from './proposal.ts';

/** `streaming` → `complete`, `stopped` (by the user) or `interrupted` (by the network). */
export type EditProgress = 'streaming' | 'complete' | 'stopped' | 'interrupted';

/**
 * A proposed change of a whole document, as lines. `current` is what the document holds or should hold; the user's
 * own typing is the difference between `proposed` and `current`, the model's between `baseline` and `proposed`.
 */
export interface EditState {
  /** The text without the hunks that are still undecided. */
  readonly baseline: readonly string[];
  /** The baseline with the undecided hunks. */
  readonly proposed: readonly string[];
  readonly current: readonly string[];
  /**
   * The undecided hunks, from baseline to proposal. They are found once, when the model's text comes, and then moved
   * along: where lines repeat or move, a new diff could count a line that the user wrote among the model's.
   */
  readonly hunks: readonly Hunk[];
  readonly progress: EditProgress;
}

export type EditEvent =
  /** The model's text so far, merged into the whole baseline. */
  | ({ readonly type: 'proposed' } & Proposal)
  /**
   * The model thought again: a text that the document had, `base`, became `lines`. Hunks that the user has changed are
   * the user's from then on.
   */
  | { readonly type: 'amended'; readonly base: readonly string[]; readonly lines: readonly string[] }
  /** The user, or anybody but us, changed the document. */
  | { readonly type: 'document-changed'; readonly lines: readonly string[] }
  | { readonly type: 'ended'; readonly progress: Exclude<EditProgress, 'streaming'> }
  | { readonly type: 'hunk-accepted'; readonly index: number }
  | { readonly type: 'hunk-rejected'; readonly index: number }
  /** In a hunk that the user edited, the model's lines replace the user's. */
  | { readonly type: 'hunk-restored'; readonly index: number }
  | { readonly type: 'all-accepted' }
  | { readonly type: 'all-rejected' };

/** An undecided change. `old*` are lines of the baseline, `new*` of the document as it is now. */
export interface PendingHunk extends Hunk {
  /** The user has changed these lines too; theirs stand, the model's are in `proposedStart` … `proposedEnd`. */
  readonly edited: boolean;
  readonly proposedStart: number;
  readonly proposedEnd: number;
}

export function newEdit(lines: readonly string[]): EditState {
  return { baseline: lines, proposed: lines, current: lines, hunks: [], progress: 'streaming' };
}

/** Pure. No event ever removes a line that the user wrote. */
export function reduceEdit(state: EditState, event: EditEvent): EditState {
  switch (event.type) {
    case 'proposed':
      return propose(state, event);
    case 'amended':
      return amend(state, event);
    case 'document-changed':
      return absorb({ ...state, current: event.lines });
    case 'ended':
      return absorb({ ...state, progress: event.progress });
    case 'hunk-accepted':
      return absorb(accept(state, event.index));
    case 'hunk-rejected':
      return absorb(reject(state, (index) => index === event.index));
    case 'hunk-restored': {
      const hunk = pendingHunks(state)[event.index];
      if (!hunk) return state;
      const models = state.proposed.slice(hunk.proposedStart, hunk.proposedEnd);
      return absorb({
        ...state,
        current: state.current.toSpliced(hunk.newStart, hunk.newEnd - hunk.newStart, ...models),
      });
    }
    case 'all-accepted':
      return absorb({ ...state, baseline: state.proposed, hunks: [] });
    case 'all-rejected':
      return absorb(reject(state, () => true));
  }
}

function propose(state: EditState, { lines, hunks }: Proposal): EditState {
  return {
    ...state,
    proposed: lines,
    hunks,
    current: mergeLines(state.proposed, state.current, lines),
  };
}

function amend(
  state: EditState,
  { base, lines }: { readonly base: readonly string[]; readonly lines: readonly string[] },
): EditState {
  let own = state;
  for (;;) {
    const edited = pendingHunks(own).findIndex((hunk) => hunk.edited);
    if (edited < 0) break;
    own = absorb(accept(own, edited));
  }
  const merged = mergeLines(base, own.current, lines);
  return { ...own, proposed: merged, current: merged, hunks: diffLines(own.baseline, merged) };
}

function accept(state: EditState, index: number): EditState {
  const { baseline, proposed, hunks } = state;
  const hunk = hunks[index];
  if (!hunk) return state;
  const lines = proposed.slice(hunk.newStart, hunk.newEnd);
  return {
    ...state,
    baseline: baseline.toSpliced(hunk.oldStart, hunk.oldEnd - hunk.oldStart, ...lines),
    hunks: [
      ...hunks.slice(0, index),
      ...hunks.slice(index + 1).map((later) => moved(later, growthOf(hunk), 0)),
    ],
  };
}

function reject(state: EditState, isRejected: (index: number) => boolean): EditState {
  const { changes, ...rest } = withdraw(state, isRejected);
  return { ...state, ...rest, current: mergeLines(state.proposed, state.current, rest.proposed, changes) };
}

/** The proposal without some of its hunks, whose lines are the baseline's again; and how it came to be. */
function withdraw(
  { baseline, proposed, hunks }: EditState,
  isWithdrawn: (index: number) => boolean,
): Pick<EditState, 'proposed' | 'hunks'> & { readonly changes: readonly Hunk[] } {
  let lines: readonly string[] = [];
  const changes: Hunk[] = [];
  const kept: Hunk[] = [];
  let position = 0;
  for (const [index, hunk] of hunks.entries()) {
    lines = lines.concat(proposed.slice(position, hunk.newStart));
    const newStart = lines.length;
    if (isWithdrawn(index)) {
      lines = lines.concat(baseline.slice(hunk.oldStart, hunk.oldEnd));
      changes.push({ oldStart: hunk.newStart, oldEnd: hunk.newEnd, newStart, newEnd: lines.length });
    } else {
      lines = lines.concat(proposed.slice(hunk.newStart, hunk.newEnd));
      kept.push(moved(hunk, 0, newStart - hunk.newStart));
    }
    position = hunk.newEnd;
  }
  lines = lines.concat(proposed.slice(position));
  return { proposed: lines, hunks: kept, changes };
}

const growthOf = (hunk: Hunk): number => hunk.newEnd - hunk.newStart - (hunk.oldEnd - hunk.oldStart);

const moved = (hunk: Hunk, oldLines: number, newLines: number): Hunk => ({
  oldStart: hunk.oldStart + oldLines,
  oldEnd: hunk.oldEnd + oldLines,
  newStart: hunk.newStart + newLines,
  newEnd: hunk.newEnd + newLines,
});

/**
 * Makes the user's own changes outside the undecided hunks part of both baseline and proposal, so that rejecting
 * cannot take them away. While the model still writes they stay apart, since the next proposal does not have them.
 */
function absorb(state: EditState): EditState {
  if (state.progress === 'streaming' || state.current === state.proposed) return state;
  const users = diffLines(state.proposed, state.current);
  if (users.length === 0) return { ...state, current: state.proposed };
  let { baseline, proposed, hunks } = state;
  // From the end, so that the places before stay right.
  for (const user of users.toReversed()) {
    if (state.hunks.some((hunk) => touches(user, hunk))) continue;
    const isBefore = (hunk: Hunk): boolean => hunk.newEnd <= user.oldStart;
    const shift = state.hunks.filter(isBefore).reduce((sum, hunk) => sum - growthOf(hunk), 0);
    const lines = state.current.slice(user.newStart, user.newEnd);
    const length = user.oldEnd - user.oldStart;
    proposed = proposed.toSpliced(user.oldStart, length, ...lines);
    baseline = baseline.toSpliced(user.oldStart + shift, length, ...lines);
    const growth = growthOf(user);
    hunks = hunks.map((hunk, index) => (isBefore(state.hunks[index]!) ? hunk : moved(hunk, growth, growth)));
  }
  return withoutUndone({ ...state, baseline, proposed, hunks });
}

/** A hunk whose lines the user has put back by hand, or by undo, is as good as rejected. */
function withoutUndone(state: EditState): EditState {
  const isUndone = pendingHunks(state).map((hunk) => {
    const original = state.baseline.slice(hunk.oldStart, hunk.oldEnd);
    const now = state.current.slice(hunk.newStart, hunk.newEnd);
    return hunk.edited && original.length === now.length && original.every((line, i) => line === now[i]);
  });
  if (!isUndone.includes(true)) return state;
  const { proposed, hunks } = withdraw(state, (index) => isUndone[index] === true);
  return { ...state, proposed, hunks };
}

/** A user's change lies in a hunk of the model's; both in lines of the proposal. */
const touches = (user: Hunk, model: Hunk): boolean =>
  collide(user, { oldStart: model.newStart, oldEnd: model.newEnd });

/** A user's change comes before a hunk of the model's. What the user inserts where the model deleted comes after. */
const precedes = (user: Hunk, model: Hunk): boolean =>
  model.newStart === model.newEnd && user.oldStart === user.oldEnd
    ? user.oldEnd < model.newStart
    : user.oldEnd <= model.newStart;

/** The undecided hunks, top to bottom, in the lines of the document as it is now. */
export function pendingHunks(state: EditState): PendingHunk[] {
  const users = diffLines(state.proposed, state.current);
  return state.hunks.map((model) => {
    let { newStart, newEnd } = model;
    let edited = false;
    for (const user of users) {
      const growth = growthOf(user);
      if (touches(user, model)) {
        edited = true;
        newStart -= Math.max(0, model.newStart - user.oldStart);
        newEnd += growth + Math.max(0, user.oldEnd - model.newEnd);
      } else if (precedes(user, model)) {
        newStart += growth;
        newEnd += growth;
      }
    }
    return {
      oldStart: model.oldStart,
      oldEnd: model.oldEnd,
      newStart,
      newEnd,
      edited,
      proposedStart: model.newStart,
      proposedEnd: model.newEnd,
    };
  });
}

/** Nothing is left to decide. */
export function isSettled(state: EditState): boolean {
  return state.progress !== 'streaming' && state.hunks.length === 0;
}
