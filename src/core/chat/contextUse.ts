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
}

/** From here on the chat offers to be compacted. */
const NEARLY_FULL = 0.8;

/** How full the window is, from 0 to 1. */
export function fullness(use: ContextUse): number {
  const used = use.instructionTokens + use.conversationTokens + use.reservedTokens;
  return Math.min(1, used / use.windowTokens);
}

export const isNearlyFull = (use: ContextUse): boolean => fullness(use) >= NEARLY_FULL;
