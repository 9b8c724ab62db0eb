import type { Source } from '../../src/core/model/source.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

interface SourcesViewDeps {
  readonly t: Translate;
  readonly openLink: (href: string) => void;
}

/** The pages that an answer draws on, as links; the host checks an address before it opens it. */
export function createSourcesView({ t, openLink }: SourcesViewDeps, sources: readonly Source[]): HTMLElement {
  const items = sources.map(({ title, url, site }) => {
    const link = element('a', { role: 'link', tabindex: 0, title: url }, title);
    link.addEventListener('click', () => openLink(url));
    link.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') openLink(url);
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
