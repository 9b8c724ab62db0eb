import type { Turn } from '../core/chat/session.ts';
import { mentionsDocs } from '../core/documents/docsMention.ts';
import type { ChatMessage } from '../core/model/chatRequest.ts';
import type { Model } from '../core/model/model.ts';
import type { Picture } from '../core/model/picture.ts';
import type { TokenCounts } from '../core/usage/tokenCounts.ts';
import { budgetOf, docsTokens } from './budget.ts';
import { exchange, packHistory, toldTokens } from './history.ts';
import { systemPrompt } from './prompts/systemPrompt.ts';

/** What leaves with a question besides the instructions, in estimated tokens of the model. */
export interface ChatWeight {
  readonly instructionsTokens: number;
  /** What goes along with it, in the order in which it was given. */
  readonly attachedTokens: readonly number[];
  /** The most that passages of documents take, if they are asked. */
  readonly docsTokens: number;
  readonly earlierTokens: number;
  /** So many earlier questions with their answers fit as they were. */
  readonly earlierTurns: readonly Turn[];
  /** What the model can read beside its answer. */
  readonly maxTokens: number;
}

/** Weighs what `ask` would send with a question and what goes along with it. */
export function weighChat(
  deps: {
    readonly answerLanguage: string;
    readonly maxOutputTokens: number;
    readonly counts: TokenCounts;
  },
  input: {
    readonly model: Model;
    readonly earlier: readonly Turn[];
    readonly question: string;
    readonly attached: readonly string[];
    readonly pictures?: readonly Picture[];
  },
): ChatWeight {
  const budget = budgetOf(input.model, deps.maxOutputTokens, deps.counts);
  const tokensOf = (role: 'system' | 'user', text: string): number => budget.tokensOf([{ role, text }]);
  const instructionsTokens = tokensOf('system', systemPrompt(deps.answerLanguage, 'chat'));
  const attachedTokens = input.attached.map((text) => tokensOf('user', text));
  const asked: ChatMessage = {
    role: 'user',
    text: input.question,
    ...(input.pictures && { pictures: input.pictures }),
  };
  const own = attachedTokens.reduce((sum, tokens) => sum + tokens, budget.tokensOf([asked]));
  const beside = budget.inputTokens - instructionsTokens - own;
  const docs = mentionsDocs(input.question) ? docsTokens(beside) : 0;
  const left = beside - docs;
  const { turns, compaction } = packHistory(input.earlier, budget, left);
  const earlierTokens =
    budget.tokensOf(turns.flatMap(exchange)) + (compaction ? toldTokens(compaction, budget) : 0);
  return {
    instructionsTokens: Math.ceil(instructionsTokens),
    attachedTokens: attachedTokens.map(Math.ceil),
    docsTokens: Math.ceil(docs),
    earlierTokens: Math.ceil(earlierTokens),
    earlierTurns: turns,
    maxTokens: budget.inputTokens,
  };
}
