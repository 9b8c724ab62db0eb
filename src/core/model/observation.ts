import type { RequestOutcome } from '../usage/usageRecord.ts';
import type { ChatRequest } from './chatRequest.ts';
import type { ProviderError } from './providerError.ts';
import type { FinishReason } from './streamEvent.ts';
import type { Usage } from './usage.ts';

/** How a request, or one attempt at it, ended. */
export interface RequestEnd {
  /** Start, in ms since 1970 UTC. */
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: RequestOutcome;
  readonly error?: ProviderError;
  readonly finishReason?: FinishReason;
  /** The model that the provider says answered. */
  readonly servedModel?: string;
  /** As far as the provider counted; of a whole request, as it is counted. */
  readonly usage?: Usage;
  /** What arrived of the answer. */
  readonly text: string;
}

/** One request that is watched. */
export interface Observation {
  /** What goes on to the provider in place of the request. */
  readonly request: ChatRequest;
  /** Called once, before the consumer sees the end. Never throws. */
  end(end: RequestEnd): void;
}

/** Begins to watch a request. Never throws. */
export type Observer = (request: ChatRequest) => Observation;

/** Who watches now; `undefined` when nobody does, which costs nothing. Never rejects. */
export type Observers = () => Promise<readonly Observer[]> | undefined;
