import type { ChatRequest } from './chatRequest.ts';
import type { StreamEvent } from './streamEvent.ts';

/** A model API. Policies (retry, watchdog, usage) are providers around a provider. */
export interface Provider {
  readonly id: string;
  /**
   * The last event is one `finish`; otherwise the iteration throws: a `ProviderError`, or `signal.reason` when
   * the signal was aborted. It never just ends, and returning early closes the connection.
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
}
