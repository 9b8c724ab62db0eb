import type { SessionState } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import type { PanelStatus } from '../../src/protocol/panelMessages.ts';
import { createButton } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';
import { createMenuButton } from '../dom/menuButton.ts';

export interface TitleStripDeps {
  readonly t: Translate;
  readonly selectModel: () => void;
  readonly newChat: () => void;
  readonly openChat: (chatId: string) => void;
  readonly renameChat: () => void;
  readonly pinChat: (isPinned: boolean) => void;
  readonly showBranches: (isShown: boolean) => void;
}

export interface TitleStrip {
  readonly element: HTMLElement;
  update(state: {
    readonly session: SessionState;
    readonly status: PanelStatus;
    readonly hasBranches: boolean;
    readonly areBranchesShown: boolean;
  }): void;
}

export function createTitleStrip(deps: TitleStripDeps): TitleStrip {
  const { t } = deps;
  const titleText = element('span', { class: 'chat-title-text' });
  const pin = element(
    'span',
    { class: 'chat-pin', role: 'img', 'aria-label': t('Pinned') },
    createIcon('pin'),
  );
  const title = element('h1', { class: 'chat-title' }, pin, titleText);
  const modelName = element('span', { class: 'button-label' });
  const model = element(
    'button',
    { type: 'button', class: 'button quiet-button model-button' },
    modelName,
    createIcon('chevronDown'),
  );
  let chats: PanelStatus['chats'] = [];
  let chatId = '';
  let isPinned = false;
  let areBranchesShown = false;
  const chatsMenu = createMenuButton({
    label: t('Chats'),
    icon: 'list',
    emptyText: t('No chats yet'),
    items: () =>
      pinnedFirst(chats).map((chat) => ({
        id: chat.id,
        label: chat.title || t('New Chat'),
        isCurrent: chat.id === chatId,
        ...(chat.isPinned && { icon: 'pin' as const }),
      })),
    onSelect: deps.openChat,
  });
  const more = createMenuButton({
    label: t('More'),
    icon: 'more',
    emptyText: '',
    items: () => [
      { id: 'rename', label: t('Rename the Chat…'), icon: 'edit' },
      { id: 'pin', label: isPinned ? t('Unpin the Chat') : t('Pin the Chat'), icon: 'pin' },
    ],
    onSelect: (id) => (id === 'rename' ? deps.renameChat() : deps.pinChat(!isPinned)),
  });
  const branches = createButton({
    label: t('Branches of this chat'),
    icon: 'branch',
    look: 'icon',
    onClick: () => deps.showBranches(!areBranchesShown),
  });
  const newChat = createButton({ label: t('New Chat'), icon: 'add', look: 'icon', onClick: deps.newChat });
  model.addEventListener('click', deps.selectModel);
  return {
    element: element('header', { class: 'title-strip' }, model, title, branches, chatsMenu, more, newChat),
    update(state) {
      const { session } = state;
      chatId = session.id;
      ({ chats } = state.status);
      ({ areBranchesShown } = state);
      isPinned = session.isPinned ?? false;
      pin.hidden = !isPinned;
      more.hidden = session.turns.length === 0 || state.status.isReadOnly === true;
      branches.hidden = !state.hasBranches;
      branches.setAttribute('aria-expanded', String(areBranchesShown));
      setText(titleText, session.title || t('New Chat'));
      titleText.title = session.title;
      const { modelLabel } = state.status;
      model.hidden = modelLabel === '' || state.status.isReadOnly === true;
      setText(modelName, modelLabel);
      model.title = t('Choose the model that answers');
      model.setAttribute('aria-label', t('Model: {0}. Choose another.', modelLabel));
    },
  };
}

const pinnedFirst = (chats: PanelStatus['chats']): PanelStatus['chats'] =>
  chats.toSorted((a, b) => Number(b.isPinned ?? false) - Number(a.isPinned ?? false));
