import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';
import { createIcon, type IconName } from '../dom/icon.ts';

export interface WelcomeDeps {
  readonly t: Translate;
  readonly addKey: () => void;
  readonly useLocalModel: () => void;
  readonly openWalkthrough: () => void;
}

/** What an empty chat shows: ways to a model while there is none, a hint of what to ask once there is one. */
export interface Welcome {
  readonly element: HTMLElement;
  update(hasModel: boolean): void;
}

export function createWelcome(deps: WelcomeDeps): Welcome {
  const { t } = deps;
  const doors = element(
    'div',
    { class: 'doors' },
    element('h2', { class: 'welcome-title' }, t('Choose a way to start')),
    door(
      'key',
      t('Add a Key'),
      t('For Zhipu, Qianfan, DeepSeek, OpenAI and others. The key is tested before it is stored.'),
      deps.addKey,
    ),
    door(
      'server',
      t('Use a Local Model'),
      t('Ollama, LM Studio and the like: nothing leaves this computer.'),
      deps.useLocalModel,
    ),
    door('book', t('Open the Walkthrough'), t('Five short steps with pictures.'), deps.openWalkthrough),
  );
  const hint = element(
    'div',
    { class: 'first-hint' },
    element('h2', { class: 'welcome-title' }, t('What are you working on?')),
    element(
      'p',
      {},
      t(
        'Ask a question below, or select code in the editor and choose Explain, Optimize or Generate from its menu.',
      ),
    ),
  );
  return {
    element: element('div', { class: 'welcome' }, doors, hint),
    update(hasModel) {
      doors.hidden = hasModel;
      hint.hidden = !hasModel;
    },
  };
}

function door(icon: IconName, label: string, explanation: string, onClick: () => void): HTMLElement {
  const button = element(
    'button',
    { type: 'button', class: 'door' },
    createIcon(icon),
    element(
      'span',
      { class: 'door-text' },
      element('span', { class: 'door-label' }, label),
      element('span', { class: 'door-explanation' }, explanation),
    ),
  );
  button.addEventListener('click', onClick);
  return button;
}
