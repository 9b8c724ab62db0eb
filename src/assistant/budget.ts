import type { ChatMessage } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import type { Translate } from '../core/text/translate.ts';
import { estimateTokens } from '../core/usage/estimateTokens.ts';
import { shortCount } from '../core/usage/figures.ts';
import { UserError } from '../core/userError.ts';

/** Tokens a chat message costs beyond its text (role and separators), as OpenAI's cookbook counts them. */
const MESSAGE_TOKENS = 4;

/** Estimates err by a few percent, so this share of the window stays free. */
const MARGIN = 0.05;

/** How the model's window is shared out, in tokens. */
export interface Budget {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Reserves the answer first: what is wanted, but at most half of the window and what the model can write. */
export function budgetOf(model: Model, wantedOutputTokens: number): Budget {
  const outputTokens = Math.max(
    1,
    Math.min(wantedOutputTokens, model.maxOutputTokens, Math.floor(model.contextTokens / 2)),
  );
  return {
    outputTokens,
    inputTokens: Math.max(0, Math.floor(model.contextTokens * (1 - MARGIN)) - outputTokens),
  };
}

export function messageTokens(message: ChatMessage): number {
  return MESSAGE_TOKENS + estimateTokens(message.role === 'tool' ? message.result : message.text);
}

/** Throws `UserError` `selection-too-long` with the figures, before anything is sent. */
export function requireFit(
  messages: readonly ChatMessage[],
  budget: Budget,
  model: Model,
  t: Translate,
): void {
  const needed = messages.reduce((sum, message) => sum + messageTokens(message), 0);
  if (needed <= budget.inputTokens) return;
  throw new UserError(
    'selection-too-long',
    t(
      'This does not fit: it is about {0} tokens, and {1} can read {2} beside its answer. Nothing was sent.',
      shortCount(needed),
      model.label,
      shortCount(budget.inputTokens),
    ),
    t('Select less code, or choose a model with a larger window.'),
    [{ id: 'select-model', label: t('Choose Another Model') }],
  );
}

/** The newest of `history` that fit, oldest first, dropped in whole exchanges so that roles keep alternating. */
export function newestThatFit(
  exchanges: readonly (readonly ChatMessage[])[],
  tokens: number,
): readonly ChatMessage[] {
  const kept: ChatMessage[][] = [];
  let left = tokens;
  for (const exchange of exchanges.toReversed()) {
    left -= exchange.reduce((sum, message) => sum + messageTokens(message), 0);
    if (left < 0) break;
    kept.unshift([...exchange]);
  }
  return kept.flat();
}
