import type { ChatMessage } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import type { Translate } from '../core/text/translate.ts';
import { shortCount } from '../core/usage/figures.ts';
import { promptPictureTokens } from '../core/usage/pictureTokens.ts';
import { promptShares } from '../core/usage/promptShares.ts';
import { ESTIMATES, type TokenCounts } from '../core/usage/tokenCounts.ts';
import { UserError } from '../core/userError.ts';

/** Estimates err by a few percent, so this share of the window stays free. */
const MARGIN = 0.05;

/** How the model's window is shared out, in tokens. */
export interface Budget {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** About how many tokens of the model messages are. A fraction; additive. */
  tokensOf(messages: readonly ChatMessage[]): number;
}

/** Reserves the answer first: what is wanted, but at most half of the window and what the model can write. */
export function budgetOf(
  model: Model,
  wantedOutputTokens: number,
  counts: Pick<TokenCounts, 'part' | 'beside'> = ESTIMATES,
): Budget {
  const outputTokens = Math.max(
    1,
    Math.min(wantedOutputTokens, model.maxOutputTokens, Math.floor(model.contextTokens / 2)),
  );
  const readable = Math.floor(model.contextTokens * (1 - MARGIN) - counts.beside(model.id));
  return {
    outputTokens,
    inputTokens: Math.max(0, readable - outputTokens),
    tokensOf: (messages) =>
      counts.part(model.id, promptShares({ messages })) + promptPictureTokens(model, messages),
  };
}

/** More passages than these, in tokens, are not read with the care that a question wants. */
const MOST_DOCS_TOKENS = 8000;

/** What passages of documents may take of the tokens that are left beside a question: the chat before it wants some too. */
export const docsTokens = (leftTokens: number): number =>
  Math.max(0, Math.min(MOST_DOCS_TOKENS, Math.floor(leftTokens / 2)));

/** Throws `UserError` `selection-too-long` with the figures, before anything is sent. */
export function requireFit(
  messages: readonly ChatMessage[],
  budget: Budget,
  model: Model,
  t: Translate,
): void {
  const needed = Math.ceil(budget.tokensOf(messages));
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
