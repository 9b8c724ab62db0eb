import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import { promptPictureTokens } from '../../core/usage/pictureTokens.ts';

/** Tokens that a message costs beyond its text, for its role and separators. */
const MESSAGE_TOKENS = 4;

/** About how many tokens a request's prompt has, tools included. */
export function promptTokens({ model, messages, tools = [], continues }: ChatRequest): number {
  const prompt = messages.map((message) => {
    if (message.role === 'tool') return message.result;
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    return message.text + calls.map((call) => call.name + call.argumentsText).join('');
  });
  const begun = continues ? [continues.text] : [];
  return [...prompt, ...begun, ...tools.map((tool) => JSON.stringify(tool))]
    .map((text) => MESSAGE_TOKENS + estimateTokens(text))
    .reduce((sum, tokens) => sum + tokens, promptPictureTokens(model, messages));
}
