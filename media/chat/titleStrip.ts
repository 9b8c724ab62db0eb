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
}

export interface TitleStrip {
  readonly element: HTMLElement;
  update(state: { readonly title: string; readonly chatId: string; readonly status: PanelStatus }): void;
}

export function createTitleStrip(deps: TitleStripDeps): TitleStrip {
  const { t } = deps;
  const title = element('h1', { class: 'visually-hidden' });
  const modelName = element('span', { class: 'button-label' });
  const model = element(
    'button',
    { type: 'button', class: 'button quiet-button model-button' },
    modelName,
    createIcon('chevronDown'),
  );
  let chats: PanelStatus['chats'] = [];
  let chatId = '';
  const chatsMenu = createMenuButton({
    label: t('Chats'),
    icon: 'list',
    emptyText: t('No chats yet'),
    items: () =>
      chats.map((chat) => ({
        id: chat.id,
        label: chat.title || t('New Chat'),
        isCurrent: chat.id === chatId,
      })),
    onSelect: deps.openChat,
  });
  const newChat = createButton({ label: t('New Chat'), icon: 'add', look: 'icon', onClick: deps.newChat });
  model.addEventListener('click', deps.selectModel);
  return {
    element: element('header', { class: 'title-strip' }, title, model, chatsMenu, newChat),
    update(state) {
      ({ chatId } = state);
      ({ chats } = state.status);
      setText(title, state.title || t('New Chat'));
      const { modelLabel } = state.status;
      model.hidden = modelLabel === '';
      setText(modelName, modelLabel);
      model.title = t('Choose the model that answers');
      model.setAttribute('aria-label', t('Model: {0}. Choose another.', modelLabel));
    },
  };
}
