import type { AnswerFigures } from '../core/chat/session.ts';
import { addUsage } from '../core/model/usage.ts';
import type { UsageRecord } from '../core/usage/usageRecord.ts';

/**
 * What an answer took, over all the requests that it was written by, those before included; `undefined` when nothing is
 * known. Costs in another currency than the first are left to the usage page.
 */
export function figuresOf(
  records: readonly UsageRecord[],
  reasoningMs: number | undefined,
  before: AnswerFigures | undefined,
): AnswerFigures | undefined {
  const figures = records
    .map(figuresOfOne)
    .reduce<AnswerFigures | undefined>((sum, each) => (sum ? added(sum, each) : each), before);
  return figures && { ...figures, ...(reasoningMs !== undefined && { reasoningMs }) };
}

function figuresOfOne({
  usage,
  cost,
  timeToFirstTokenMs,
  durationMs,
  fromCache,
}: UsageRecord): AnswerFigures {
  return {
    usage,
    durationMs,
    ...(cost && { cost }),
    ...(timeToFirstTokenMs !== undefined && { timeToFirstTokenMs }),
    ...(fromCache && { fromCache: true }),
  };
}

function added(a: AnswerFigures, b: AnswerFigures): AnswerFigures {
  const cost =
    a.cost && b.cost && a.cost.currency === b.cost.currency
      ? { ...a.cost, amount: a.cost.amount + b.cost.amount }
      : (a.cost ?? b.cost);
  const { fromCache: _, ...rest } = a;
  return {
    ...rest,
    usage: addUsage(a.usage, b.usage),
    durationMs: a.durationMs + b.durationMs,
    requests: (a.requests ?? 1) + (b.requests ?? 1),
    ...(cost && { cost }),
  };
}
