import * as vscode from 'vscode';
import { statusTexts, usageHover } from '../../core/usage/statusTexts.ts';
import type { UsageRecord } from '../../core/usage/usageRecord.ts';
import { startOfDay, totalsByModel, totalsOf, usageReport } from '../../core/usage/usageReport.ts';
import { t } from '../translate.ts';
import type { UsageStore } from './usageStore.ts';

/** While an answer runs, the rate is shown anew at most this often. */
const LIVE_MS = 1000;

/** A rate over less than this says nothing. */
const MIN_RATE_SECONDS = 0.2;

/** The models that are in use, by their names; empty while there is none. */
interface ModelsNamed {
  /** It answers in the chat that is open. */
  readonly chat: string;
  /** It does everything else. */
  readonly others: string;
}

/**
 * The status bar item: today's tokens and cost, and the rate while an answer runs. It is worked out anew with each
 * request, each change and whenever the window is looked at again, so that midnight needs no timer; idle, it costs
 * nothing.
 */
export class UsageStatus {
  readonly #item: vscode.StatusBarItem;
  readonly #store: UsageStore;
  readonly #models: () => ModelsNamed;
  readonly #subscriptions: vscode.Disposable;
  readonly #running = new Map<string, { readonly startedAt: number; tokens: number }>();
  #today = totalsOf([]);
  #hover: vscode.MarkdownString | string = '';
  #shownAt = 0;

  constructor(store: UsageStore, models: () => ModelsNamed) {
    this.#store = store;
    this.#models = models;
    this.#item = vscode.window.createStatusBarItem('inkstone.usage', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = t('Inkstone Usage');
    this.#subscriptions = vscode.Disposable.from(
      store.onDidChange(() => this.refresh()),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.refresh();
      }),
    );
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
    this.#show(now);
  }

  started(requestId: string, now: number): void {
    this.#running.set(requestId, { startedAt: now, tokens: 0 });
    this.#countToday();
    this.#show(now);
  }

  ended(requestId: string): void {
    this.#running.delete(requestId);
    this.refresh();
  }

  /** Works today's figures out anew. */
  refresh(): void {
    const { chat: model, others } = this.#models();
    const modelsToday = totalsByModel(this.#countToday());
    const report = usageReport(this.#store.records, Date.now());
    this.#item.command = model ? 'inkstone.showUsage' : 'inkstone.openChat';
    this.#hover = model
      ? new vscode.MarkdownString(usageHover({ model, others, report, modelsToday }, t))
      : t('Add a key or choose a local model to begin.');
    this.#show(performance.now());
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item.dispose();
  }

  #countToday(): readonly UsageRecord[] {
    const midnight = startOfDay(Date.now());
    const records = this.#store.records.filter(({ at }) => at >= midnight);
    this.#today = totalsOf(records);
    return records;
  }

  #show(now: number): void {
    const { text, label } = statusTexts(
      {
        model: this.#models().chat,
        today: this.#today,
        ...(this.#running.size > 0 && { live: this.#rate(now) }),
      },
      t,
    );
    this.#item.text = text;
    // VS Code parses a hover's Markdown anew with every change of the item: tables cost more than an answer's tokens.
    this.#item.tooltip = this.#running.size > 0 ? label : this.#hover;
    this.#item.accessibilityInformation = { label };
  }

  #rate(now: number): { readonly tokensPerSecond?: number } {
    let tokens = 0;
    let seconds = 0;
    for (const running of this.#running.values()) {
      tokens += running.tokens;
      seconds = Math.max(seconds, (now - running.startedAt) / 1000);
    }
    return seconds > MIN_RATE_SECONDS && tokens > 0 ? { tokensPerSecond: tokens / seconds } : {};
  }
}
