import type { Source } from '../../src/core/model/source.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

interface SourcesViewDeps {
  readonly t: Translate;
  readonly openSource: (source: Source, index: number) => void;
}

/** What an answer draws on, as links; the host checks an address before it opens it. */
export function createSourcesView(
  { t, openSource }: SourcesViewDeps,
  sources: readonly Source[],
): HTMLElement {
  const items = sources.map((source, index) => {
    const { title, url, site, line } = source;
    const open = (): void => openSource(source, index);
    const link = element('a', { role: 'link', tabindex: 0, title: line === undefined ? url : site }, title);
    link.addEventListener('click', open);
    link.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') open();
    });
    return element('li', {}, link, ...(site ? [element('span', { class: 'site' }, site)] : []));
  });
  const label = t('Sources');
  return element(
    'div',
    { class: 'sources' },
    element('div', { class: 'sources-label', 'aria-hidden': true }, label),
    element('ol', { 'aria-label': label }, ...items),
  );
}
