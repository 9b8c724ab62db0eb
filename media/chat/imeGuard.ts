/** The parts of a key press that tell whether an input method has taken it. */
export interface KeyPress {
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/** Tells the Enter that confirms an input method's candidate from the one that sends. */
export interface ImeGuard {
  compositionStarted(): void;
  compositionEnded(): void;
  /** The field lost the focus, and with it any composition. */
  left(): void;
  isConfirming(key: KeyPress): boolean;
}

/** Keys that an input method has taken have this code (UI Events, §“keyCode”); some report it for all keys. */
const TAKEN_BY_INPUT_METHOD = 229;
/** The key press that ended a composition may follow `compositionend` at once… */
const AFTER_END_MS = 50;
/** …or, when it still carries the input method's mark, a little later. */
const MARKED_AFTER_END_MS = 300;

/**
 * No sign is right everywhere: `isComposing` is false in some input methods, and the key code stays 229 in others when
 * nothing is composed. So all of them count, the key code only shortly after a composition. `now` is a clock in ms.
 */
export function createImeGuard(now: () => number): ImeGuard {
  let isComposing = false;
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    compositionStarted() {
      isComposing = true;
    },
    compositionEnded() {
      isComposing = false;
      endedAt = now();
    },
    left() {
      isComposing = false;
    },
    isConfirming(key) {
      if (isComposing || key.isComposing) return true;
      const guard = key.keyCode === TAKEN_BY_INPUT_METHOD ? MARKED_AFTER_END_MS : AFTER_END_MS;
      return now() - endedAt < guard;
    },
  };
}
