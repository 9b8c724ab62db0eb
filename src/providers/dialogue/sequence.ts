/** How many items may wait for one that is missing. */
const LONGEST_WAIT = 256;

/** Puts numbered items in order: what came before is dropped, what comes too early waits. Numbers start at 1. */
export interface Sequence<Item> {
  /** The number of the last item that was handed out in order; 0 before the first. */
  readonly last: number;
  /** An item waits for one that is missing. */
  readonly hasGap: boolean;
  /** So many wait that the missing one will not come. */
  readonly isStuck: boolean;
  /** What can be handed out now. An item without a number is handed out at once. */
  push(number: number | undefined, item: Item): readonly Item[];
  /** Forgets what waits: it will be sent again. */
  rewind(): void;
}

export function createSequence<Item>(): Sequence<Item> {
  const early = new Map<number, Item>();
  let last = 0;
  return {
    get last() {
      return last;
    },
    get hasGap() {
      return early.size > 0;
    },
    get isStuck() {
      return early.size > LONGEST_WAIT;
    },
    push(number, item) {
      if (number === undefined) return [item];
      if (number <= last) return [];
      early.set(number, item);
      const ready: Item[] = [];
      for (let next = early.get(last + 1); next !== undefined; next = early.get(last + 1)) {
        early.delete(++last);
        ready.push(next);
      }
      return ready;
    },
    rewind: () => early.clear(),
  };
}
