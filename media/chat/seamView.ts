import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

/** A thin line where an answer was gone on with, `after` some words of the block below it, if not where that begins. */
export function createSeamView(t: Translate, after: string): HTMLElement {
  const text = seamText(t, after);
  return element('div', { class: 'seam', role: 'separator', 'aria-label': text }, element('span', {}, text));
}

/** What the line says. */
export function seamText(t: Translate, after: string): string {
  return after
    ? t('Continued below, after “{0}”. Check the join.', after)
    : t('Continued here. Check the join.');
}
