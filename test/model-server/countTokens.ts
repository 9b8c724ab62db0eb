import { estimateTokens } from '../../src/core/usage/estimateTokens.ts';
import { type AnswerDelta, type ChatCompletionRequest, contentText } from './answer.ts';

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

type ToolCallDelta = Extract<AnswerDelta, { type: 'tool-call' }>;

/** What of an answer has been written so far, and what it costs. */
export interface Tally {
  add(delta: AnswerDelta): void;
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly ToolCallDelta[];
  readonly served: ServedUsage;
}

export function createTally(request: ChatCompletionRequest, model: string): Tally {
  let text = '';
  let reasoning = '';
  const calls: ToolCallDelta[] = [];
  return {
    add(delta) {
      if (delta.type === 'text') text += delta.text;
      else if (delta.type === 'reasoning') reasoning += delta.text;
      else if (delta.type === 'tool-call') calls.push(delta);
    },
    get text() {
      return text;
    },
    get reasoning() {
      return reasoning;
    },
    calls,
    get served() {
      const called = calls.map(({ name, argumentsText }) => name + argumentsText).join('');
      return {
        model,
        inputTokens: countInput(request),
        outputTokens: estimateTokens(reasoning + text + called),
        reasoningTokens: estimateTokens(reasoning),
      };
    },
  };
}
