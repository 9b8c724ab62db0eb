import type { ChatRequest } from '../model/chatRequest.ts';
import { textShares } from './estimateTokens.ts';

/** What a prompt is made of, each share in estimated tokens. The sum is the estimate; of two prompts it is both. */
export type PromptShares = readonly number[];

/** Tokens that a message costs beyond its text (role and separators), as OpenAI's cookbook counts them. */
const MESSAGE_TOKENS = 4;

const NO_SHARES: PromptShares = [0, 0, 0, 0, 0, 0];

/** One estimated token of each share. */
export const SHARE_UNITS: readonly PromptShares[] = NO_SHARES.map((_, unit) =>
  NO_SHARES.map((_, share) => (share === unit ? 1 : 0)),
);

export function promptShares({
  messages,
  tools = [],
}: Pick<ChatRequest, 'messages' | 'tools'>): PromptShares {
  const said = messages.map((message) => {
    if (message.role === 'tool') return message.result;
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    return message.text + calls.map((call) => call.name + call.argumentsText).join('');
  });
  return [...said, ...tools.map((tool) => JSON.stringify(tool))]
    .map((text): PromptShares => [MESSAGE_TOKENS, ...textShares(text)])
    .reduce(addShares, NO_SHARES);
}

export function addShares(a: PromptShares, b: PromptShares): PromptShares {
  return a.map((share, index) => share + (b[index] ?? 0));
}

/** The tokens of a text whose shares are worth that much each. */
export function weighShares(shares: PromptShares, tokensPerShare: PromptShares): number {
  return shares.reduce((sum, share, index) => sum + share * (tokensPerShare[index] ?? 1), 0);
}
