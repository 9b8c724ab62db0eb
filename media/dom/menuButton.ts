import { element } from './element.ts';
import { createIcon, type IconName } from './icon.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** For one of several that exclude each other; absent for what is merely done. */
  readonly isCurrent?: boolean;
  readonly icon?: IconName;
}

export interface MenuButtonOptions {
  readonly label: string;
  readonly icon: IconName;
  /** Said instead of an empty menu. */
  readonly emptyText: string;
  /** Asked each time the menu opens. */
  readonly items: () => readonly MenuItem[];
  readonly onSelect: (id: string) => void;
}

/** A button with a menu as WAI-ARIA has it (https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/). */
export function createMenuButton(options: MenuButtonOptions): HTMLElement {
  const { label, icon, emptyText, items, onSelect } = options;
  const button = element(
    'button',
    {
      type: 'button',
      class: 'button icon-button',
      'aria-label': label,
      title: label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    createIcon(icon),
  );
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': label, hidden: true });
  const root = element('div', { class: 'menu-anchor' }, button, menu);

  const entries = (): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];

  function open(): void {
    const offered = items();
    menu.replaceChildren(
      ...(offered.length > 0
        ? offered.map(entry)
        : [
            element(
              'div',
              { class: 'menu-entry', role: 'menuitem', tabindex: -1, 'aria-disabled': 'true' },
              emptyText,
            ),
          ]),
    );
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? entries()[0])?.focus();
  }

  function close(): void {
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  }

  function entry({ id, label: name, isCurrent, icon: picture }: MenuItem): HTMLElement {
    const created = element(
      'div',
      {
        class: 'menu-entry',
        role: isCurrent === undefined ? 'menuitem' : 'menuitemradio',
        tabindex: -1,
        ...(isCurrent !== undefined && { 'aria-checked': String(isCurrent) }),
        title: name,
      },
      ...(picture ? [createIcon(picture)] : []),
      name,
    );
    created.addEventListener('click', () => {
      close();
      button.focus();
      onSelect(id);
    });
    return created;
  }

  function move(event: KeyboardEvent): void {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[to % all.length]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') all[at]?.click();
    else if (event.key === 'Escape') {
      close();
      button.focus();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) findByLetter(all, at, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  button.addEventListener('click', () => (menu.hidden ? open() : close()));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || !menu.hidden) return;
    event.preventDefault();
    open();
  });
  menu.addEventListener('keydown', move);
  root.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) close();
  });
  return root;
}

function findByLetter(entries: readonly HTMLElement[], from: number, letter: string): void {
  const order = [...entries.slice(from + 1), ...entries.slice(0, from + 1)];
  order.find((entry) => entry.textContent.toLowerCase().startsWith(letter.toLowerCase()))?.focus();
}
