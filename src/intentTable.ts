import { randomUUID } from 'node:crypto';
import type { ContextDesk } from './contextDesk.ts';
import { subtreeOf } from './core/chat/branches.ts';
import { isRunning, type Turn } from './core/chat/session.ts';
import type { NoticeAction } from './core/notice.ts';
import type { Gestures } from './gestures.ts';
import type { ChatPanels, IntentTable } from './host/chat/chatPanels.ts';
import type { Chats } from './host/chat/chats.ts';
import type { CurrentEditor } from './host/currentEditor.ts';
import type { EditJournal } from './host/edit/editJournal.ts';
import type { PendingEdits } from './host/edit/pendingEdits.ts';
import { openLink, openReference } from './host/links.ts';
import type { Pages } from './host/pages.ts';
import type { ModelChoice } from './host/setup/addKey.ts';
import type { SetupDialogs } from './host/setup/setupDialogs.ts';
import { t } from './host/translate.ts';
import type { UserSettings } from './host/userSettings.ts';
import type { LoadedCommands } from './loadedCommands.ts';

export interface IntentDeps extends Pick<LoadedCommands, 'findCommands' | 'runCommand'> {
  readonly gestures: Gestures;
  readonly chats: Chats;
  /** Loaded when a panel is opened. */
  readonly context: () => Promise<ContextDesk>;
  readonly setup: SetupDialogs;
  readonly pages: Pages;
  readonly edits: PendingEdits;
  /** Of accepted edits; loaded when the first one is. */
  readonly journal: () => EditJournal | Promise<EditJournal>;
  readonly onError: (error: unknown) => void;
  readonly editor: CurrentEditor;
  readonly settings: UserSettings;
  readonly panels: () => ChatPanels;
  readonly act: (action: NoticeAction) => unknown;
  /** The model of the open chat. */
  readonly chatModel: ModelChoice;
}

/** What each intent of a chat panel does. It names things by ids; what they are is looked up in the host's state. */
export function createIntentTable(deps: IntentDeps): IntentTable {
  const { gestures, chats, setup, pages } = deps;
  const turn = (id: string): Turn | undefined =>
    chats.current.state.turns.find((candidate) => candidate.id === id);
  /** When nothing was asked, what was typed goes back to where questions are written. */
  const orGiveBack = async (text: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      deps.panels().compose(text);
      throw error;
    }
  };
  return {
    send: ({ text }) =>
      orGiveBack(text, async () => {
        if (!(await deps.runCommand(text))) await gestures.send(text);
      }),
    'send-anew': ({ turnId, text }) => orGiveBack(text, () => gestures.sendAnew(turnId, text)),
    async 'find-context'({ request, kind, text }) {
      if (kind === 'command') {
        deps.panels().tellFound(request, await deps.findCommands(text));
        return;
      }
      const desk = await deps.context();
      await desk.find({ kind, text }, (candidates) => deps.panels().tellFound(request, candidates));
    },
    'choose-context': async ({ id }) => (await deps.context()).choose(id),
    'attach-picture': async ({ type: _, ...picture }) => (await deps.context()).attach(picture),
    'remove-context': async ({ id }) => (await deps.context()).remove(id),
    'restore-earlier': async () => (await deps.context()).restoreEarlier(),
    weigh: async ({ text }) => (await deps.context()).weigh(text),
    'send-queued': () => gestures.sendQueued(),
    'change-queued'({ queuedId, text }) {
      const isWaiting = chats.current.state.queue.some(({ id }) => id === queuedId);
      if (isWaiting) chats.current.dispatch({ type: 'queued-question-changed', queuedId, text });
      else deps.panels().compose(text);
    },
    'remove-queued': ({ queuedId }) => chats.current.dispatch({ type: 'queued-question-removed', queuedId }),
    'show-turn': ({ turnId }) => chats.current.dispatch({ type: 'turn-shown', turnId }),
    async 'delete-turn'({ turnId }) {
      const conversation = chats.current;
      const { deleteTurn } = await import('./host/chat/manageChat.ts');
      const gone = subtreeOf(conversation.state.turns, turnId);
      if (gone.some(({ answer }) => isRunning(answer.status))) gestures.stopConversation(conversation);
      await deleteTurn(chats, conversation, turnId);
    },
    async 'branch-chat'({ turnId }) {
      const { copyOfBranch } = await import('./core/chat/copyOfBranch.ts');
      const { state } = chats.current;
      const title = t('{0} (branch)', state.title);
      chats.startNew(copyOfBranch(state, turnId, { newId: randomUUID, title }));
    },
    async 'rename-chat'() {
      chats.current.requireWritable();
      const { renameChat } = await import('./host/chat/manageChat.ts');
      await renameChat(chats, chats.current.state);
    },
    'pin-chat': ({ isPinned }) => chats.current.dispatch({ type: 'chat-pinned', isPinned }),
    stop: () => gestures.stopConversation(chats.current),
    compact: () => gestures.compact(),
    retry: ({ turnId }) => gestures.retry(turnId),
    continue: ({ turnId }) => gestures.continueAnswer(turnId),
    'new-chat': () => chats.startNew(),
    'open-chat': ({ chatId }) => chats.open(chatId),
    'copy-code': ({ turnId, line }) => gestures.copyCode(turnId, line),
    'insert-code': ({ turnId, line }) => gestures.insertCode(turnId, line),
    async 'apply-code'({ turnId, line }) {
      const { applyToFile } = await import('./applyToFile.ts');
      const { question, answer } = turn(turnId) ?? {};
      await applyToFile(
        { ...deps, gestures },
        { answer: answer?.text ?? '', line, references: question?.references ?? [] },
      );
    },
    async 'apply-answer'({ turnId }) {
      const [{ applyToFiles }, { editsOfAnswer }] = await Promise.all([
        import('./applyToFiles.ts'),
        import('./core/edit/apply/editsOfAnswer.ts'),
      ]);
      await applyToFiles(deps, editsOfAnswer(turn(turnId)?.answer.text ?? ''));
    },
    async 'new-file-from-code'({ turnId, line }) {
      const { newFile } = await import('./host/edit/newFile.ts');
      await newFile(gestures.code(turnId, line));
    },
    async 'run-code'({ turnId, line }) {
      const { runInTerminal } = await import('./host/runInTerminal.ts');
      await runInTerminal(gestures.code(turnId, line));
    },
    'copy-answer': ({ turnId }) => gestures.copyAnswer(turnId),
    'open-link': ({ href }) => openLink(href),
    'open-reference'({ turnId, index }) {
      const reference = turn(turnId)?.question.references[index];
      return reference && openReference(reference);
    },
    'open-claim'({ turnId, index }) {
      const place = turn(turnId)?.answer.claims?.[index]?.place;
      return place && openReference(place);
    },
    async 'open-passage'({ turnId, index }) {
      const source = turn(turnId)?.answer.sources?.[index];
      if (source) await (await import('./host/documents/openPassage.ts')).openPassage(source, deps.settings);
    },
    'notice-action'({ turnId, action }) {
      const chosen = turn(turnId)?.answer.notice?.actions.find((candidate) => candidate.id === action);
      return chosen && deps.act({ ...chosen, turnId });
    },
    'explain-code': ({ code }) => pages.errorCode(code),
    'select-model'() {
      chats.current.requireWritable();
      return setup.selectModel(deps.chatModel);
    },
    'add-key': () => setup.addKey(),
    'use-local-model': () => setup.useLocalModel(),
    'open-walkthrough': () => pages.walkthrough(),
  };
}
