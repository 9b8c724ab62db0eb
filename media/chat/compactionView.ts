import type { Compaction } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

/** A line below the last of the turns that the model is told of in other words or not at all, with the words. */
export function createCompactionView(t: Translate, compaction: Compaction): HTMLElement {
  const text = element('span', {}, compactionText(t, compaction));
  const { summary, modelLabel } = compaction;
  if (summary === '') return element('div', { class: 'compaction', role: 'note' }, text);
  return element(
    'details',
    { class: 'compaction' },
    element('summary', {}, text),
    element('p', { class: 'compaction-by' }, t('What the model is told in their place, by {0}:', modelLabel)),
    element('div', { class: 'compaction-text' }, summary),
  );
}

/** What the line says. */
export function compactionText(t: Translate, { summarized, leftOut }: Compaction): string {
  const parts = [
    ...(summarized > 0
      ? [
          summarized === 1
            ? t('1 earlier exchange was summarised.')
            : t('{0} earlier exchanges were summarised.', summarized),
        ]
      : []),
    ...(leftOut > 0 ? [leftOutText(t, leftOut)] : []),
  ];
  return parts.join(' ');
}

/** Of exchanges that an answer was written without. */
export function leftOutText(t: Translate, leftOut: number): string {
  return leftOut === 1
    ? t('1 earlier exchange was left out.')
    : t('{0} earlier exchanges were left out.', leftOut);
}
