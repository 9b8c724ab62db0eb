import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';
import { type ChatCompletionRequest, contentText } from './answer.ts';

/** What one answer cost. */
export interface ServedUsage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/**
 * The server's rule: `estimateTokens` of each message's text and tool calls and of each tool's definition as JSON,
 * and 4 for each of them.
 */
export function countInput({ messages, tools = [] }: ChatCompletionRequest): number {
  const texts = messages.map((message) => {
    const calls = message.tool_calls ?? [];
    return contentText(message) + calls.map((call) => call.function.name + call.function.arguments).join('');
  });
  const definitions = tools.map((tool) => JSON.stringify(tool.function));
  return [...texts, ...definitions].reduce((sum, text) => sum + 4 + estimateTokens(text), 0);
}
