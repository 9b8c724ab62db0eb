/** A message as it arrives on the wire. `content` may also be `null` or an array of parts; `contentText` reads all. */
export interface WireMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly content?: string | null | readonly { readonly type: string; readonly text?: string }[];
  readonly reasoning_content?: string;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
}

/** The body of `POST …/chat/completions`, as far as a handler has a use for it. */
export interface ChatCompletionRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly stream?: boolean;
  readonly tools?: readonly {
    readonly type: 'function';
    readonly function: {
      readonly name: string;
      readonly description?: string;
      readonly parameters?: unknown;
    };
  }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly thinking?: { readonly type?: string };
  readonly enable_thinking?: boolean;
}

/** A piece of an answer. Each becomes one event on the wire; `finish` may be left out and is then worked out. */
export type AnswerDelta =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'tool-call';
      readonly callId: string;
      readonly name: string;
      readonly argumentsText: string;
    }
  | { readonly type: 'finish'; readonly reason: string };

/**
 * Answers a request. The server counts, frames and paces; the handler only says what. The signal is aborted when
 * the client goes away. An `AnswerRefusal` thrown before the first delta becomes an HTTP error.
 */
export type AnswerHandler = (
  request: ChatCompletionRequest,
  signal: AbortSignal,
) => AsyncIterable<AnswerDelta> | Iterable<AnswerDelta>;

/** Thrown by a handler to answer with an HTTP error; `body` is sent as JSON. */
export class AnswerRefusal extends Error {
  override readonly name = 'AnswerRefusal';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The text of a message, whichever of the three spellings it came in. */
export function contentText({ content }: WireMessage): string {
  if (typeof content === 'string') return content;
  return content?.map((part) => part.text ?? '').join('') ?? '';
}
