import type { Translate } from '../../src/core/text/translate.ts';
import type { UsageTotals } from '../../src/core/usage/usageReport.ts';
import type { Figures } from '../text/figures.ts';

/** What the charts can show of a bucket. */
export const MEASURES = ['tokens', 'cost', 'requests'] as const;

export type Measure = (typeof MEASURES)[number];

export function measureLabel(measure: Measure, t: Translate): string {
  return { tokens: t('Tokens'), cost: t('Cost'), requests: t('Requests') }[measure];
}

/** The height of a bar. Amounts of several currencies cannot be added, so cost counts the first one only. */
export function measureOf(measure: Measure, totals: UsageTotals): number {
  if (measure === 'requests') return totals.requests;
  if (measure === 'cost') return totals.costs[0]?.amount ?? 0;
  return tokensOf(totals);
}

/** What a bar is said to be. */
export function measureText(measure: Measure, totals: UsageTotals, figures: Figures, t: Translate): string {
  if (measure === 'requests') return t('{0} requests', figures.count(totals.requests));
  if (measure === 'cost') return costText(totals, figures);
  return t('{0} tokens', figures.count(tokensOf(totals)));
}

export function tokensOf({ usage }: UsageTotals): number {
  return usage.inputTokens + usage.outputTokens;
}

export function costText({ costs }: UsageTotals, figures: Figures): string {
  return costs.map(figures.money).join(' + ') || '–';
}
