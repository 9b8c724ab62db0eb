import type { ChatMessage } from '../../core/model/chatRequest.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import type { Budget } from '../budget.ts';

/** A part of a text may have more tokens for its length than the whole. */
const MARGIN = 0.05;

/**
 * How much of a text has room beside what is sent anyway, in tokens as `estimateTokens` counts them: the model's own
 * tokens are measured on the whole text.
 */
export function roomFor(text: string, anyway: readonly ChatMessage[], budget: Budget): number {
  const estimated = Math.max(1, estimateTokens(text));
  const own = budget.tokensOf([{ role: 'user', text }]);
  const left = budget.inputTokens - budget.tokensOf(anyway);
  return Math.floor((left * (1 - MARGIN) * estimated) / Math.max(own, estimated / 10));
}
