import type { AnswerStatus, QueuedQuestion } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import type { PanelIntent } from '../../src/protocol/panelMessages.ts';
import { createButton } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import type { Drafts } from './questionView.ts';
import { createTextEditor } from './textEditor.ts';
import { createPictureList } from './thumbnail.ts';

export interface QueueViewDeps {
  readonly t: Translate;
  readonly now: () => number;
  readonly send: (intent: PanelIntent) => void;
  readonly drafts: Drafts;
  readonly say: (sentences: readonly string[]) => void;
}

export interface QueueState {
  readonly queue: readonly QueuedQuestion[];
  readonly isRunning: boolean;
  /** How the last answer that is shown ended. */
  readonly lastStatus: AnswerStatus | undefined;
}

/** The questions that wait for the answers before them. */
export interface QueueView {
  readonly element: HTMLElement;
  update(state: QueueState): void;
}

export function createQueueView(deps: QueueViewDeps): QueueView {
  const { t, send } = deps;
  const reason = element('p', { class: 'queue-reason' });
  const goOn = createButton({
    label: t('Send Now'),
    icon: 'goOn',
    look: 'secondary',
    onClick: () => send({ type: 'send-queued' }),
  });
  goOn.classList.add('writes');
  const list = element('ol', { class: 'queued', 'aria-label': t('Questions that wait') });
  const root = element(
    'section',
    { class: 'queue', 'aria-label': t('Questions that wait') },
    reason,
    goOn,
    list,
  );
  const rows = new Map<string, { readonly element: HTMLElement; setText(text: string): void }>();
  root.hidden = true;

  function rowOf({ id, question }: QueuedQuestion) {
    const text = element('p', { class: 'question-text' }, question.text);
    const edit = createButton({
      label: t('Edit Question'),
      icon: 'edit',
      look: 'icon',
      onClick: () => startEditing().focus(),
    });
    const remove = createButton({
      label: t('Remove from the Queue'),
      icon: 'remove',
      look: 'icon',
      onClick() {
        deps.drafts.keep(id);
        send({ type: 'remove-queued', queuedId: id });
      },
    });
    const row = element(
      'li',
      { class: 'queued-question' },
      element('div', { class: 'queued-body' }, text, ...createPictureList(t, question.pictures)),
      element('span', { class: 'queued-actions writes' }, edit, remove),
    );

    function startEditing() {
      const editor = createTextEditor({
        t,
        now: deps.now,
        label: t('Edit the question'),
        saveLabel: t('Save'),
        text: deps.drafts.get(id) ?? text.textContent,
        keepDraft: (draft) => deps.drafts.keep(id, draft),
        save(changed) {
          stopEditing();
          send({ type: 'change-queued', queuedId: id, text: changed });
        },
        cancel: () => stopEditing(),
      });

      function stopEditing(): void {
        deps.drafts.keep(id);
        editor.element.replaceWith(text);
        edit.disabled = false;
        edit.focus();
      }

      text.replaceWith(editor.element);
      edit.disabled = true;
      return editor;
    }

    if (deps.drafts.get(id) !== undefined) startEditing();
    return { element: row, setText: (changed: string) => setText(text, changed) };
  }

  function reasonOf({ isRunning, lastStatus }: QueueState): string {
    if (isRunning) return t('Sent when the answer is finished:');
    if (lastStatus === 'stopped') return t('Waiting, because the answer before was stopped:');
    if (lastStatus === undefined || lastStatus === 'complete') return t('Not sent yet:');
    return t('Waiting, because the answer before did not end well:');
  }

  return {
    element: root,
    update(state) {
      const { queue, isRunning } = state;
      for (const [id, row] of rows) {
        if (queue.some((queued) => queued.id === id)) continue;
        row.element.remove();
        rows.delete(id);
      }
      for (const queued of queue) {
        const row = rows.get(queued.id) ?? rowOf(queued);
        row.setText(queued.question.text);
        if (!rows.has(queued.id)) list.append(row.element);
        rows.set(queued.id, row);
      }
      root.hidden = queue.length === 0;
      goOn.hidden = isRunning;
      const why = reasonOf(state);
      if (!root.hidden && !isRunning && reason.textContent !== why) deps.say([why]);
      setText(reason, why);
    },
  };
}
