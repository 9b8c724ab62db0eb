import type { HiddenCount } from '../guard/secretKind.ts';
import type { LeftTask } from './chatRequest.ts';
import type { ModelId } from './model.ts';
import type { ProviderErrorKind } from './providerError.ts';
import type { Source } from './source.ts';
import type { Usage } from './usage.ts';

/** Why the model stopped by itself. A cut is not a finish: it is thrown as a `ProviderError`. */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool-calls'
  /** The provider stopped the answer, and what it has said is to be taken back. */
  | 'content-filter'
  /** The model declined, in words of its own. */
  | 'refusal'
  | 'context-exceeded'
  | 'unknown';

export type StreamEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'tool-call-start'; readonly callId: string; readonly name: string }
  | {
      readonly type: 'tool-call';
      readonly callId: string;
      readonly name: string;
      readonly argumentsText: string;
    }
  /** Secrets of the request were not sent; what comes before the answer. */
  | { readonly type: 'hidden'; readonly hidden: readonly HiddenCount[] }
  /** What the answer draws on. */
  | { readonly type: 'sources'; readonly sources: readonly Source[] }
  /** An attempt failed before anything was visible; the next one starts after `delayMs`. */
  | {
      readonly type: 'retrying';
      readonly attempt: number;
      readonly delayMs: number;
      readonly because: ProviderErrorKind;
      /** Of the fallback that waits; that of the model in use when absent. */
      readonly label?: string;
    }
  /**
   * The request waits before it goes out: until others are through, or for a limit of the provider's or the user's own,
   * which then lasts `waitMs` as far as is known.
   */
  | {
      readonly type: 'queued';
      readonly because: 'turn' | 'limit' | 'own-limit';
      readonly waitMs?: number;
      /** Of the fallback that waits; that of the model in use when absent. */
      readonly label?: string;
    }
  /** The request is with the provider: the answer can be waited for without others' turn, even after a restart. */
  | { readonly type: 'left-with-provider'; readonly task: LeftTask }
  /** Another model of the user's chain answers, or another address of the same; its events follow. */
  | { readonly type: 'fell-back'; readonly modelId: ModelId; readonly label: string }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** Absent when the provider did not count. */
      readonly usage?: Usage;
      /** The model that the provider says answered. */
      readonly servedModel?: string;
      /** Goes back with the results of the tools that were called: `ChatMessage.sealedReasoning`. */
      readonly sealedReasoning?: string;
      /** Nothing was sent: the answer was given to the same request before. */
      readonly fromCache?: true;
    };
