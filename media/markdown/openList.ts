import type { Token } from 'markdown-it';
import type { ElementPlan, PlanNode } from './markdownPlan.ts';

/** A top-level list that is cut between its items, as it may be as long as the whole answer. */
export interface OpenList {
  /**
   * A line to put before the rest of the list, which makes markdown-it read it as one that goes on. It is an item of
   * the deepest indentation that a list may have, so that no item that follows can be inside it.
   */
  readonly prefix: string;
  /** Keeps the items of `rest` but the one of the prefix. `isLoose` may differ: a gap below the cut shows above it only. */
  add(rest: PlanNode | undefined, isLoose: boolean): void;
  /** The list with the items of `rest`, whose first is the one of the prefix, at its end. */
  joined(rest: PlanNode | undefined): ElementPlan;
}

/** Begins a list at its opening token. */
export function createOpenList(opening: Token): OpenList {
  const isOrdered = opening.type === 'ordered_list_open';
  const start = opening.attrGet('start');
  const items: PlanNode[] = [];
  let hasGap = false;
  const itemsOf = (rest: PlanNode | undefined): readonly PlanNode[] =>
    rest?.kind === 'element' ? rest.children.slice(1) : [];
  return {
    prefix: isOrdered ? `   1${opening.markup} .\n` : `   ${opening.markup} .\n`,
    add(rest, isLoose) {
      items.push(...itemsOf(rest));
      hasGap ||= isLoose;
    },
    joined(rest) {
      const children = [...items, ...itemsOf(rest)];
      const isLoose = hasGap || (rest?.kind === 'element' && rest.variant === 'loose');
      return {
        kind: 'element',
        tag: isOrdered ? 'ol' : 'ul',
        variant: isLoose && children.some(hasParagraph) ? 'loose' : 'tight',
        ...(start !== null && { start: Number(start) }),
        children,
      };
    },
  };
}

function hasParagraph(item: PlanNode): boolean {
  return (
    item.kind === 'element' && item.children.some((child) => child.kind === 'element' && child.tag === 'p')
  );
}
