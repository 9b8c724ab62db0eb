import type { ContextKind, Offer } from '../../src/core/chat/receipt.ts';
import { fuzzyScore, searchedPath } from '../../src/core/text/fuzzyScore.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element, setText } from '../dom/element.ts';
import { createIcon, type IconName } from '../dom/icon.ts';
import { KIND_ICONS, kindName } from './contextWords.ts';
import { type Mention, mentionAt } from './mentionAt.ts';

export interface MentionPickerDeps {
  readonly t: Translate;
  readonly find: (query: { request: string; kind?: Offer['kind']; text: string }) => void;
  readonly choose: (id: string) => void;
  /** The text of the field has changed by a choice. */
  readonly onEdit: () => void;
  /** Says something to who cannot see the list. */
  readonly say: (sentence: string) => void;
}

/** The list of what can go along, while a mention is being written. The keyboard stays in the field. */
export interface MentionPicker {
  readonly element: HTMLElement;
  /** Follows the caret: opens, asks anew, or closes. */
  follow(): void;
  /** What the host has found; answers to another request are of no use any more. */
  show(request: string, candidates: readonly Offer[]): void;
  /** Says whether the key was for the list. */
  take(event: KeyboardEvent): boolean;
  close(): void;
}

/** Kinds of which there are so many that they are searched for by themselves. */
const SEARCHED = ['file', 'folder', 'symbol'] as const satisfies readonly ContextKind[];

/** Whose names stand for them in a sentence. */
const NAMED: ReadonlySet<Offer['kind']> = new Set(['file', 'folder', 'selection', 'symbol']);

const fits = (query: string, path: string): boolean =>
  fuzzyScore(query.toLowerCase(), searchedPath(path)) !== undefined;

interface Row {
  readonly icon: IconName;
  readonly label: string;
  readonly detail: string;
  readonly pick: () => void;
}

export function createMentionPicker(deps: MentionPickerDeps, input: HTMLTextAreaElement): MentionPicker {
  const { t } = deps;
  const names = Object.fromEntries(SEARCHED.map((kind) => [kindName(kind, t).toLowerCase(), kind]));
  const list = element('div', { id: 'mention-list', role: 'listbox', 'aria-label': t('What goes along') });
  const empty = element('p', { class: 'mention-empty' });
  const root = element('div', { class: 'mentions', hidden: true }, list, empty);
  let mention: Mention | undefined;
  let offered: readonly Offer[] = [];
  let rows: readonly Row[] = [];
  let active = 0;
  /** Several panels ask the same host. */
  const panel = Math.random().toString(36).slice(2);
  let searches = 0;
  let request = '';
  /** Closed by the user; another mention opens it again. */
  let dismissedAt: number | undefined;

  function follow(): void {
    const caret = input.selectionStart;
    const found = caret === input.selectionEnd ? mentionAt(input.value, caret, names) : undefined;
    if (found?.start !== dismissedAt) dismissedAt = undefined;
    if (!found || dismissedAt !== undefined) {
      close();
      return;
    }
    const isSame =
      mention && mention.start === found.start && mention.text === found.text && mention.kind === found.kind;
    mention = found;
    if (isSame) return;
    request = `${panel}-${++searches}`;
    deps.find({ request, ...(found.kind && { kind: found.kind }), text: found.text });
    // What is known already is shown until the host has answered, as far as it fits.
    offered = root.hidden
      ? []
      : offered.filter(({ kind, label, detail }) =>
          kind === 'command' ? fits(found.text, label) : fits(found.text, `${detail}/${label}`),
        );
    showRows([...kindRows(), ...offered.map(rowOf)], t('Searching…'));
  }

  function show(answered: string, candidates: readonly Offer[]): void {
    if (answered !== request || !mention) return;
    offered = candidates;
    showRows([...kindRows(), ...offered.map(rowOf)], t('Nothing found'));
    deps.say(t('{0} suggestions', rows.length));
  }

  function rowOf({ id, kind, label, detail }: Offer): Row {
    return {
      icon: KIND_ICONS[kind],
      label,
      detail,
      pick() {
        if (kind === 'command') {
          replace(`${label} `);
          return;
        }
        replace(NAMED.has(kind) ? `\`${label}\` ` : '');
        deps.choose(id);
      },
    };
  }

  /** `@file:` and the like lead to a search of one kind. */
  function kindRows(): readonly Row[] {
    if (!mention || mention.kind) return [];
    const written = mention.text.toLowerCase();
    const ways = [
      ...SEARCHED.map((kind) => ({ icon: KIND_ICONS[kind], label: `@${kind}:`, detail: kindName(kind, t) })),
      { icon: 'book', label: '@docs', detail: t('Answer from the documents') } as const,
    ];
    return ways
      .filter(({ label, detail }) =>
        [label.slice(1), detail.toLowerCase()].some((name) => name.startsWith(written)),
      )
      .map((way) => ({ ...way, pick: () => replace(way.label.endsWith(':') ? way.label : `${way.label} `) }));
  }

  function showRows(next: readonly Row[], otherwise: string): void {
    rows = next;
    active = 0;
    list.replaceChildren(...rows.map(option));
    list.hidden = rows.length === 0;
    setText(empty, otherwise);
    empty.hidden = rows.length > 0;
    root.hidden = false;
    input.setAttribute('aria-controls', list.id);
    setActive(0);
  }

  function option({ icon, label, detail }: Row, index: number): HTMLElement {
    const created = element(
      'div',
      {
        id: `mention-${index}`,
        class: 'mention',
        role: 'option',
        title: detail ? `${label} ${detail}` : label,
      },
      createIcon(icon),
      element('span', { class: 'mention-label' }, label),
      element('span', { class: 'mention-detail' }, detail),
    );
    // The field keeps the focus, and with it the caret.
    created.addEventListener('pointerdown', (event) => event.preventDefault());
    created.addEventListener('click', () => pick(index));
    return created;
  }

  /** A command whose name is written out is called, not chosen. */
  function isWritten(): boolean {
    const isCommand = mention?.kind === 'command';
    return isCommand && rows.some(({ label }) => label === `/${mention?.text.toLowerCase()}`);
  }

  function setActive(index: number): void {
    active = index;
    for (const [at, child] of [...list.children].entries())
      child.setAttribute('aria-selected', String(at === active));
    const chosen = list.children[active];
    if (chosen) {
      input.setAttribute('aria-activedescendant', chosen.id);
      chosen.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  }

  function pick(index: number): void {
    const row = rows[index];
    row?.pick();
    input.focus();
  }

  /** Puts a text in the place of the mention. */
  function replace(text: string): void {
    if (!mention) return;
    input.setRangeText(text, mention.start, mention.end, 'end');
    close();
    deps.onEdit();
  }

  function close(): void {
    mention = undefined;
    request = '';
    if (root.hidden) return;
    root.hidden = true;
    input.removeAttribute('aria-controls');
    input.removeAttribute('aria-activedescendant');
  }

  return {
    element: root,
    follow,
    show,
    close,
    take({ key, shiftKey, altKey, ctrlKey, metaKey }) {
      if (root.hidden || altKey || ctrlKey || metaKey) return false;
      if (key === 'Escape') {
        dismissedAt = mention?.start;
        close();
        return true;
      }
      if (rows.length === 0 || (key === 'Enter' && isWritten())) return false;
      if (key === 'ArrowDown') setActive((active + 1) % rows.length);
      else if (key === 'ArrowUp') setActive((active - 1 + rows.length) % rows.length);
      else if ((key === 'Enter' || key === 'Tab') && !shiftKey) pick(active);
      else return false;
      return true;
    },
  };
}
