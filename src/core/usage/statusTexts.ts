import type { ModelId } from '../model/model.ts';
import type { Translate } from '../text/translate.ts';
import { duration, money, shortCount } from './figures.ts';
import { sparkline } from './sparkline.ts';
import { tokenCount, type UsageReport, type UsageTotals } from './usageReport.ts';

export interface StatusFacts {
  /** The name of the open chat's model; empty while there is none. */
  readonly model: string;
  readonly today: UsageTotals;
  /** Present while an answer runs. */
  readonly live?: { readonly tokensPerSecond?: number };
}

export interface StatusTexts {
  /** With the editor's `$(icon)` codes. */
  readonly text: string;
  /** For screen readers. */
  readonly label: string;
}

/** What the status bar says of the model, of today, and of the answer that runs. */
export function statusTexts({ model, today, live }: StatusFacts, t: Translate): StatusTexts {
  if (!model) return { text: t('Inkstone: set up'), label: t('Inkstone: set up') };
  const counted = [
    ...(today.requests > 0 ? [t('{0} tokens', shortCount(tokenCount(today)))] : []),
    ...today.costs.map(money),
  ];
  const speed = live?.tokensPerSecond;
  const rate = speed === undefined ? [] : [t('{0} tokens/s', Math.round(speed))];
  const label = t('Inkstone, model {0}, today {1}', model, counted.join(', ') || t('no usage'));
  return {
    text: `${live ? '$(loading~spin) ' : ''}${[`Inkstone: ${model}`, ...counted, ...rate].join(' · ')}`,
    label: live ? [label, t('an answer is being written'), ...rate].join(', ') : label,
  };
}

export interface HoverFacts {
  /** The model of the open chat. */
  readonly model: string;
  /** The model for everything else. */
  readonly others: string;
  readonly report: UsageReport;
  /** Most tokens first. */
  readonly modelsToday: readonly { readonly modelId: ModelId; readonly totals: UsageTotals }[];
}

/** The figures behind the status bar, as Markdown. */
export function usageHover({ model, others, report, modelsToday }: HoverFacts, t: Translate): string {
  const { today, week, hours, days } = report;
  const row = (name: string, value: (totals: UsageTotals) => string): string =>
    `| ${name} | ${value(today)} | ${value(week)} |`;
  const figures = [
    `| | ${t('Today')} | ${t('7 days')} |`,
    '|---|--:|--:|',
    row(t('Requests'), ({ requests }) => String(requests)),
    ...(week.fromCache > 0 ? [row(t('Answers from the cache'), ({ fromCache }) => String(fromCache))] : []),
    row(t('Success rate'), ({ requests, succeeded }) =>
      requests > 0 ? `${Math.round((succeeded / requests) * 100)}%` : '–',
    ),
    row(t('Tokens in'), ({ usage }) => shortCount(usage.inputTokens)),
    row(t('Tokens in, cached'), ({ usage }) => shortCount(usage.cachedInputTokens)),
    row(t('Tokens out'), ({ usage }) => shortCount(usage.outputTokens)),
    row(t('Cost'), cost),
    row(t('Time'), (totals) => latency(totals.duration)),
    row(t('First token'), (totals) => latency(totals.timeToFirstToken)),
  ];
  const models = [
    `| ${t('Model')} | ${t('Tokens')} | ${t('Cost')} |`,
    '|---|--:|--:|',
    ...modelsToday.map(
      ({ modelId, totals }) =>
        `| ${asMarkdown(modelId)} | ${shortCount(tokenCount(totals))} | ${cost(totals)} |`,
    ),
  ];
  const chart = (buckets: readonly { readonly totals: UsageTotals }[]): string =>
    `\`${sparkline(buckets.map(({ totals }) => tokenCount(totals)))}\``;
  return [
    `**Inkstone** · ${asMarkdown(model)}`,
    ...(others && others !== model
      ? [t('In the open chat {0} answers, for all else it is {1}.', asMarkdown(model), asMarkdown(others))]
      : []),
    figures.join('\n'),
    t('Times: average · p50 · p95'),
    ...(modelsToday.length > 0 ? [`**${t('Today')}**`, models.join('\n')] : []),
    `${t('24 hours')}: ${chart(hours)}`,
    `${t('7 days')}: ${chart(days)}`,
  ].join('\n\n');
}

const cost = ({ costs }: UsageTotals): string => costs.map(money).join(' + ') || '–';

const latency = (value: UsageTotals['duration']): string =>
  value ? [value.averageMs, value.p50Ms, value.p95Ms].map(duration).join(' · ') : '–';

/** Names come from servers: each character that Markdown could take for its own is escaped. */
const asMarkdown = (name: string): string =>
  name.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, (character) => `\\${character}`);
