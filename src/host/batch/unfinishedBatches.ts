import type { Memento } from 'vscode';

/** Under this key a workspace remembers the ids of the batches that are not finished. */
const UNFINISHED = 'inkstone.unfinishedBatches';

/** The ids of the batches to go on with after a restart, in the order in which they were begun. */
export function unfinishedBatches(memory: Memento): readonly string[] {
  return memory.get<readonly string[]>(UNFINISHED) ?? [];
}

export function rememberUnfinished(memory: Memento, id: string): void {
  write(memory, [...without(memory, id), id]);
}

export function forgetUnfinished(memory: Memento, id: string): void {
  if (unfinishedBatches(memory).includes(id)) write(memory, without(memory, id));
}

const without = (memory: Memento, id: string): readonly string[] =>
  unfinishedBatches(memory).filter((other) => other !== id);

function write(memory: Memento, ids: readonly string[]): void {
  void memory.update(UNFINISHED, ids.length > 0 ? ids : undefined);
}
