import type { Token } from 'markdown-it';
import { planTable } from './longBlocks.ts';
import type { ElementPlan, PlanNode } from './markdownPlan.ts';

/** A top-level block that may grow as long as the answer, so that its finished parts are frozen before it ends. */
export interface OpenBlock {
  /** Whole lines to put before the rest of the block, which make markdown-it read it as going on. */
  readonly prefix: string;
  readonly prefixLines: number;
  /** The line of prefix and rest before which all parts are finished; `undefined` when the rest is one part. */
  cutLine(tokens: readonly Token[]): number | undefined;
  /** Keeps the parts of what was read of prefix and finished rest. `tokens` are those of prefix and whole rest. */
  keep(finished: PlanNode | undefined, tokens: readonly Token[]): void;
  /** The whole block, of the kept parts and what was read of prefix and rest. */
  joined(rest: PlanNode | undefined): ElementPlan;
}

const startOf = (token: Token | undefined): number => token?.map?.[0] ?? 0;
const childrenOf = (plan: PlanNode | undefined): readonly PlanNode[] =>
  plan?.kind === 'element' ? plan.children : [];

/** Begins a list of at least two items, or a table with at least one row, at the first of its tokens. */
export function beginOpenBlock(tokens: readonly Token[], source: string): OpenBlock | undefined {
  const [opening] = tokens;
  if (opening?.type === 'table_open') return rowStarts(tokens).length > 0 ? openTable(source) : undefined;
  return opening?.type.endsWith('_list_open') && itemStarts(tokens).length > 1
    ? openList(opening)
    : undefined;
}

/**
 * The prefix is an item of the deepest indentation that a list may have, so that none that follows can be inside it.
 * With it, the first line of the rest cannot be taken for a table's either.
 */
function openList(opening: Token): OpenBlock {
  const isOrdered = opening.type === 'ordered_list_open';
  const start = opening.attrGet('start');
  const items: PlanNode[] = [];
  let hasGap = false;
  return {
    prefix: isOrdered ? `   1${opening.markup} .\n` : `   ${opening.markup} .\n`,
    prefixLines: 1,
    cutLine(tokens) {
      const starts = itemStarts(tokens);
      return starts.length > 2 ? starts.at(-1) : undefined;
    },
    keep(finished, tokens) {
      items.push(...childrenOf(finished).slice(1));
      // A gap between the last finished item and the next shows only while both are read together.
      hasGap ||= tokens[2]?.hidden === false;
    },
    joined(rest) {
      const children = [...items, ...childrenOf(rest).slice(1)];
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

/** The prefix is the table's own head. */
function openTable(source: string): OpenBlock {
  const headLength = source.indexOf('\n', source.indexOf('\n') + 1) + 1;
  const rows: PlanNode[] = [];
  return {
    prefix: source.slice(0, headLength),
    prefixLines: 2,
    cutLine(tokens) {
      const starts = rowStarts(tokens);
      return starts.length > 1 ? starts.at(-1) : undefined;
    },
    keep(finished) {
      rows.push(...childrenOf(childrenOf(finished)[1]));
    },
    joined(rest) {
      const [head, body] = childrenOf(rest);
      const children = [...rows, ...childrenOf(body)];
      return planTable([...(head ? [head] : []), { kind: 'element', tag: 'tbody', children }]);
    },
  };
}

const itemStarts = (tokens: readonly Token[]): number[] =>
  tokens.filter((token) => token.type === 'list_item_open' && token.level === 1).map(startOf);

const rowStarts = (tokens: readonly Token[]): number[] =>
  tokens
    .slice(tokens.findIndex((token) => token.type === 'tbody_open') + 1 || tokens.length)
    .filter((token) => token.type === 'tr_open' && token.level === 2)
    .map(startOf);

function hasParagraph(item: PlanNode): boolean {
  return childrenOf(item).some((child) => child.kind === 'element' && child.tag === 'p');
}
