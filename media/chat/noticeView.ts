import type { FaultSide } from '../../src/core/model/providerError.ts';
import type { Notice } from '../../src/core/notice.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { createButton } from '../dom/button.ts';
import { element } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';

/** What happened, whose side it is on, what to do next, and the code to search for. */
export function createNoticeView(
  deps: {
    readonly t: Translate;
    readonly act: (action: string) => void;
    readonly explain: (code: string) => void;
  },
  notice: Notice,
): HTMLElement {
  const { t, act, explain } = deps;
  const { severity, what, next, code, side } = notice;
  const actions = notice.actions.map(({ id, label }, index) =>
    createButton({ label, look: index === 0 ? 'primary' : 'secondary', onClick: () => act(id) }),
  );
  return element(
    'div',
    { class: `notice ${severity}`, role: 'group', 'aria-label': what },
    createIcon(severity),
    element(
      'div',
      { class: 'notice-body' },
      element('p', { class: 'notice-what' }, what),
      ...(next ? [element('p', { class: 'notice-next' }, next)] : []),
      // What has no code is no problem, only a wait.
      ...(code ? [element('p', { class: 'notice-source' }, `${sideName(side, t)} · `, codeLink())] : []),
      ...(actions.length > 0 ? [element('div', { class: 'notice-actions' }, ...actions)] : []),
    ),
  );

  function codeLink(): HTMLElement {
    const hint = t('What this code means');
    const link = element('button', { type: 'button', class: 'notice-code', title: hint }, code);
    link.addEventListener('click', () => explain(code));
    return link;
  }
}

function sideName(side: FaultSide, t: Translate): string {
  switch (side) {
    case 'user':
      return t('Action needed');
    case 'account':
      return t('Account problem');
    case 'network':
      return t('Network problem');
    case 'provider':
      return t('Provider problem');
    case 'inkstone':
      return t('Inkstone problem');
  }
}
