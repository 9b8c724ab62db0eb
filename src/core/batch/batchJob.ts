import type { LeftTask } from '../model/chatRequest.ts';
import type { ModelId } from '../model/model.ts';
import type { Usage } from '../model/usage.ts';

export type BatchKind = 'explain' | 'document';

/** Why a file is left out. */
export type SkipReason =
  | 'binary'
  | 'too-large'
  | 'unreadable'
  | 'generated'
  | 'empty'
  | 'not-code'
  | 'too-many';

/** Lines `[startLine, endLine)`, 0-based. */
export interface BatchRegion {
  readonly startLine: number;
  readonly endLine: number;
}

export type ItemState =
  | { readonly status: 'waiting' }
  | {
      readonly status: 'done';
      /** As the model wrote it. */
      readonly answer: string;
      /** SHA-256 of the file's text that was sent. */
      readonly sourceHash: string;
      readonly usage?: Usage | undefined;
      readonly fromCache?: boolean | undefined;
      /** Lines that a `document` answer adds to the file; absent where the file has changed since it was sent. */
      readonly addedLines?: number | undefined;
      /** The user has taken the result over into the file. */
      readonly isApplied?: boolean | undefined;
    }
  | { readonly status: 'failed'; readonly code: string; readonly what: string }
  | { readonly status: 'skipped'; readonly reason: SkipReason };

/** A file, or lines of it, and what has become of it. */
export interface BatchItem {
  /** Unique among all batches; 6 to 64 characters, as providers want it. */
  readonly id: string;
  readonly uri: string;
  /** Relative to the workspace folder. */
  readonly path: string;
  /** The whole file when absent. */
  readonly region?: BatchRegion | undefined;
  readonly state: ItemState;
  /** The provider that has it, and SHA-256 of the file's text that it was given. */
  readonly left?: (LeftTask & { readonly sourceHash: string }) | undefined;
}

/**
 * `live` asks for each file by itself and waits for the answer; `deferred` leaves each with the provider and comes back
 * for it; `bulk` hands all over in one file, at the provider's lower price.
 */
export type BatchDelivery = 'live' | 'deferred' | 'bulk';

/** The same task for many files. */
export interface BatchJob {
  readonly id: string;
  readonly kind: BatchKind;
  /** What it is about: the folder's name, or how many files. */
  readonly title: string;
  /** ms since 1970 UTC. */
  readonly createdAt: number;
  readonly modelId: ModelId;
  readonly modelLabel: string;
  readonly delivery: BatchDelivery;
  readonly items: readonly BatchItem[];
  /** The provider's name for a `bulk` that it has. */
  readonly bulkId?: string | undefined;
  /** SHA-256 of what the provider was handed of each file, by the item's id. */
  readonly sourceHashes?: Readonly<Record<string, string>> | undefined;
}

export type BatchEvent =
  | { readonly type: 'created'; readonly job: BatchJob }
  | {
      readonly type: 'item-ended';
      readonly id: string;
      readonly state: Exclude<ItemState, { status: 'waiting' }>;
    }
  | { readonly type: 'item-left'; readonly id: string; readonly left: NonNullable<BatchItem['left']> }
  | { readonly type: 'item-applied'; readonly id: string }
  /** Those that failed are to be done again. */
  | { readonly type: 'retried' }
  /** The provider has taken what waits. */
  | {
      readonly type: 'handed-over';
      readonly bulkId: string;
      readonly sourceHashes: Readonly<Record<string, string>>;
    }
  /** The provider is through with it, or was told to give it up. */
  | { readonly type: 'taken-back' };

/** Pure; the file of a batch is its events, so that a batch goes on after a restart where it was. */
export function reduceBatch(job: BatchJob | undefined, event: BatchEvent): BatchJob | undefined {
  if (event.type === 'created') return event.job;
  if (!job) return undefined;
  switch (event.type) {
    case 'item-ended':
      return withItem(job, event.id, ({ left: _, ...item }) => ({ ...item, state: event.state }));
    case 'item-left':
      return withItem(job, event.id, (item) => ({ ...item, left: event.left }));
    case 'item-applied':
      return withItem(job, event.id, (item) =>
        item.state.status === 'done' ? { ...item, state: { ...item.state, isApplied: true } } : item,
      );
    case 'retried':
      return withItems(job, (item) =>
        item.state.status === 'failed' ? { ...item, state: { status: 'waiting' } } : item,
      );
    case 'handed-over':
      return { ...job, bulkId: event.bulkId, sourceHashes: event.sourceHashes };
    case 'taken-back': {
      const { bulkId: _, sourceHashes: __, ...rest } = job;
      return rest;
    }
  }
}

const withItems = (job: BatchJob, change: (item: BatchItem) => BatchItem): BatchJob => ({
  ...job,
  items: job.items.map(change),
});

const withItem = (job: BatchJob, id: string, change: (item: BatchItem) => BatchItem): BatchJob =>
  withItems(job, (item) => (item.id === id ? change(item) : item));

/** The files that have comments to look at, as far as is known. */
export function itemsToReview({ kind, items }: BatchJob): readonly DoneItem[] {
  return kind === 'document' ? items.filter(isDone).filter(({ state }) => state.addedLines !== 0) : [];
}

type DoneItem = BatchItem & { readonly state: Extract<ItemState, { status: 'done' }> };

const isDone = (item: BatchItem): item is DoneItem => item.state.status === 'done';

/** How many of a batch's files are in each state. */
export type BatchTally = Readonly<Record<ItemState['status'], number>> & {
  /** All but those that are left out. */
  readonly wanted: number;
};

export function tallyOf({ items }: BatchJob): BatchTally {
  const tally = { waiting: 0, done: 0, failed: 0, skipped: 0 };
  for (const { state } of items) tally[state.status]++;
  return { ...tally, wanted: items.length - tally.skipped };
}
