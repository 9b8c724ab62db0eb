import { element } from '../dom/element.ts';
import { createCalmQueue } from './calmQueue.ts';

/** Reads out what it is told, in pieces that a listener can follow. */
export interface LiveRegion {
  readonly element: HTMLElement;
  say(sentences: readonly string[]): void;
  /** Takes back what was said, and what was to be: nobody is to come upon it again. */
  unsay(): void;
}

const INTERVAL_MS = 1500;
const KEPT = 20;

export function createLiveRegion(now: () => number): LiveRegion {
  const root = element('div', {
    class: 'visually-hidden',
    'aria-live': 'polite',
    'aria-relevant': 'additions',
  });
  const clock = { now, after: (delayMs: number, callback: () => void) => setTimeout(callback, delayMs) };
  const queue = createCalmQueue(clock, INTERVAL_MS, (sentences) => {
    root.append(element('p', {}, sentences.join(' ')));
    while (root.childElementCount > KEPT) root.firstElementChild?.remove();
  });
  return {
    element: root,
    say: queue.add,
    unsay() {
      queue.clear();
      root.replaceChildren();
    },
  };
}
