import type { Translate } from '../../src/core/text/translate.ts';
import type { Latency, UsageTotals } from '../../src/core/usage/usageReport.ts';
import { element, setText } from '../dom/element.ts';
import type { Figures } from '../text/figures.ts';
import { costText } from './measure.ts';

export interface TotalsView {
  readonly element: HTMLElement;
  update(totals: UsageTotals): void;
}

/** The figures of a time as a list of names and values. */
export function createTotalsView(title: string, t: Translate, figures: Figures): TotalsView {
  const list = element('dl', { class: 'totals' });
  const values = new Map<string, HTMLElement>();

  function set(name: string, value: string, isWide = false): void {
    let place = values.get(name);
    if (!place) {
      place = element('dd');
      values.set(name, place);
      list.append(element('div', { class: isWide ? 'total wide' : 'total' }, element('dt', {}, name), place));
    }
    setText(place, value);
  }

  const latency = (value: Latency | undefined): string =>
    value ? [value.averageMs, value.p50Ms, value.p95Ms].map(figures.duration).join(' · ') : '–';

  return {
    element: element('section', { class: 'card', 'aria-label': title }, element('h2', {}, title), list),
    update(totals) {
      const { usage } = totals;
      const about = usage.estimated ? '≈' : '';
      set(t('Cost'), costText(totals, figures));
      set(t('Requests'), figures.count(totals.requests));
      if (totals.fromCache > 0 || values.has(t('Answers from the cache')))
        set(t('Answers from the cache'), figures.count(totals.fromCache));
      set(t('Success rate'), totals.requests > 0 ? figures.share(totals.succeeded / totals.requests) : '–');
      set(t('Tokens in'), about + figures.count(usage.inputTokens));
      set(t('Tokens in, cached'), figures.count(usage.cachedInputTokens));
      set(t('Tokens out'), about + figures.count(usage.outputTokens));
      set(t('Time: average · p50 · p95'), latency(totals.duration), true);
      set(t('First token: average · p50 · p95'), latency(totals.timeToFirstToken), true);
    },
  };
}
