import type { Turn } from './core/chat/session.ts';
import type { NoticeAction } from './core/notice.ts';
import type { Gestures } from './gestures.ts';
import type { ChatPanels, IntentTable } from './host/chat/chatPanels.ts';
import type { Chats } from './host/chat/chats.ts';
import { openLink, openReference } from './host/links.ts';
import type { Pages } from './host/pages.ts';
import type { SetupDialogs } from './host/setup/setupDialogs.ts';

export interface IntentDeps {
  readonly gestures: Gestures;
  readonly chats: Chats;
  readonly setup: SetupDialogs;
  readonly pages: Pages;
  readonly panels: () => ChatPanels;
  readonly act: (action: NoticeAction) => unknown;
}

/** What each intent of a chat panel does. It names things by ids; what they are is looked up in the host's state. */
export function createIntentTable(deps: IntentDeps): IntentTable {
  const { gestures, chats, setup, pages } = deps;
  const turn = (id: string): Turn | undefined =>
    chats.current.state.turns.find((candidate) => candidate.id === id);
  return {
    async send({ text }) {
      try {
        await gestures.send(text);
      } catch (error) {
        // Nothing was asked, so what was typed goes back to where it was.
        deps.panels().compose(text);
        throw error;
      }
    },
    stop: () => gestures.stopConversation(),
    retry: ({ turnId }) => gestures.retry(turnId),
    continue: ({ turnId }) => gestures.continueAnswer(turnId),
    'new-chat': () => chats.startNew(),
    'open-chat': ({ chatId }) => chats.open(chatId),
    'copy-code': ({ turnId, line }) => gestures.copyCode(turnId, line),
    'insert-code': ({ turnId, line }) => gestures.insertCode(turnId, line),
    'copy-answer': ({ turnId }) => gestures.copyAnswer(turnId),
    'open-link': ({ href }) => openLink(href),
    'open-reference'({ turnId, index }) {
      const reference = turn(turnId)?.question.references[index];
      return reference && openReference(reference);
    },
    'notice-action'({ turnId, action }) {
      const chosen = turn(turnId)?.answer.notice?.actions.find((candidate) => candidate.id === action);
      return chosen && deps.act({ ...chosen, turnId });
    },
    'explain-code': ({ code }) => pages.errorCode(code),
    'select-model': () => setup.selectModel(),
    'add-key': () => setup.addKey(),
    'use-local-model': () => setup.useLocalModel(),
    'open-walkthrough': () => pages.walkthrough(),
  };
}
