import type { Translate } from '../../src/core/text/translate.ts';
import { element, setText } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';
import type { Figures } from '../text/figures.ts';

export interface ReasoningState {
  readonly text: string;
  readonly isGoingOn: boolean;
  /** How long it has taken so far or took; absent when it was not measured. */
  readonly tookMs?: number;
}

export interface ReasoningView {
  readonly element: HTMLElement;
  update(state: ReasoningState): void;
}

const LINES_PER_GROUP = 32;

/** The model's reasoning, folded. It is shown line by line as it is, without markdown. */
export function createReasoningView(deps: {
  readonly t: Translate;
  readonly figures: Figures;
}): ReasoningView {
  const { t, figures } = deps;
  const label = element('span', { class: 'reasoning-label' });
  const body = element('div', { class: 'reasoning-text' });
  const root = element(
    'details',
    { class: 'reasoning' },
    element('summary', {}, createIcon('thought'), label),
    body,
  );
  root.hidden = true;
  let shown = '';
  let lineCount = 0;

  function addLine(text: string): void {
    if (lineCount++ % LINES_PER_GROUP === 0) body.append(element('div'));
    body.lastElementChild?.append(element('p', {}, text));
  }

  function append(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    const last = body.lastElementChild?.lastElementChild;
    if (!last) addLine(first);
    else if (last.lastChild instanceof Text) last.lastChild.appendData(first);
    else last.append(first);
    rest.forEach(addLine);
  }

  function show(text: string): void {
    if (!text.startsWith(shown)) {
      body.replaceChildren();
      lineCount = 0;
      shown = '';
    }
    if (text.length > shown.length) append(text.slice(shown.length));
    shown = text;
  }

  function labelOf({ isGoingOn, tookMs }: ReasoningState): string {
    if (isGoingOn) return t('Thinking… {0}', figures.wholeSeconds(tookMs ?? 0));
    return tookMs === undefined ? t('Reasoning') : t('Thought for {0}', figures.duration(tookMs));
  }

  return {
    element: root,
    update(state) {
      root.hidden = state.text === '';
      if (state.text !== shown) show(state.text);
      setText(label, labelOf(state));
    },
  };
}
