import type { Model } from './model.ts';
import type { Picture } from './picture.ts';

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text as the model wrote it; it may not parse. */
  readonly argumentsText: string;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type ChatMessage =
  | { readonly role: 'system'; readonly text: string }
  | {
      readonly role: 'user';
      readonly text: string;
      /** Only for a model that sees. */
      readonly pictures?: readonly Picture[];
    }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly reasoning?: string;
      /** The reasoning as the provider sealed it: opaque, and wanted back unchanged while the tools go on. */
      readonly sealedReasoning?: string;
      readonly toolCalls?: readonly ToolCall[];
    }
  | { readonly role: 'tool'; readonly callId: string; readonly result: string };

/**
 * What the user asked for; usage is counted by it. `test` and `document` write tests and documentation comments; `write` is a text about the project: a commit message, release notes; `review` is of changes;
 * `editor` is what the editor and other extensions ask; `compact` sums up what of a chat no longer fits; `explain-files` and `document-files` are batches that nobody waits for;
 * `probe` is the one-token call that tries a key.
 */
export const PURPOSES = [
  'chat',
  'explain',
  'generate',
  'optimize',
  'fix',
  'test',
  'document',
  'write',
  'summarize',
  'review',
  'translate',
  'compact',
  'editor',
  'explain-files',
  'document-files',
  'probe',
] as const;

export type Purpose = (typeof PURPOSES)[number];

/** The beginning of an answer that broke off; none without text. */
export interface AnswerBeginning {
  readonly text: string;
  readonly reasoning: string;
}

/** A request that was left with a provider, which answers it in its own time. */
export interface LeftTask {
  /** The endpoint that has it. */
  readonly provider: string;
  readonly taskId: string;
}

export interface ChatRequest {
  /** Unique; the same for every attempt, and sent to providers that take one. */
  readonly id: string;
  readonly purpose: Purpose;
  readonly model: Model;
  readonly messages: readonly ChatMessage[];
  /** For services that keep conversations themselves: which one, and which of its turns is answered. */
  readonly conversation?: { readonly id: string; readonly turn: string };
  readonly tools?: readonly ToolDefinition[];
  readonly maxOutputTokens?: number;
  /** 0 is deterministic where the provider allows it. */
  readonly temperature?: number;
  /** Asks a model that can think to do so, or not to; the provider's default when absent. */
  readonly reasoning?: 'on' | 'off';
  /**
   * `whole` asks for one JSON answer; it arrives as the same events. `deferred` leaves the request with the provider and
   * comes back for the answer, where the provider can; else it is streamed. Default `stream`.
   */
  readonly delivery?: 'stream' | 'whole' | 'deferred';
  /** Who has this request already: it is asked for the answer, which is not paid for twice. */
  readonly left?: LeftTask;
  /** URIs of the documents whose code the messages hold: written down where the user wants it, never sent. */
  readonly documents?: readonly string[];
  /** The span that the request belongs to, as W3C Trace Context writes it; sent along where it is there. */
  readonly traceparent?: string;
  /** The provider may search the web, where it can. */
  readonly webSearch?: boolean;
  /** The provider is asked even if the answer is known, and the known one is replaced. */
  readonly fresh?: boolean;
  /**
   * The model goes on with this at its very end, and may have nothing to add. Only for endpoints that do so by a
   * mechanism of their own.
   */
  readonly continues?: AnswerBeginning;
}
