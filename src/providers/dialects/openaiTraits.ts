import type { ErrorRule } from './errorRule.ts';

/** How one provider's chat completions differ from the others'. */
export interface OpenaiTraits {
  readonly outputLimit: 'max_tokens' | 'max_completion_tokens';
  /** The smallest output limit that the provider takes. */
  readonly leastOutputTokens?: number;
  /** Counts come in a stream only if `stream_options.include_usage` asks for them. */
  readonly usageOnDemand: boolean;
  /** How thinking is switched; a provider without a switch decides by itself. */
  readonly reasoningSwitch?: 'thinking-type' | 'enable-thinking' | 'chat-template';
  /** An assistant's turn with tool calls must bring its reasoning back. */
  readonly returnsReasoning: boolean;
  /**
   * `no-zero`: from above 0 to 1 with two decimals, and 0 is written as `do_sample: false`.
   * `not-when-reasoning`: models that think refuse it.
   */
  readonly temperature: 'any' | 'no-zero' | 'not-when-reasoning';
  /** Where the request's id goes. */
  readonly requestId?: 'body' | 'header';
  /** Tool arguments are streamed only if `tool_stream` asks for it. */
  readonly toolStream: boolean;
  /** What the provider's own error codes and types mean, before those that all share. */
  readonly errors: Readonly<Record<string, ErrorRule>>;
  /** The sibling that a plan's keys belong to, when this endpoint bills by the token. */
  readonly planProvider?: string;
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
