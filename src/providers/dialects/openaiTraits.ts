import type { TagFilter } from './leakedTags.ts';
import type { ErrorTraits } from './openaiErrors.ts';
import type { WebSearch } from './webSearch.ts';

/** How a provider goes on with an answer at its very end. */
export interface ContinuationTraits {
  /**
   * The beginning is the last message, of the assistant's: `prefix` (DeepSeek) and `partial` (Moonshot, DashScope) mark
   * it, `final-message` (vLLM) sets two switches beside it, and `prefill` (llama.cpp, LM Studio, Ollama) needs nothing.
   */
  readonly by: 'prefix' | 'partial' | 'final-message' | 'prefill';
  /** The base URL at which alone it exists; other origins have none. The endpoint's own when absent. */
  readonly baseUrl?: string;
  /** A model that thinks before it answers does not do it. */
  readonly notWhenReasoning?: true;
}

export type ReasoningSwitch = 'thinking-type' | 'enable-thinking' | 'chat-template' | 'reasoning-object';

/** How one provider's chat completions differ from the others'. */
export interface OpenaiTraits extends ErrorTraits {
  readonly outputLimit: 'max_tokens' | 'max_completion_tokens';
  /** The smallest output limit that the provider takes. */
  readonly leastOutputTokens?: number;
  /** Counts come in a stream only if `stream_options.include_usage` asks for them. */
  readonly usageOnDemand: boolean;
  /** How thinking is switched; a provider without a switch decides by itself. */
  readonly reasoningSwitch?: ReasoningSwitch | readonly (readonly [models: RegExp, ReasoningSwitch])[];
  /** An answer in one piece is refused while the model thinks. */
  readonly thinksInStreamsOnly?: true;
  /** An assistant's turn with tool calls must bring its reasoning back: with all models, or with those of such a name. */
  readonly returnsReasoning: boolean | RegExp;
  /**
   * `no-zero`: from above 0 to 1 with two decimals, and 0 is written as `do_sample: false`.
   * `not-when-reasoning`: models that think refuse it.
   */
  readonly temperature: 'any' | 'no-zero' | 'not-when-reasoning';
  /** Where the request's id goes. */
  readonly requestId?: 'body' | 'header';
  /** How an answer that broke off is gone on with; a provider without a way of its own is asked to. */
  readonly continuation?: ContinuationTraits;
  /** Models whose text holds tags that were meant for the provider itself, and what sorts them out. */
  readonly leakedTags?: { readonly models: RegExp; filter(): TagFilter };
  /** The provider searches the web when it is asked to, and names what it has found. */
  readonly webSearch?: WebSearch;
  /** Tool arguments are streamed only if `tool_stream` asks for it. */
  readonly toolStream: boolean;
}

/** What an unknown OpenAI-compatible server most likely understands. */
export const PLAIN_TRAITS: OpenaiTraits = {
  outputLimit: 'max_tokens',
  usageOnDemand: true,
  returnsReasoning: false,
  temperature: 'any',
  toolStream: false,
  errors: {},
};
