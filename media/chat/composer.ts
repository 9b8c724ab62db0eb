import type { Offer, Receipt } from '../../src/core/chat/receipt.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { createButton, relabel } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import type { Figures } from '../text/figures.ts';
import { createImeGuard } from './imeGuard.ts';
import { createMentionPicker, type MentionPickerDeps } from './mentionPicker.ts';
import { createPictureInlet, type PictureInletDeps } from './pictureInlet.ts';
import { createReceiptView, type ReceiptViewDeps } from './receiptView.ts';

export interface ComposerDeps
  extends Pick<MentionPickerDeps, 'find' | 'choose' | 'say'>,
    Pick<ReceiptViewDeps, 'remove' | 'restoreEarlier' | 'tokensOf' | 'onRest' | 'weigh'>,
    Pick<PictureInletDeps, 'attach'> {
  /** Stands beside the hint. */
  readonly beside: HTMLElement;
  readonly t: Translate;
  readonly figures: Figures;
  readonly now: () => number;
  readonly send: (text: string) => void;
  readonly stop: () => void;
  readonly keepDraft: (draft: string) => void;
}

export interface Composer {
  readonly element: HTMLElement;
  update(state: {
    readonly isRunning: boolean;
    readonly hasModel: boolean;
    /** Nothing can be asked in this chat. */
    readonly isReadOnly: boolean;
    readonly receipt?: Receipt | undefined;
  }): void;
  /** What the host has found for a mention. */
  showFound(request: string, candidates: readonly Offer[]): void;
  /** Adds text after what is there. */
  add(text: string): void;
  focus(): void;
}

const MAX_CHARACTERS = 1_000_000;

/** Where the question is written. What keeps it from being sent is said below it, when it is tried. */
export function createComposer(deps: ComposerDeps, draft: string): Composer {
  const { t } = deps;
  const guard = createImeGuard(deps.now);
  const input = element('textarea', {
    class: 'composer-input',
    rows: 1,
    'aria-label': t('Ask Inkstone'),
    'aria-describedby': 'composer-hint',
    'aria-autocomplete': 'list',
    placeholder: t('Ask about your code, @ adds context, / calls a command'),
  });
  const hint = element('p', { id: 'composer-hint', class: 'composer-hint', role: 'status' });
  const sendButton = createButton({ label: t('Send'), icon: 'send', look: 'icon', onClick: trySend });
  const stopButton = createButton({ label: t('Stop'), icon: 'stop', look: 'icon', onClick: deps.stop });
  const picker = createMentionPicker({ ...deps, onEdit }, input);
  const receipt = createReceiptView({ ...deps, focusInput: () => input.focus() });
  const box = element(
    'div',
    { class: 'composer-box' },
    input,
    element('div', { class: 'composer-buttons' }, sendButton, stopButton),
  );
  const root = element(
    'section',
    { class: 'composer', 'aria-label': t('Your question') },
    picker.element,
    receipt.chips,
    box,
    hint,
    deps.beside,
    receipt.element,
  );
  const pictures = createPictureInlet({ ...deps, refuse }, input, root);
  let isRunning = false;
  let hasModel = false;
  let isReadOnly = false;

  function usualHint(): string {
    if (isReadOnly) return t('A newer Inkstone has written this chat, so it can only be read here.');
    return isRunning
      ? t('Enter puts the question in the queue, Escape stops the answer')
      : t('Enter sends, Shift+Enter makes a new line');
  }

  function trySend(): void {
    const text = input.value;
    const reason = reasonNotToSend(text);
    if (reason) refuse(reason);
    else clearRefusal();
    input.focus();
    if (reason) return;
    setDraft('');
    deps.send(text);
  }

  function reasonNotToSend(text: string): string {
    if (isReadOnly) return usualHint();
    if (!hasModel) return t('Choose a model first: add a key or use a local model.');
    if (text.trim() === '') return t('Write a question first.');
    if (pictures.reading > 0) return t('A picture is still being read.');
    return text.length > MAX_CHARACTERS
      ? t('The text is too long: {0} characters at most.', MAX_CHARACTERS)
      : '';
  }

  function setDraft(text: string): void {
    input.value = text;
    onInput();
  }

  function onInput(): void {
    deps.keepDraft(input.value);
    receipt.setDraft(input.value);
    clearRefusal();
    sendButton.classList.toggle('ready', input.value.trim() !== '');
  }

  function onEdit(): void {
    onInput();
    picker.follow();
  }

  function refuse(reason: string): void {
    setText(hint, reason);
    hint.classList.add('refusal');
  }

  function clearRefusal(): void {
    hint.classList.remove('refusal');
    setText(hint, usualHint());
  }

  input.addEventListener('compositionstart', guard.compositionStarted);
  input.addEventListener('compositionend', () => {
    guard.compositionEnded();
    picker.follow();
  });
  input.addEventListener('blur', () => {
    guard.left();
    picker.close();
  });
  input.addEventListener('input', (event) => {
    onInput();
    // What an input method is still composing is nobody's mention yet.
    if (!(event instanceof InputEvent && event.isComposing)) picker.follow();
  });
  input.addEventListener('click', picker.follow);
  input.addEventListener('keydown', (event) => {
    if (guard.isConfirming(event)) return;
    if (picker.take(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      trySend();
    } else if (event.key === 'Escape' && isRunning) {
      event.preventDefault();
      deps.stop();
    }
  });
  setDraft(draft);

  return {
    element: root,
    showFound: picker.show,
    update(state) {
      receipt.update(state.receipt);
      pictures.setCount(state.receipt?.parts.filter(({ kind }) => kind === 'picture').length ?? 0);
      const hadFocus = document.activeElement === stopButton;
      const changed =
        state.isRunning !== isRunning || state.hasModel !== hasModel || state.isReadOnly !== isReadOnly;
      ({ isRunning, hasModel, isReadOnly } = state);
      input.readOnly = isReadOnly;
      sendButton.hidden = isReadOnly;
      root.classList.toggle('read-only', isReadOnly);
      stopButton.hidden = !isRunning;
      if (changed) {
        clearRefusal();
        relabel(sendButton, isRunning ? t('Put in the Queue') : t('Send'), isRunning ? 'add' : 'send');
      }
      if (hadFocus && !isRunning) sendButton.focus();
    },
    add(text) {
      setDraft(input.value ? `${input.value}\n${text}` : text);
    },
    focus() {
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
    },
  };
}
