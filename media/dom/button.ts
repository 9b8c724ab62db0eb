import { type Attributes, element } from './element.ts';
import { createIcon, type IconName } from './icon.ts';

export interface ButtonOptions {
  /** Shown, or only read out and shown as a hint when the button is just an icon. */
  readonly label: string;
  readonly icon?: IconName;
  readonly look: 'primary' | 'secondary' | 'icon' | 'quiet';
  readonly attributes?: Attributes;
  readonly onClick: () => void;
}

export function createButton(options: ButtonOptions): HTMLButtonElement {
  const { label, icon, look, attributes, onClick } = options;
  const isIconOnly = look === 'icon';
  const button = element('button', {
    type: 'button',
    class: `button ${look}-button`,
    ...(isIconOnly && { 'aria-label': label, title: label }),
    ...attributes,
  });
  if (icon) button.append(createIcon(icon));
  if (!isIconOnly) button.append(element('span', { class: 'button-label' }, label));
  button.addEventListener('click', onClick);
  return button;
}

/** Makes an icon button say something else. */
export function relabel(button: HTMLButtonElement, label: string, icon: IconName): void {
  button.setAttribute('aria-label', label);
  button.title = label;
  button.replaceChildren(createIcon(icon));
}
