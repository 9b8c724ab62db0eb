import type { PromptShares } from '../usage/promptShares.ts';
import type { Receipt } from './receipt.ts';

/** What the next question would be sent with, in tokens of the model. */
export interface ContextUse {
  /** What the model can read and write together. */
  readonly windowTokens: number;
  /** Inkstone's own words, and the project's rules. */
  readonly instructionTokens: number;
  /** Earlier questions and answers, or what stands for them, with the code that went with them. */
  readonly conversationTokens: number;
  /** Kept free for the answer. */
  readonly reservedTokens: number;
  /** There is something that could be told more shortly. */
  readonly canCompact: boolean;
  /** How many tokens one estimated token of each share of a text is. */
  readonly tokensPerShare: PromptShares;
}

/** The window with a question that is being written, and with what goes along with it. */
export interface ContextUseWithQuestion extends ContextUse {
  readonly questionTokens: number;
}

/** Adds what the receipt holds and the question's own tokens; without a receipt nothing is known to go along. */
export function withQuestion(
  use: ContextUse,
  receipt: Receipt | undefined,
  ownTokens: number,
): ContextUseWithQuestion {
  const isAlone = receipt?.isWithoutEarlier ?? false;
  let { instructionTokens } = use;
  let questionTokens = ownTokens;
  for (const { kind, tokens = 0 } of receipt?.parts ?? []) {
    if (kind === 'rules') instructionTokens += tokens;
    // These are counted already.
    else if (kind !== 'instructions' && kind !== 'earlier') questionTokens += tokens;
  }
  return {
    ...use,
    instructionTokens,
    conversationTokens: isAlone ? 0 : use.conversationTokens,
    canCompact: use.canCompact && !isAlone,
    questionTokens,
  };
}

/** From here on the chat offers to be compacted. */
const NEARLY_FULL = 0.8;

/** How full the window is, from 0 to 1. */
export const fullness = (use: ContextUseWithQuestion): number => usedTokens(use) / use.windowTokens;

/** At most the window. */
export function usedTokens(use: ContextUseWithQuestion): number {
  const { instructionTokens, conversationTokens, questionTokens, reservedTokens, windowTokens } = use;
  return Math.min(windowTokens, instructionTokens + conversationTokens + questionTokens + reservedTokens);
}

export const isNearlyFull = (use: ContextUseWithQuestion): boolean => fullness(use) >= NEARLY_FULL;
