import type { Purpose } from '../../src/core/model/chatRequest.ts';
import { type Translate, translator } from '../../src/core/text/translate.ts';
import type { UsageReport, UsageTotals } from '../../src/core/usage/usageReport.ts';
import type { HostToUsage, UsageIntent } from '../../src/protocol/usageMessages.ts';
import { createButton } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import { createFigures, type Figures } from '../text/figures.ts';
import { createBarChart } from './barChart.ts';
import { createDataTable } from './dataTable.ts';
import { costText, MEASURES, type Measure, measureLabel } from './measure.ts';
import { createTotalsView } from './totalsView.ts';

/** The whole usage page in one language. */
export interface UsagePage {
  readonly element: HTMLElement;
  update(report: UsageReport): void;
}

export function createUsagePage(
  send: (intent: UsageIntent) => void,
  { language, texts }: Pick<HostToUsage, 'language' | 'texts'>,
): UsagePage {
  const t = translator(texts);
  const figures = createFigures(language);
  let measure: Measure = 'tokens';
  let report: UsageReport | undefined;

  const at = element('p', { class: 'at' });
  const empty = element(
    'p',
    { class: 'empty' },
    t('Nothing has been asked in the last seven days. Ask in the chat, or select code and choose Explain.'),
  );
  const today = createTotalsView(t('Today'), t, figures);
  const week = createTotalsView(t('7 days'), t, figures);
  const hours = createBarChart({
    t,
    figures,
    title: t('Last 24 hours'),
    unit: t('Hour'),
    nameOf: figures.hour,
  });
  const days = createBarChart({ t, figures, title: t('Last 7 days'), unit: t('Day'), nameOf: figures.day });
  const byModel = element('div');
  const byPurpose = element('div');
  const choice = createMeasureChoice(t, (chosen) => {
    measure = chosen;
    if (report) update(report);
  });
  const content = element(
    'div',
    { class: 'content' },
    element('div', { class: 'cards' }, today.element, week.element),
    choice,
    element('div', { class: 'charts' }, hours.element, days.element),
    group(t('Models, last 7 days'), byModel),
    group(t('Commands, last 7 days'), byPurpose),
  );

  function update(next: UsageReport): void {
    report = next;
    setText(at, t('As of {0}', figures.dateAndTime(next.at)));
    const isUsed = next.week.requests + next.week.fromCache > 0;
    empty.hidden = isUsed;
    content.hidden = !isUsed;
    today.update(next.today);
    week.update(next.week);
    hours.update(next.hours, measure);
    days.update(next.days, measure);
    byModel.replaceChildren(
      totalsTable(
        t('Model'),
        next.byModel.map(({ modelId, totals }) => [modelId, totals]),
        t,
        figures,
      ),
    );
    byPurpose.replaceChildren(
      totalsTable(
        t('Command'),
        next.byPurpose.map(({ purpose, totals }) => [purposeLabel(purpose, t), totals]),
        t,
        figures,
      ),
    );
  }

  const action = (label: string, intent: UsageIntent): HTMLElement =>
    createButton({ label, look: 'secondary', onClick: () => send(intent) });
  return {
    element: element(
      'main',
      { class: 'usage' },
      element(
        'header',
        {},
        element('div', {}, element('h1', {}, t('Inkstone Usage')), at),
        element(
          'div',
          { class: 'actions' },
          action(t('Export CSV'), { type: 'export', format: 'csv' }),
          action(t('Export JSON'), { type: 'export', format: 'json' }),
          action(t('Reset…'), { type: 'reset' }),
        ),
      ),
      empty,
      content,
    ),
    update,
  };
}

function group(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element('section', { class: 'card', 'aria-label': title }, element('h2', {}, title), ...children);
}

function createMeasureChoice(t: Translate, choose: (measure: Measure) => void): HTMLElement {
  const buttons = MEASURES.map((measure) => {
    const button = element(
      'button',
      { type: 'button', class: 'choice', 'aria-pressed': String(measure === 'tokens') },
      measureLabel(measure, t),
    );
    button.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      choose(measure);
    });
    return button;
  });
  return element('div', { class: 'choices', role: 'group', 'aria-label': t('The charts show') }, ...buttons);
}

function totalsTable(
  name: string,
  rows: readonly (readonly [string, UsageTotals])[],
  t: Translate,
  figures: Figures,
): HTMLElement {
  return createDataTable({
    caption: name,
    columns: [
      name,
      t('Requests'),
      t('Success rate'),
      t('Tokens in'),
      t('Tokens out'),
      t('Cost'),
      t('Time, p50'),
      t('First token, p50'),
    ],
    rows: rows.map(([label, totals]) => [
      label,
      figures.exact(totals.requests),
      totals.requests > 0 ? figures.share(totals.succeeded / totals.requests) : '–',
      figures.count(totals.usage.inputTokens),
      figures.count(totals.usage.outputTokens),
      costText(totals, figures),
      totals.duration ? figures.duration(totals.duration.p50Ms) : '–',
      totals.timeToFirstToken ? figures.duration(totals.timeToFirstToken.p50Ms) : '–',
    ]),
  });
}

function purposeLabel(purpose: Purpose, t: Translate): string {
  const labels: Readonly<Record<Purpose, string>> = {
    chat: t('Chat'),
    explain: t('Explain'),
    generate: t('Generate'),
    optimize: t('Optimize'),
    fix: t('Fix'),
    test: t('Write tests'),
    document: t('Document'),
    editor: t('Through the editor'),
    compact: t('Summarise a chat'),
    write: t('Texts about the project'),
    summarize: t('Summarize'),
    review: t('Review'),
    translate: t('Translate'),
    'explain-files': t('Explain files'),
    'document-files': t('Document files'),
    probe: t('Trying a key'),
  };
  return labels[purpose];
}
