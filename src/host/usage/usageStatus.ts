import * as vscode from 'vscode';
import { duration, money, shortCount } from '../../core/usage/figures.ts';
import { startOfDay, totalsOf, type UsageTotals, usageReport } from '../../core/usage/usageReport.ts';
import { t } from '../translate.ts';
import type { UsageStore } from './usageStore.ts';

/** While an answer runs, the rate is shown anew at most this often. */
const LIVE_MS = 500;

/** The status bar item: today's tokens and cost, and the rate while an answer runs. Idle, it costs nothing. */
export class UsageStatus {
  readonly #item: vscode.StatusBarItem;
  readonly #store: UsageStore;
  readonly #modelLabel: () => string;
  readonly #subscription: { dispose(): void };
  readonly #running = new Map<string, { readonly startedAt: number; tokens: number }>();
  #shownAt = 0;

  constructor(store: UsageStore, modelLabel: () => string) {
    this.#store = store;
    this.#modelLabel = modelLabel;
    this.#item = vscode.window.createStatusBarItem('inkstone.usage', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = t('Inkstone Usage');
    this.#subscription = store.onDidChange(() => this.refresh());
    this.refresh();
    this.#item.show();
  }

  /** An answer of a running request grew by about `tokens`. */
  progress(requestId: string, tokens: number, now: number): void {
    const running = this.#running.get(requestId);
    if (running) running.tokens += tokens;
    else this.#running.set(requestId, { startedAt: now, tokens });
    if (now - this.#shownAt < LIVE_MS) return;
    this.#shownAt = now;
    this.#showRate(now);
  }

  started(requestId: string, now: number): void {
    this.#running.set(requestId, { startedAt: now, tokens: 0 });
    this.#showRate(now);
  }

  ended(requestId: string): void {
    this.#running.delete(requestId);
    if (this.#running.size === 0) this.refresh();
  }

  refresh(): void {
    const model = this.#modelLabel();
    this.#item.command = model ? 'inkstone.showUsage' : 'inkstone.openChat';
    if (!model) {
      this.#item.text = t('Inkstone: set up');
      this.#item.tooltip = t('Add a key or choose a local model to begin.');
      return;
    }
    const today = totalsOf(this.#store.records.filter((record) => record.at >= startOfDay(Date.now())));
    if (this.#running.size === 0) this.#item.text = [`Inkstone: ${model}`, ...figures(today)].join(' · ');
    this.#item.accessibilityInformation = {
      label: t('Inkstone, model {0}, today {1}', model, figures(today).join(', ') || t('no usage')),
    };
    this.#item.tooltip = this.#hover(model);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #showRate(now: number): void {
    let tokens = 0;
    let seconds = 0;
    for (const running of this.#running.values()) {
      tokens += running.tokens;
      seconds = Math.max(seconds, (now - running.startedAt) / 1000);
    }
    const rate = seconds > 0.2 && tokens > 0 ? ` · ${t('{0} tokens/s', Math.round(tokens / seconds))}` : '';
    this.#item.text = `$(loading~spin) Inkstone: ${this.#modelLabel()}${rate}`;
  }

  #hover(model: string): vscode.MarkdownString {
    const report = usageReport(this.#store.records, Date.now());
    const hover = new vscode.MarkdownString('', true);
    hover.appendMarkdown(`**Inkstone** · `);
    hover.appendText(model);
    hover.appendMarkdown(
      `\n\n| | ${t('Today')} | ${t('7 days')} |\n|---|--:|--:|\n${rows(report.today, report.week)}\n\n${t('Times: average · p50 · p95')}\n\n`,
    );
    hover.appendMarkdown(
      `${t('24 hours')}: \`${sparkline(report.hours.map(tokensOf))}\`\n\n${t('7 days')}: \`${sparkline(report.days.map(tokensOf))}\``,
    );
    return hover;
  }
}

const tokensOf = ({ totals }: { readonly totals: UsageTotals }): number =>
  totals.usage.inputTokens + totals.usage.outputTokens;

function figures(totals: UsageTotals): string[] {
  const { usage, costs } = totals;
  return [
    ...(totals.requests > 0 ? [t('{0} tokens', shortCount(usage.inputTokens + usage.outputTokens))] : []),
    ...costs.map(money),
  ];
}

function rows(today: UsageTotals, week: UsageTotals): string {
  const row = (name: string, value: (totals: UsageTotals) => string): string =>
    `| ${name} | ${value(today)} | ${value(week)} |`;
  return [
    row(t('Requests'), (totals) => String(totals.requests)),
    row(t('Success rate'), (totals) =>
      totals.requests > 0 ? `${Math.round((totals.succeeded / totals.requests) * 100)}%` : '–',
    ),
    row(t('Tokens in'), (totals) => shortCount(totals.usage.inputTokens)),
    row(t('of these cached'), (totals) => shortCount(totals.usage.cachedInputTokens)),
    row(t('Tokens out'), (totals) => shortCount(totals.usage.outputTokens)),
    row(t('Cost'), (totals) => totals.costs.map(money).join(' + ') || '–'),
    row(t('Time'), (totals) => latency(totals.duration)),
    row(t('First token'), (totals) => latency(totals.timeToFirstToken)),
  ].join('\n');
}

function latency(value: UsageTotals['duration']): string {
  return value ? [value.averageMs, value.p50Ms, value.p95Ms].map(duration).join(' · ') : '–';
}

const BARS = '▁▂▃▄▅▆▇█';

function sparkline(values: readonly number[]): string {
  const highest = Math.max(1, ...values);
  return values
    .map((value) => BARS[value === 0 ? 0 : Math.max(1, Math.round((value / highest) * 8))])
    .join('');
}
