import type { Model } from '../model/model.ts';
import { NO_USAGE } from '../model/usage.ts';
import { costOf, type Money } from '../usage/usageRecord.ts';
import type { BatchKind } from './batchJob.ts';

export interface BatchEstimate {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent when the model's price is unknown. */
  readonly cost?: Money;
}

/** What every request says beside the file. */
const PROMPT_TOKENS = 750;
/** Line numbers and the fence. */
const NUMBERED = 1.2;
const EXPLANATION_TOKENS = 700;
const COMMENTED = 1.3;

/** About what a batch will take, from the tokens of each of its files. Models differ; it is an order of magnitude. */
export function estimateBatch(kind: BatchKind, fileTokens: readonly number[], model: Model): BatchEstimate {
  const sum = fileTokens.reduce((all, tokens) => all + tokens, 0);
  const files = fileTokens.length;
  const inputTokens = Math.round(files * PROMPT_TOKENS + sum * (kind === 'explain' ? NUMBERED : 1));
  const outputTokens = Math.round(kind === 'explain' ? files * EXPLANATION_TOKENS : sum * COMMENTED);
  const { price } = model;
  return {
    inputTokens,
    outputTokens,
    ...(price && { cost: costOf({ ...NO_USAGE, inputTokens, outputTokens }, price) }),
  };
}
