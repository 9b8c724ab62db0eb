import type { Turn } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import type { PanelIntent } from '../../src/protocol/panelMessages.ts';
import { createButton } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';
import type { Figures } from '../text/figures.ts';
import { createSentReceipt } from './receiptView.ts';
import { createTextEditor } from './textEditor.ts';
import { createPictureList } from './thumbnail.ts';

/** Texts that are being changed and not saved yet, by what they belong to. */
export interface Drafts {
  get(id: string): string | undefined;
  /** Without a text it is forgotten. */
  keep(id: string, text?: string): void;
}

export interface QuestionViewDeps {
  readonly t: Translate;
  readonly figures: Figures;
  readonly now: () => number;
  readonly send: (intent: PanelIntent) => void;
  readonly drafts: Drafts;
  /** Shows another version of the question or its answer. */
  readonly showVersion: (turnId: string, step: VersionStep) => void;
  /** The user has asked anew; what comes is shown at the end. */
  readonly askedAnew: () => void;
}

export type VersionStep = 'previous' | 'next';

/** What was asked, with its versions. */
export interface QuestionView {
  readonly element: HTMLElement;
  /** All turns that stand in the place of this one, this one among them, the oldest first. */
  setVersions(turnIds: readonly string[]): void;
  focusVersion(step: VersionStep): void;
}

export function createQuestionView(
  deps: QuestionViewDeps,
  { id: turnId, purpose, question }: Turn,
): QuestionView {
  const { t, send, drafts } = deps;
  const text = element('h2', { class: 'question-text' }, question.text);
  const edit = createButton({
    label: t('Edit Question'),
    icon: 'edit',
    look: 'icon',
    onClick: () => startEditing().focus(),
  });
  edit.classList.add('writes');
  // The words of a command that edits code are not what the model was asked.
  edit.hidden = purpose !== 'chat' && purpose !== 'explain';
  const branch = createButton({
    label: t('Branch in a New Chat'),
    icon: 'branch',
    look: 'icon',
    onClick: () => send({ type: 'branch-chat', turnId }),
  });
  const remove = createButton({
    label: t('Delete from Here'),
    icon: 'remove',
    look: 'icon',
    onClick: () => send({ type: 'delete-turn', turnId }),
  });
  remove.classList.add('writes');
  let versions: readonly string[] = [turnId];
  const place = element('span', { class: 'version-place' });
  const step = (name: VersionStep): HTMLButtonElement =>
    createButton({
      label: name === 'previous' ? t('Previous Version') : t('Next Version'),
      icon: name === 'previous' ? 'chevronLeft' : 'chevronRight',
      look: 'icon',
      onClick() {
        const shown = versions[versions.indexOf(turnId) + (name === 'previous' ? -1 : 1)];
        if (shown) deps.showVersion(shown, name);
      },
    });
  const steps = { previous: step('previous'), next: step('next') };
  const walk = element('span', { class: 'versions', role: 'group' }, steps.previous, place, steps.next);
  const body = element(
    'div',
    { class: 'question', role: 'group', 'aria-label': t('Question') },
    text,
    ...createPictureList(t, question.pictures),
    ...references(),
    ...(question.sent?.length ? [createSentReceipt(deps, question.sent)] : []),
  );

  function references(): readonly HTMLElement[] {
    const chips = question.references.map((reference, index) => {
      const chip = element('button', {
        type: 'button',
        class: 'chip',
        title: t('Open {0}', reference.label),
      });
      chip.append(createIcon('file'), element('span', {}, reference.label));
      chip.addEventListener('click', () => send({ type: 'open-reference', turnId, index }));
      return element('li', {}, chip);
    });
    if (chips.length === 0) return [];
    return [element('ul', { class: 'references', 'aria-label': t('Code that went with it') }, ...chips)];
  }

  function startEditing() {
    const editor = createTextEditor({
      t,
      now: deps.now,
      label: t('Edit the question'),
      saveLabel: t('Send'),
      text: drafts.get(turnId) ?? question.text,
      keepDraft: (draft) => drafts.keep(turnId, draft),
      save(changed) {
        stopEditing();
        send({ type: 'send-anew', turnId, text: changed });
        deps.askedAnew();
      },
      cancel() {
        stopEditing();
        edit.focus();
      },
    });

    function stopEditing(): void {
      drafts.keep(turnId);
      editor.element.replaceWith(text);
      body.classList.remove('is-edited');
      edit.disabled = false;
    }

    text.replaceWith(editor.element);
    body.classList.add('is-edited');
    edit.disabled = true;
    return editor;
  }

  if (drafts.get(turnId) !== undefined) startEditing();
  return {
    element: element(
      'div',
      { class: 'question-part' },
      body,
      element(
        'div',
        { class: 'question-tools' },
        walk,
        element('span', { class: 'question-actions' }, edit, branch, remove),
      ),
    ),
    setVersions(turnIds) {
      versions = turnIds;
      const index = turnIds.indexOf(turnId);
      walk.hidden = turnIds.length < 2;
      setText(place, `${index + 1}/${turnIds.length}`);
      walk.setAttribute('aria-label', t('Version {0} of {1}', index + 1, turnIds.length));
      steps.previous.disabled = index <= 0;
      steps.next.disabled = index >= turnIds.length - 1;
    },
    focusVersion(name) {
      const wanted = steps[name];
      (wanted.disabled ? steps[name === 'previous' ? 'next' : 'previous'] : wanted).focus();
    },
  };
}
