import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { ProviderError, ProviderErrorKind, Remedy } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Frame, Framing } from './framing.ts';

/** Why a provider gave no answer, as its reply says. */
export interface Refusal {
  readonly kind: ProviderErrorKind;
  /** The provider's own words, not yet redacted. */
  readonly message?: string;
  /** What is wrong, in our words, where the provider says nothing. English and technical. */
  readonly note?: string;
  /** The provider's own code. */
  readonly code?: string;
  readonly status?: number;
  /** Earliest time for another attempt, from now. */
  readonly retryAfterMs?: number;
  /** The provider's own word on whether another attempt can help. */
  readonly retryable?: boolean;
  readonly requestId?: string;
  /** What makes the very same request acceptable, once. */
  readonly remedy?: Remedy;
  readonly suggestedProvider?: string;
  /** What the user can run in a terminal to set it right. */
  readonly command?: string;
  /** Nothing more will be answered in this conversation. */
  readonly endsChat?: boolean;
  readonly usage?: Usage;
  readonly cause?: unknown;
}

/** Makes the error that a refusal is thrown as: with the names of provider, host and model, and without secrets. */
export type Fail = (refusal: Refusal) => ProviderError;

export type Emit = (event: StreamEvent) => void;

/** `finished` = the model has stopped, but counts may follow; `done` = nothing more can follow. */
export type DecoderProgress = 'open' | 'finished' | 'done';

/** Turns the frames of one answer into events. Whatever it throws was made by the `Fail` it was given. */
export interface Decoder {
  readonly progress: DecoderProgress;
  push(frame: Frame, emit: Emit): void;
  /** Takes an answer that came in one piece. */
  whole(body: string, emit: Emit): void;
  /** The stream is over: emits the finish, or throws when the answer never reached its own end mark. */
  end(emit: Emit): void;
}

export interface HttpRefusal {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
  /** ms since 1970 UTC, to which the reply's dates are related. */
  readonly now: number;
}

/** How a family of APIs writes requests, answers and refusals. Pure: no network, no clock. */
export interface Dialect {
  readonly framing: Framing;
  /** `POST` when absent. */
  readonly method?: 'POST' | 'PUT';
  /** Where a request goes, below an endpoint's base URL. */
  url(baseUrl: string, request: ChatRequest): string;
  /** What goes beside the body. Names in lower case. */
  headers(request: ChatRequest): Readonly<Record<string, string>>;
  encode(request: ChatRequest): Readonly<Record<string, unknown>>;
  /**
   * Whether the provider goes on, at the very end and by itself, with what such a request `continues`. It never does
   * when absent, and no request that continues anything is made.
   */
  resumes?(baseUrl: string, request: Pick<ChatRequest, 'model' | 'reasoning'>): boolean;
  /** `now`, in ms since 1970 UTC, is what dates in the answer's errors are related to. */
  decoder(now: number, fail: Fail): Decoder;
  refusal(reply: HttpRefusal): Refusal;
}
