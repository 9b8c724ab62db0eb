import type { Source } from '../../src/core/model/source.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

export interface SourceMarkDeps {
  readonly t: Translate;
  /** Opens a source, which is named by its place among them. */
  readonly openSource: (source: Source, index: number) => void;
  /** The source that the answer's words mean by a mark, and its number in the list below the answer, from 1. */
  readonly sourceOf: (mark: string) => { readonly source: Source; readonly number: number } | undefined;
}

/** The place of a mark; `fillSourceMark` shows what it stands for. */
export function createSourceMark(deps: SourceMarkDeps, mark: string): HTMLElement {
  const place = element('span', { class: 'source-mark', 'data-source-mark': mark });
  fillSourceMark(deps, place);
  return place;
}

/** All such places below an element. */
export const sourceMarksIn = (root: Element): Iterable<HTMLElement> =>
  root.querySelectorAll<HTMLElement>('[data-source-mark]');

/** The source's number as a link to it, or the mark as it was written while there is no such source. */
export function fillSourceMark({ t, openSource, sourceOf }: SourceMarkDeps, place: HTMLElement): void {
  const mark = place.dataset.sourceMark ?? '';
  const found = sourceOf(mark);
  if (!found) {
    place.replaceChildren(`[${mark}]`);
    return;
  }
  const { source, number } = found;
  const { title, url, line, site = url } = source;
  const open = (): void => openSource(source, number - 1);
  const link = element(
    'a',
    {
      role: 'link',
      tabindex: 0,
      title: `${title}\n${line === undefined ? url : site}`,
      'aria-label': t('Source {0}: {1}', number, title),
    },
    String(number),
  );
  link.addEventListener('click', open);
  link.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') open();
  });
  place.replaceChildren(link);
}
