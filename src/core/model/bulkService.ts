import type { ChatRequest } from './chatRequest.ts';
import type { FinishReason } from './streamEvent.ts';
import type { Usage } from './usage.ts';

export interface BulkProgress {
  /** No more answers will come. */
  readonly isOver: boolean;
  /** How many requests have their answer, or their error. */
  readonly settled: number;
  /** The provider's own word for where it is. */
  readonly status: string;
}

/** What became of one request. */
export type BulkResult = { readonly requestId: string } & (
  | { readonly text: string; readonly reason: FinishReason; readonly usage?: Usage }
  | { readonly error: unknown }
);

/**
 * A provider's way to answer many requests in its own time and at a lower price. All calls throw `ProviderError`, or
 * `signal.reason` when aborted.
 */
export interface BulkService {
  /** Hands the requests over, each named by its id, and gives the provider's name for them all. */
  submit(requests: readonly ChatRequest[], signal: AbortSignal): Promise<string>;
  look(bulkId: string, signal: AbortSignal): Promise<BulkProgress>;
  /** Those of the `wanted` requests that were answered or refused, in any order; their usage is recorded. */
  results(bulkId: string, wanted: BulkWanted, signal: AbortSignal): Promise<readonly BulkResult[]>;
  /** The provider gives up what it has not answered yet. */
  cancel(bulkId: string, signal: AbortSignal): Promise<void>;
}

export interface BulkWanted {
  readonly requestIds: ReadonlySet<string>;
  readonly purpose: ChatRequest['purpose'];
  readonly model: ChatRequest['model'];
  /** A request as it was handed over; `undefined` when it cannot be made again. */
  requestOf(id: string): Promise<ChatRequest | undefined>;
}
