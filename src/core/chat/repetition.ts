/** A model that goes on with a text may repeat its end first, or all of it; so much of the end is looked for. */
const LOOK_BACK_CHARACTERS = 400;

/** Shorter repetitions may be chance. */
const LIKELY_CHARACTERS = 12;

/** Nobody writes so much twice in a row without meaning to. */
const CERTAIN_CHARACTERS = 40;

export interface Repetition {
  /** How many of the first characters of the new text repeat the kept one; 0 when none do. */
  readonly length: number;
  /** Whether it can be nothing else: what was repeated is long, and stands only once in the kept text. */
  readonly isCertain: boolean;
  /** All of the new text stands at an end of the kept one so far: only what follows can tell. */
  readonly isOpen: boolean;
}

const NONE: Repetition = { length: 0, isCertain: false, isOpen: false };

/**
 * How the beginning of `next` repeats the end of `kept`, or all of it. White space at the very end of `kept` is taken
 * as repeated as far as it is. With `isOver` nothing more of `next` will come.
 */
export function repetitionOf(kept: string, next: string, isOver: boolean): Repetition {
  const body = kept.trimEnd();
  const first = Math.max(0, body.length - LOOK_BACK_CHARACTERS);
  let isOpen = false;
  for (let start = 0; start < body.length; start = start === 0 ? Math.max(1, first) : start + 1) {
    const length = body.length - start;
    if (next.length < length) isOpen ||= next !== '' && body.startsWith(next, start);
    else if (next.startsWith(body.slice(start))) {
      const found = isLikely(body, start) ? withGap(kept, body.length, start, next) : NONE;
      return { ...found, isOpen: isOpen || (found.isOpen && !isOver) };
    }
  }
  if (!isOver || !isOpen) return { ...NONE, isOpen };
  // It ended before it came to anything new.
  return next.length < LIKELY_CHARACTERS
    ? NONE
    : { length: next.length, isCertain: next.length >= CERTAIN_CHARACTERS, isOpen: false };
}

function isLikely(body: string, start: number): boolean {
  const length = body.length - start;
  if (length >= LIKELY_CHARACTERS || start === 0) return true;
  return body[start - 1] === '\n' && isUnique(body, start);
}

/** The repetition from `start` on, with what follows it of the white space at the end of the kept text. */
function withGap(kept: string, bodyLength: number, start: number, next: string): Repetition {
  const length = bodyLength - start;
  const gap = kept.slice(bodyLength);
  const after = next.slice(length, length + gap.length);
  const isLong = length >= CERTAIN_CHARACTERS || (start === 0 && length >= LIKELY_CHARACTERS);
  const isCertain = isLong && isUnique(kept, start) && !isPeriodic(kept.slice(start, bodyLength));
  if (gap.startsWith(after))
    return { length: length + after.length, isCertain, isOpen: after.length < gap.length };
  let same = 0;
  while (gap[same] === after[same]) same++;
  return { length: length + same, isCertain: false, isOpen: false };
}

const isUnique = (kept: string, start: number): boolean =>
  kept.indexOf(kept.slice(start).trimEnd()) === start;

/** Whether the text is another one at least twice over, such as a ruler or a row of zeros. */
function isPeriodic(text: string): boolean {
  if (text.length > LOOK_BACK_CHARACTERS) return false;
  for (let period = 1; period <= text.length / 2; period++)
    if (text.startsWith(text.slice(period))) return true;
  return false;
}

/** Room for what a model leaves out at the beginning, such as indentation. */
const ASKED_CHARACTERS = 60;

/**
 * The end of a text as a model is asked to repeat it, without white space after it: from where a line or a word
 * begins, and, where that is possible, unlike anything before it, so that the repetition is certain.
 */
export function endToRepeat(kept: string): string {
  const body = kept.trimEnd();
  const last = body.length - ASKED_CHARACTERS;
  const first = Math.max(0, body.length - LOOK_BACK_CHARACTERS);
  const beginsWhere = (boundary: RegExp): number | undefined => {
    for (let start = last; start > first; start--)
      if (boundary.test(body.charAt(start - 1)) && isUnique(body, start)) return start;
    return undefined;
  };
  return body.slice(beginsWhere(/\n/) ?? beginsWhere(/[\s，。；：！？、）]/) ?? first);
}
