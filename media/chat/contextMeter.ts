import {
  type ContextUseWithQuestion,
  fullness,
  isNearlyFull,
  usedTokens,
} from '../../src/core/chat/contextUse.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { createButton } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import type { Figures } from '../text/figures.ts';

export interface ContextMeterDeps {
  readonly t: Translate;
  readonly figures: Figures;
  readonly compact: () => void;
  readonly say: (sentences: readonly string[]) => void;
}

/** How full the model's window is for the next question, and the way to empty it. */
export interface ContextMeter {
  readonly element: HTMLElement;
  update(use: ContextUseWithQuestion | undefined): void;
}

export function createContextMeter({ t, figures, compact, say }: ContextMeterDeps): ContextMeter {
  const fill = element('div', { class: 'meter-fill' });
  const meter = element(
    'div',
    {
      class: 'meter',
      role: 'meter',
      'aria-label': t('Context'),
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    fill,
  );
  const share = element('span', { class: 'meter-share', 'aria-hidden': 'true' });
  const button = createButton({
    label: t('Compact'),
    look: 'quiet',
    onClick: compact,
    attributes: { title: t('Sums up the earlier part of the chat for the model. All of it stays here.') },
  });
  button.classList.add('writes');
  const root = element('div', { class: 'context-meter' }, meter, share, button);
  let wasNearlyFull = false;

  return {
    element: root,
    update(use) {
      root.hidden = !use;
      if (!use) return;
      const full = fullness(use);
      const percent = figures.share(full);
      const spoken = t(
        '{0} full: {1} of {2} tokens',
        percent,
        figures.count(usedTokens(use)),
        figures.count(use.windowTokens),
      );
      meter.setAttribute('aria-valuenow', String(Math.round(full * 100)));
      meter.setAttribute('aria-valuetext', spoken);
      root.title = [
        t('The window of the model, with the next question: {0}', spoken),
        t('Question, with what goes along: {0}', figures.count(use.questionTokens)),
        t('Conversation: {0}', figures.count(use.conversationTokens)),
        t('Instructions and rules: {0}', figures.count(use.instructionTokens)),
        t('Kept for the answer: {0}', figures.count(use.reservedTokens)),
      ].join('\n');
      fill.style.inlineSize = `${full * 100}%`;
      setText(share, percent);
      const nearlyFull = isNearlyFull(use);
      root.classList.toggle('nearly-full', nearlyFull);
      const isOffered = nearlyFull && use.canCompact;
      button.hidden = !isOffered;
      if (isOffered && !wasNearlyFull)
        say([t('The context is nearly full. “Compact” sums up the earlier part.')]);
      wasNearlyFull = isOffered;
    },
  };
}
