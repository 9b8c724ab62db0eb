import { activePath } from '../core/chat/branches.ts';
import type { ContextUse } from '../core/chat/contextUse.ts';
import { isRunning } from '../core/chat/session.ts';
import type { ChatMessage } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import { promptPictureTokens } from '../core/usage/pictureTokens.ts';
import { promptShares, SHARE_UNITS } from '../core/usage/promptShares.ts';
import { budgetOf } from './budget.ts';
import { type ChatDeps, systemMessage } from './chat.ts';
import { packHistory, told } from './history.ts';

/** The question to come; what it costs beside its text. */
const NEXT: readonly ChatMessage[] = [{ role: 'user', text: '' }];

/** What the next question would find in the model's window, if nothing had to be left out. */
export function contextUse(deps: ChatDeps, model: Model): ContextUse {
  const budget = budgetOf(model, deps.maxOutputTokens, deps.counts);
  const system = systemMessage(deps, 'chat');
  const turns = activePath(deps.transcript.state).filter(({ answer }) => !isRunning(answer.status));
  const history = packHistory(turns, budget, Number.POSITIVE_INFINITY);
  const messages = [system, ...told(history, NEXT)];
  const tokens =
    deps.counts.whole(model.id, promptShares({ messages })) + promptPictureTokens(model, messages);
  const instructionTokens = Math.round(budget.tokensOf([system]) + deps.counts.beside(model.id));
  return {
    windowTokens: model.contextTokens,
    instructionTokens,
    conversationTokens: Math.max(0, Math.round(tokens) - instructionTokens),
    reservedTokens: budget.outputTokens,
    canCompact: history.turns.length > 1,
    tokensPerShare: SHARE_UNITS.map((unit) => deps.counts.part(model.id, unit)),
  };
}
