import type { ElementPlan, PlanNode } from './markdownPlan.ts';

/** The browser lays out the whole of a table for an added row; of one with more rows, each row alone. */
const ROWS_OF_LONG_TABLE = 100;
/** The browser lays out the whole of a text for an added word; a longer one has parts. */
const PART_CHARACTERS = 4000;

export function planTable(children: readonly PlanNode[]): ElementPlan {
  const body = children.at(-1);
  const isLong = body?.kind === 'element' && body.children.length > ROWS_OF_LONG_TABLE;
  return { kind: 'element', tag: 'table', ...(isLong && { variant: 'long' }), children };
}

/** A paragraph of this text. Where the parts of a long one end depends on what comes before alone. */
export function planParagraph(text: readonly PlanNode[]): ElementPlan {
  const parts: PlanNode[][] = [[]];
  let left = PART_CHARACTERS;
  for (const node of text) {
    let rest = node;
    for (let end = partEnd(rest, left); rest.kind === 'text' && end > 0; end = partEnd(rest, left)) {
      parts.at(-1)?.push({ kind: 'text', text: rest.text.slice(0, end) });
      rest = { kind: 'text', text: rest.text.slice(end) };
      parts.push([]);
      left = PART_CHARACTERS;
    }
    parts.at(-1)?.push(rest);
    left -= textLength(rest);
  }
  const [only] = parts;
  return {
    kind: 'element',
    tag: 'p',
    children: parts.length === 1 && only ? only : parts.map(planPart),
  };
}

const planPart = (children: readonly PlanNode[]): ElementPlan => ({
  kind: 'element',
  tag: 'span',
  variant: 'part',
  children,
});

/** After the first space where so many characters are full; 0 where there is none, or nothing would follow it. */
function partEnd(node: PlanNode, left: number): number {
  if (node.kind !== 'text' || node.text.length <= left) return 0;
  const end = node.text.indexOf(' ', Math.max(0, left)) + 1;
  return end < node.text.length ? end : 0;
}

function textLength(node: PlanNode): number {
  if (node.kind === 'text') return node.text.length;
  if (!('children' in node)) return 0;
  return node.children.reduce((sum, child) => sum + textLength(child), 0);
}
