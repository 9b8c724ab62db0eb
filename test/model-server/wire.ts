import type { AnswerDelta, ChatCompletionRequest } from './answer.ts';
import type { ServedUsage } from './countTokens.ts';

/** A request as it came. The path has its query. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** An API in front of the same answers. */
export interface Wire {
  /** What answers, with HTTP 200, a question that is not let in. */
  refuse?(call: WireRequest): object | undefined;
  /** Of a stream. */
  readonly contentType: string;
  /** What is asked, in OpenAI's words, which handlers know; `undefined` when this API does not answer there. */
  read(request: WireRequest): ChatCompletionRequest | undefined;
  /** The reply to a request for a token, which needs no key. */
  token?(request: WireRequest): object | undefined;
  /** The reply to a question about the server or its models; `undefined` when there is no such question. */
  lookUp?(request: WireRequest, models: readonly string[]): object | undefined;
  /** Writes one answer, by the model that was asked for unless another is named. */
  writer(request: ChatCompletionRequest, id: string, model?: string): WireWriter;
}

/** Writes one answer as its API has it, and counts it on the way. */
export interface WireWriter {
  /** What goes out for one delta. */
  delta(delta: Exclude<AnswerDelta, { type: 'finish' }>): string;
  /** What ends a stream. `usage` in place of the counted one; `false` for none. */
  end(reason?: string, usage?: object | false): string;
  /** The whole answer, as JSON. */
  whole(reason?: string, usage?: object | false): string;
  readonly served: ServedUsage;
}
