import { diffLines, type Hunk } from './lineDiff.ts';
import { collide, mergeLines } from './mergeLines.ts';

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
  readonly progress: EditProgress;
}

export type EditEvent =
  /** The model's text so far, merged into the whole document. */
  | { readonly type: 'proposed'; readonly lines: readonly string[] }
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
  return { baseline: lines, proposed: lines, current: lines, progress: 'streaming' };
}

/** Pure. No event ever removes a line that the user wrote. */
export function reduceEdit(state: EditState, event: EditEvent): EditState {
  switch (event.type) {
    case 'proposed':
      return propose(state, event.lines);
    case 'document-changed':
      return absorb({ ...state, current: event.lines });
    case 'ended':
      return absorb({ ...state, progress: event.progress });
    case 'hunk-accepted':
      return absorb({ ...state, baseline: decided(state, event.index, 'proposed') });
    case 'hunk-rejected':
      return absorb(propose(state, decided(state, event.index, 'baseline')));
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
      return absorb({ ...state, baseline: state.proposed });
    case 'all-rejected':
      return absorb(propose(state, state.baseline));
  }
}

function propose(state: EditState, lines: readonly string[]): EditState {
  return { ...state, proposed: lines, current: mergeLines(state.proposed, state.current, lines) };
}

/** One side with hunk `index` taken over from the other: `baseline` rejects it, `proposed` accepts it. */
function decided(state: EditState, index: number, winner: 'baseline' | 'proposed'): readonly string[] {
  const hunk = diffLines(state.baseline, state.proposed)[index];
  if (!hunk) return winner === 'baseline' ? state.proposed : state.baseline;
  return winner === 'baseline'
    ? state.proposed.toSpliced(
        hunk.newStart,
        hunk.newEnd - hunk.newStart,
        ...state.baseline.slice(hunk.oldStart, hunk.oldEnd),
      )
    : state.baseline.toSpliced(
        hunk.oldStart,
        hunk.oldEnd - hunk.oldStart,
        ...state.proposed.slice(hunk.newStart, hunk.newEnd),
      );
}

/**
 * Makes the user's own changes outside the undecided hunks part of both baseline and proposal, so that rejecting
 * cannot take them away. While the model still writes they stay apart, since the next proposal does not have them.
 */
function absorb(state: EditState): EditState {
  if (state.progress === 'streaming' || state.current === state.proposed) return state;
  const users = diffLines(state.proposed, state.current);
  if (users.length === 0) return { ...state, current: state.proposed };
  const models = diffLines(state.baseline, state.proposed);
  let { baseline, proposed } = state;
  // From the end, so that the indexes before stay right.
  for (const user of users.toReversed()) {
    if (models.some((model) => touches(user, model))) continue;
    const shift = models
      .filter((model) => model.newEnd <= user.oldStart)
      .reduce((sum, model) => sum + (model.oldEnd - model.oldStart) - (model.newEnd - model.newStart), 0);
    const lines = state.current.slice(user.newStart, user.newEnd);
    const length = user.oldEnd - user.oldStart;
    proposed = proposed.toSpliced(user.oldStart, length, ...lines);
    baseline = baseline.toSpliced(user.oldStart + shift, length, ...lines);
  }
  return withoutUndone({ ...state, baseline, proposed });
}

/** A hunk whose lines the user has put back by hand, or by undo, is as good as rejected. */
function withoutUndone(state: EditState): EditState {
  const hunks = pendingHunks(state);
  let { proposed } = state;
  for (const hunk of hunks.toReversed()) {
    const original = state.baseline.slice(hunk.oldStart, hunk.oldEnd);
    const now = state.current.slice(hunk.newStart, hunk.newEnd);
    if (hunk.edited && original.length === now.length && original.every((line, i) => line === now[i]))
      proposed = proposed.toSpliced(hunk.proposedStart, hunk.proposedEnd - hunk.proposedStart, ...original);
  }
  return proposed === state.proposed ? state : { ...state, proposed };
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
  return diffLines(state.baseline, state.proposed).map((model) => {
    let { newStart, newEnd } = model;
    let edited = false;
    for (const user of users) {
      const growth = user.newEnd - user.newStart - (user.oldEnd - user.oldStart);
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
  return state.progress !== 'streaming' && diffLines(state.baseline, state.proposed).length === 0;
}
