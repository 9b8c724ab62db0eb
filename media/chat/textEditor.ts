import type { Translate } from '../../src/core/text/translate.ts';
import { createButton } from '../dom/button.ts';
import { element } from '../dom/element.ts';
import { createImeGuard } from './imeGuard.ts';

export interface TextEditorOptions {
  readonly t: Translate;
  /** A clock in ms. */
  readonly now: () => number;
  readonly label: string;
  readonly saveLabel: string;
  readonly text: string;
  readonly save: (text: string) => void;
  readonly cancel: () => void;
  readonly keepDraft: (text: string) => void;
}

export interface TextEditor {
  readonly element: HTMLElement;
  focus(): void;
}

/** A text that is changed in its place: Enter saves, Escape leaves it as it was. */
export function createTextEditor(options: TextEditorOptions): TextEditor {
  const { t, label, saveLabel, cancel, keepDraft } = options;
  const guard = createImeGuard(options.now);
  const input = element('textarea', { class: 'text-editor-input', rows: 1, 'aria-label': label });
  input.value = options.text;

  function save(): void {
    const text = input.value.trim();
    if (text === '') input.focus();
    else options.save(text);
  }

  input.addEventListener('compositionstart', guard.compositionStarted);
  input.addEventListener('compositionend', guard.compositionEnded);
  input.addEventListener('blur', guard.left);
  input.addEventListener('input', () => keepDraft(input.value));
  input.addEventListener('keydown', (event) => {
    if (guard.isConfirming(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) save();
    else if (event.key === 'Escape') cancel();
    else return;
    event.preventDefault();
  });
  return {
    element: element(
      'div',
      { class: 'text-editor' },
      input,
      element(
        'div',
        { class: 'text-editor-buttons' },
        createButton({ label: t('Cancel'), look: 'secondary', onClick: cancel }),
        createButton({ label: saveLabel, look: 'primary', onClick: save }),
      ),
    ),
    focus() {
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
    },
  };
}
