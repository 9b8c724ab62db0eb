import type { Receipt, ReceiptPart } from '../../src/core/chat/receipt.ts';
import { hiddenText } from '../../src/core/guard/secretKind.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { createButton } from '../dom/button.ts';
import { element, setText } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';
import type { Figures } from '../text/figures.ts';
import { KIND_ICONS } from './contextWords.ts';
import { createThumbnail } from './thumbnail.ts';

export interface ReceiptViewDeps {
  readonly t: Translate;
  readonly figures: Figures;
  readonly remove: (id: string) => void;
  readonly restoreEarlier: () => void;
  /** About how many tokens a question is. */
  readonly tokensOf: (draft: string) => number;
  /** Called a moment after the last key. */
  readonly onRest: () => void;
  /** Asks for the secrets in a question that is being written. */
  readonly weigh: (draft: string) => void;
  /** Where the keyboard goes when a part is gone. */
  readonly focusInput: () => void;
}

/** What will leave with the next question: chips for what was chosen, and all of it with its tokens and price. */
export interface ReceiptView {
  readonly chips: HTMLElement;
  readonly element: HTMLElement;
  update(receipt: Receipt | undefined): void;
  setDraft(draft: string): void;
}

/** So long after the last key, in ms, a question is weighed. */
const WEIGH_AFTER_MS = 250;

export function createReceiptView(deps: ReceiptViewDeps): ReceiptView {
  const { t, figures } = deps;
  const chips = element('ul', { class: 'chips', 'aria-label': t('What goes along'), hidden: true });
  const sum = element('span');
  const rows = element('ul', { class: 'receipt-rows' });
  const notes = element('div', { class: 'receipt-notes' });
  const root = element(
    'details',
    { class: 'receipt', hidden: true },
    element('summary', {}, createIcon('chevronDown'), sum),
    rows,
    notes,
  );
  let receipt: Receipt | undefined;
  let draft = '';
  /** The draft that was weighed last while the list is open. */
  let asked: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  root.addEventListener('toggle', () => {
    if (root.open) weighed();
    else asked = undefined;
  });

  function weighed(): void {
    showSum();
    if (!root.open || draft === asked) return;
    asked = draft;
    deps.weigh(draft);
  }

  function showSum(): void {
    if (!receipt) return;
    const own = deps.tokensOf(draft);
    const tokens = receipt.parts.reduce((total, part) => total + (part.tokens ?? 0), own);
    const { price, maxTokens } = receipt;
    const figure = figures.count(tokens);
    const cost =
      price && figures.money({ amount: (tokens * price.inputPerMillion) / 1e6, currency: price.currency });
    setText(
      sum,
      cost
        ? t('About {0} tokens will be sent, {1}', figure, cost)
        : t('About {0} tokens will be sent', figure),
    );
    root.classList.toggle('too-much', tokens > maxTokens);
    const parts = [
      ...receipt.parts.map((part) => row(part)),
      row({ kind: 'selection', label: t('Your question'), tokens: own }),
    ];
    const said = notesOf(receipt, tokens);
    keepingFocus(root, () => {
      rows.replaceChildren(...parts);
      notes.replaceChildren(...said);
    });
  }

  function row(part: Receipt['parts'][number]): HTMLElement {
    return element(
      'li',
      {},
      createIcon(KIND_ICONS[part.kind]),
      element('span', { class: 'receipt-label' }, part.note ? `${part.label} (${part.note})` : part.label),
      element('span', { class: 'receipt-tokens' }, tokensText(deps, part)),
      ...(part.id === undefined ? [] : [removeButton(part.id, part.label)]),
    );
  }

  function removeButton(id: string, label: string): HTMLElement {
    return createButton({
      label: t('Take out {0}', label),
      icon: 'close',
      look: 'icon',
      onClick() {
        deps.remove(id);
        deps.focusInput();
      },
    });
  }

  function notesOf({ hidden, isWithoutEarlier, maxTokens }: Receipt, tokens: number): readonly HTMLElement[] {
    const restore = createButton({
      label: t('Send Earlier Messages Too'),
      look: 'quiet',
      onClick: deps.restoreEarlier,
    });
    const kinds = hidden.map((each) => hiddenText(each, t)).join(', ');
    return [
      ...(tokens > maxTokens
        ? [
            element(
              'p',
              { class: 'receipt-warning' },
              t('This is more than the model can read: {0} tokens.', figures.count(maxTokens)),
            ),
          ]
        : []),
      ...(kinds
        ? [
            element(
              'p',
              {},
              createIcon('key'),
              element('span', {}, t('Placeholders will be sent in place of secrets: {0}.', kinds)),
            ),
          ]
        : []),
      ...(isWithoutEarlier ? [element('p', {}, t('Earlier messages stay behind.'), restore)] : []),
    ];
  }

  function showChips(parts: Receipt['parts']): void {
    const chosen = parts.filter(({ kind, id }) => id !== undefined && kind !== 'earlier');
    chips.hidden = chosen.length === 0;
    chips.replaceChildren(
      ...chosen.map(({ id = '', kind, label, note, thumbnail }) =>
        element(
          'li',
          { class: note && thumbnail ? 'chip doubtful' : 'chip', title: note ?? label },
          ...(thumbnail
            ? [createThumbnail(note ? `${label} (${note})` : label, thumbnail)]
            : [createIcon(KIND_ICONS[kind]), element('span', { class: 'chip-label' }, label)]),
          removeButton(id, label),
        ),
      ),
    );
  }

  return {
    chips,
    element: root,
    update(next) {
      if (next === receipt) return;
      receipt = next;
      root.hidden = !next;
      showChips(next?.parts ?? []);
      showSum();
    },
    setDraft(text) {
      draft = text;
      clearTimeout(timer);
      timer = setTimeout(() => {
        deps.onRest();
        weighed();
      }, WEIGH_AFTER_MS);
    },
  };
}

/** Whoever goes through the buttons stays at their place while the list is written anew. */
function keepingFocus(list: HTMLElement, rewrite: () => void): void {
  const buttons = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('button')];
  const at = buttons().indexOf(document.activeElement as HTMLElement);
  rewrite();
  if (at >= 0) buttons()[at]?.focus();
}

/** What went along with a question that was sent. */
export function createSentReceipt(
  { t, figures }: Pick<ReceiptViewDeps, 't' | 'figures'>,
  parts: readonly ReceiptPart[],
): HTMLElement {
  const tokens = parts.reduce((total, part) => total + (part.tokens ?? 0), 0);
  return element(
    'details',
    { class: 'receipt' },
    element(
      'summary',
      {},
      createIcon('chevronDown'),
      element('span', {}, t('Sent along: about {0} tokens', figures.count(tokens))),
    ),
    element(
      'ul',
      { class: 'receipt-rows' },
      ...parts.map((part) =>
        element(
          'li',
          {},
          createIcon(KIND_ICONS[part.kind]),
          element(
            'span',
            { class: 'receipt-label' },
            part.note ? `${part.label} (${part.note})` : part.label,
          ),
          element('span', { class: 'receipt-tokens' }, tokensText({ t, figures }, part)),
        ),
      ),
    ),
  );
}

const tokensText = (
  { t, figures }: Pick<ReceiptViewDeps, 't' | 'figures'>,
  { tokens }: ReceiptPart,
): string => (tokens === undefined ? t('tokens unknown') : t('{0} tokens', figures.count(tokens)));
