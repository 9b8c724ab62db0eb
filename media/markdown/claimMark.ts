import type { CheckedClaim } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';

export interface ClaimMarkDeps {
  readonly t: Translate;
  /** Opens what was found; it is named by its place among the answer's claims. */
  readonly openClaim: (index: number) => void;
}

/** Makes inline code a link to what it names, or marks it where there is no such thing. */
export function markCode(deps: ClaimMarkDeps, code: Element, claim: CheckedClaim, index: number): void {
  const { place, missing } = claim;
  if (missing) markMissing(deps.t, code, missing);
  else if (place) {
    const link = element('a', { role: 'link', tabindex: 0, class: 'claim', title: place.label });
    const open = (): void => deps.openClaim(index);
    link.addEventListener('click', open);
    link.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') open();
    });
    code.replaceWith(link);
    link.append(code);
  }
}

/** Marks what names something that there is not; who cannot see the mark is told in words. */
export function markMissing(
  t: Translate,
  named: Element,
  missing: NonNullable<CheckedClaim['missing']>,
): void {
  if (named.classList.contains('missing')) return;
  named.classList.add('missing');
  const words = missingWords(missing, t);
  named.after(
    element('span', { class: 'missing-mark', role: 'img', 'aria-label': words, title: words }, '?'),
  );
}

function missingWords(missing: NonNullable<CheckedClaim['missing']>, t: Translate): string {
  switch (missing) {
    case 'file':
      return t('Not found: this workspace has no such file.');
    case 'line':
      return t('Not found: the file has fewer lines.');
    case 'name':
      return t('Not found: the language server knows no such name here.');
  }
}
