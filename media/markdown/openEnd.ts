import type { PlanNode } from './markdownPlan.ts';

/** What is being written at the end of the open blocks, for as long as what comes can only be more of it. */
export interface OpenEnd {
  /** Takes what has come; false when that may be something else, so that the blocks have to be read again. */
  grow(tail: string): boolean;
  /** The open blocks with all that has been written. */
  plan(): readonly PlanNode[];
}

/** The elements around the last node of all, from the outermost on, with that node at the end. */
export function pathToEnd(blocks: readonly PlanNode[]): readonly PlanNode[] {
  const path: PlanNode[] = [];
  for (let node = blocks.at(-1); node; node = node.kind === 'element' ? node.children.at(-1) : undefined)
    path.push(node);
  return path;
}

/** The same blocks with another node in the place of the one that is `depth` elements deep at their end. */
export function withEnd(
  blocks: readonly PlanNode[],
  depth: number,
  change: (node: PlanNode) => PlanNode,
): readonly PlanNode[] {
  const last = blocks.at(-1);
  if (!last) return blocks;
  const changed =
    depth > 0 && last.kind === 'element'
      ? { ...last, children: withEnd(last.children, depth - 1, change) }
      : change(last);
  return [...blocks.slice(0, -1), changed];
}
