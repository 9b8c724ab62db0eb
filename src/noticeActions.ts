import type * as vscode from 'vscode';
import type { ModelId } from './core/model/model.ts';
import type { NoticeAction, NoticeActionId } from './core/notice.ts';
import type { Gestures } from './gestures.ts';
import type { ChatPanels } from './host/chat/chatPanels.ts';
import type { Chats } from './host/chat/chats.ts';
import type { Pages } from './host/pages.ts';
import type { ModelChoice } from './host/setup/addKey.ts';
import type { SetupDialogs } from './host/setup/setupDialogs.ts';
import type { UsagePage } from './host/usage/usagePage.ts';

export interface NoticeActionDeps {
  readonly gestures: Gestures;
  readonly chats: Chats;
  readonly panels: ChatPanels;
  readonly setup: SetupDialogs;
  /** The model of the open chat. */
  readonly chatModel: ModelChoice;
  readonly usagePage: UsagePage;
  readonly pages: Pages;
  readonly log: vscode.LogOutputChannel;
  /** Ends the pauses that Inkstone makes by itself with a provider. */
  tryNow(provider: string): void;
}

/** What the buttons of a notice do. */
export function createNoticeActions(deps: NoticeActionDeps): (action: NoticeAction) => unknown {
  const { gestures, chats, panels, setup, chatModel, usagePage, pages, log, tryNow } = deps;
  const table: Record<NoticeActionId, (action: NoticeAction) => unknown> = {
    'add-key': () => setup.addKeyInUse(),
    'replace-key': () => setup.addKeyInUse(),
    'select-model': () => setup.selectModel(),
    'use-suggested-provider': ({ argument }) => setup.useKeyElsewhere(argument),
    'use-local-model': () => setup.useLocalModel(),
    'use-model': ({ argument }) => argument && chatModel.useModel(argument as ModelId),
    'try-now': ({ turnId, argument }) => {
      if (argument) tryNow(argument);
      return turnId ? gestures.retry(turnId) : gestures.retryLast();
    },
    'send-queued': ({ argument }) => gestures.sendQueued(argument),
    continue: ({ turnId }) => (turnId ? gestures.continueAnswer(turnId) : gestures.continueLast()),
    retry: ({ turnId }) => (turnId ? gestures.retry(turnId) : gestures.retryLast()),
    'answer-with': ({ turnId, argument }) =>
      turnId && argument && gestures.retry(turnId, argument as ModelId),
    'show-log': () => log.show(),
    'open-proxy-settings': () => pages.proxySettings(),
    'open-settings': ({ argument }) => pages.settings(argument),
    'show-usage': () => usagePage.show(),
    'show-answer': () => panels.open({ keepFocus: false }),
    'new-chat': () => chats.startNew(),
  };
  return (action) => table[action.id](action);
}
