import { activePath, type Branch, outlineOf } from '../../src/core/chat/branches.ts';
import type { SessionState, Turn } from '../../src/core/chat/session.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { element } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';

export interface BranchTreeDeps {
  readonly t: Translate;
  /** Shows the branch that the turn is on, at that turn. */
  readonly show: (turnId: string) => void;
}

/** The branches of a chat as WAI-ARIA has a tree (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/). */
export interface BranchTree {
  readonly element: HTMLElement;
  update(session: SessionState): void;
  focus(): void;
}

interface Row {
  readonly branch: Branch<Turn>;
  readonly level: number;
  readonly place: number;
  readonly count: number;
  readonly parentId: string | undefined;
}

const DETAIL_CHARACTERS = 120;

export function createBranchTree({ t, show }: BranchTreeDeps): BranchTree {
  const root = element('div', {
    class: 'branch-tree',
    role: 'tree',
    'aria-label': t('Branches of this chat'),
  });
  const folded = new Set<string>();
  let session: SessionState | undefined;
  let rows: readonly Row[] = [];
  let focusedId = '';

  const idOf = ({ branch }: Row): string => branch.turns[0].id;

  function rowsOf(branches: readonly Branch<Turn>[], level: number, parentId?: string): readonly Row[] {
    return branches.flatMap((branch, index) => {
      const row: Row = { branch, level, place: index + 1, count: branches.length, parentId };
      return folded.has(idOf(row)) ? [row] : [row, ...rowsOf(branch.forks, level + 1, idOf(row))];
    });
  }

  function draw(): void {
    if (!session) return;
    const path = new Set(activePath(session).map(({ id }) => id));
    const last = activePath(session).at(-1)?.id;
    rows = rowsOf(outlineOf(session.turns), 1);
    const isCurrent = ({ branch }: Row): boolean => branch.turns.at(-1)?.id === last;
    if (!rows.some((row) => idOf(row) === focusedId)) {
      const current = rows.find(isCurrent) ?? rows[0];
      focusedId = current ? idOf(current) : '';
    }
    const hadFocus = root.contains(document.activeElement);
    root.replaceChildren(...rows.map((row) => item(row, path.has(idOf(row)), isCurrent(row))));
    if (hadFocus) focus();
  }

  function item(row: Row, isOnPath: boolean, isCurrent: boolean): HTMLElement {
    const { branch, level, place, count } = row;
    const [{ question, answer }] = branch.turns;
    const hasForks = branch.forks.length > 0;
    const detail = answer.text.slice(0, DETAIL_CHARACTERS).replace(/\s+/g, ' ').trim();
    const size = branch.turns.length > 1 ? t('{0} questions', branch.turns.length) : '';
    const created = element(
      'div',
      {
        class: `branch${isOnPath ? ' is-shown' : ''}`,
        role: 'treeitem',
        tabindex: idOf(row) === focusedId ? 0 : -1,
        'aria-level': level,
        'aria-posinset': place,
        'aria-setsize': count,
        'aria-selected': String(isCurrent),
        ...(hasForks && { 'aria-expanded': String(!folded.has(idOf(row))) }),
        'data-id': idOf(row),
      },
      element('span', { class: 'branch-twistie' }, ...(hasForks ? [createIcon('chevronDown')] : [])),
      element('span', { class: 'branch-question' }, question.text),
      element('span', { class: 'branch-detail' }, [size, detail].filter(Boolean).join(' · ')),
    );
    created.style.setProperty('--level', String(level - 1));
    created.addEventListener('click', ({ target }) => {
      focusedId = idOf(row);
      if (hasForks && target instanceof Element && target.closest('.branch-twistie'))
        fold(row, !folded.has(idOf(row)));
      else show(idOf(row));
    });
    return created;
  }

  function fold(row: Row, isFolded: boolean): void {
    if (isFolded) folded.add(idOf(row));
    else folded.delete(idOf(row));
    draw();
  }

  function focus(): void {
    root.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  function goTo(id: string | undefined): void {
    if (id === undefined) return;
    focusedId = id;
    for (const each of root.querySelectorAll<HTMLElement>('.branch'))
      each.tabIndex = each.dataset.id === id ? 0 : -1;
    focus();
  }

  root.addEventListener('keydown', (event) => {
    const at = rows.findIndex((row) => idOf(row) === focusedId);
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const canUnfold = row.branch.forks.length > 0;
    const isFolded = folded.has(idOf(row));
    const idAt = (index: number): string | undefined => rows[index] && idOf(rows[index]);
    if (event.key === 'ArrowDown') goTo(idAt(at + 1));
    else if (event.key === 'ArrowUp') goTo(idAt(at - 1));
    else if (event.key === 'Home') goTo(idAt(0));
    else if (event.key === 'End') goTo(idAt(rows.length - 1));
    else if (event.key === 'ArrowRight' && canUnfold) isFolded ? fold(row, false) : goTo(idAt(at + 1));
    else if (event.key === 'ArrowLeft') canUnfold && !isFolded ? fold(row, true) : goTo(row.parentId);
    else if (event.key === 'Enter' || event.key === ' ') show(idOf(row));
    else if (event.key !== 'ArrowRight') return;
    event.preventDefault();
  });

  return {
    element: root,
    update(next) {
      session = next;
      draw();
    },
    focus,
  };
}
