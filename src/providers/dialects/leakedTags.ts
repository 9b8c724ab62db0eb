import type { Emit } from './dialect.ts';

/** Sorts the text of a model that lets out tags of its own making. */
export interface TagFilter {
  push(piece: string, emit: Emit): void;
  /** The answer is over: what was held back, because a tag might have begun with it, comes out. */
  end(emit: Emit): void;
}

const THINK = '<think>';
const THOUGHT = '</think>';
const BOX = /<\|(?:begin|end)_of_box\|>/;
const BOX_MARKS = ['<|begin_of_box|>', '<|end_of_box|>'];

/**
 * Takes `<think>…</think>` at the very beginning for what it is, reasoning, and the marks of a box around the result
 * out, as GLM-Z1 and GLM's vision models let them slip into their text. However the text is cut, the events add up to
 * the same.
 */
export function createTagFilter(): TagFilter {
  // Later than at the start, a model may be writing about thoughts; between thoughts and answer there are only blanks.
  let place: 'start' | 'thoughts' | 'between' | 'text' = 'start';
  let held = '';

  /** Reads on from one place to the next; false when more has to come first. */
  function step(emit: Emit): boolean {
    switch (place) {
      case 'start': {
        const rest = held.trimStart();
        if (rest.startsWith(THINK)) {
          held = rest.slice(THINK.length);
          place = 'thoughts';
        } else if (THINK.startsWith(rest)) return false;
        else place = 'text';
        return true;
      }
      case 'thoughts': {
        const end = held.indexOf(THOUGHT);
        if (end === -1) return give('reasoning-delta', held.length - unsure(held, [THOUGHT]), emit);
        give('reasoning-delta', end, emit);
        held = held.slice(THOUGHT.length);
        place = 'between';
        return true;
      }
      case 'between':
        held = held.trimStart();
        if (held === '') return false;
        place = 'text';
        return true;
      case 'text': {
        const mark = BOX.exec(held);
        if (!mark) return give('text-delta', held.length - unsure(held, BOX_MARKS), emit);
        give('text-delta', mark.index, emit);
        held = held.slice(mark[0].length);
        return true;
      }
    }
  }

  function give(type: 'text-delta' | 'reasoning-delta', length: number, emit: Emit): false {
    if (length > 0) emit({ type, text: held.slice(0, length) });
    held = held.slice(length);
    return false;
  }

  return {
    push(piece, emit) {
      held += piece;
      while (step(emit));
    },
    end(emit) {
      if (place !== 'between')
        give(place === 'thoughts' ? 'reasoning-delta' : 'text-delta', held.length, emit);
    },
  };
}

/** How much at the end of a text may be the beginning of a mark. */
function unsure(text: string, marks: readonly string[]): number {
  const longest = Math.max(...marks.map((mark) => mark.length)) - 1;
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (marks.some((mark) => mark.startsWith(end))) return length;
  }
  return 0;
}
