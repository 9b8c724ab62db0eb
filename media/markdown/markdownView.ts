import type { CheckedClaim } from '../../src/core/chat/session.ts';
import type { Source } from '../../src/core/model/source.ts';
import { element } from '../dom/element.ts';
import type { MarkdownParser } from './markdownParser.ts';
import type { PlanNode } from './markdownPlan.ts';
import { createMarkdownStream } from './markdownStream.ts';
import { createPlanRenderer, type PlanRendererDeps } from './planRenderer.ts';
import { seamPlace } from './seamPlace.ts';
import { fillSourceMark, sourceMarksIn } from './sourceMark.ts';

export interface MarkdownViewDeps extends Omit<PlanRendererDeps, 'sourceOf'> {
  readonly parser: MarkdownParser;
  /** What marks a seam inside of a block `after` these words, or before it when there are none. */
  readonly createSeam: (after: string) => HTMLElement;
}

/** Blocks as they were last shown; those before `frozenCount` will stay as they are. */
export interface ShownBlocks {
  readonly blocks: readonly PlanNode[];
  readonly frozenCount: number;
}

/** Shows markdown that grows, a bit in each frame. */
export interface MarkdownView {
  readonly element: HTMLElement;
  /**
   * What is to be shown, whether it is whole, and at which offsets its parts may not fit together. Text that does not
   * go on from the text before starts anew. `added` is what follows the text before, where that is known: a long text
   * is then neither put together nor compared.
   */
  setSource(source: string, isWhole: boolean, seams: readonly number[], added?: string): void;
  /** Shows more until all is shown or `deadline` (of `now`) is reached; says whether there is more to do. */
  work(deadline: number): boolean;
  shown(): ShownBlocks;
  /** What the marks in the text may mean; they may come before the text or after it. */
  setSources(sources: readonly Source[]): void;
  /** What was found out about the whole markdown; shown when all of it is. */
  setClaims(claims: readonly CheckedClaim[]): void;
}

/** Layout costs as much as the children of one element: blocks stand in groups. */
const BLOCKS_PER_GROUP = 32;
const SLICE_CHARACTERS = 512;

export function createMarkdownView(deps: MarkdownViewDeps): MarkdownView {
  const root = element('div', { class: 'markdown' });
  let source = '';
  /** The end of the source, of which the first `pendingAt` characters are shown. */
  let pending = '';
  let pendingAt = 0;
  let isWhole = false;
  let seams: readonly number[] = [];
  let placedSeams = 0;
  let hasEnded = false;
  let sources: readonly Source[] = [];
  let claims: readonly CheckedClaim[] = [];
  const rendererDeps: PlanRendererDeps = {
    ...deps,
    sourceOf(wanted) {
      const index = sources.findIndex(({ mark }) => mark === wanted);
      const source = sources[index];
      return source && { source, number: index + 1 };
    },
  };
  let stream = createMarkdownStream(deps.parser);
  let renderer = createPlanRenderer(rendererDeps);
  let plans: PlanNode[] = [];
  let nodes: Node[] = [];
  let groups: HTMLElement[] = [];
  let frozenCount = 0;

  function reset(): void {
    root.replaceChildren();
    source = '';
    pending = '';
    pendingAt = 0;
    stream = createMarkdownStream(deps.parser);
    renderer = createPlanRenderer(rendererDeps);
    plans = [];
    nodes = [];
    groups = [];
    frozenCount = 0;
    placedSeams = 0;
    hasEnded = false;
  }

  function groupAt(index: number): Element {
    const place = Math.floor(index / BLOCKS_PER_GROUP);
    groups[place] ??= root.appendChild(element('div', { class: 'blocks' }));
    return groups[place];
  }

  function show(index: number, plan: PlanNode): void {
    const before = plans[index];
    const node = nodes[index];
    if (before === plan) return;
    nodes[index] =
      before && node ? renderer.patch(node, before, plan) : groupAt(index).appendChild(renderer.create(plan));
    plans[index] = plan;
  }

  function render(): void {
    const frozen = stream.frozen();
    const open = stream.open();
    const count = frozen.length + open.length;
    for (let index = hasEnded ? 0 : frozenCount; index < count; index++) {
      const plan = frozen[index] ?? open[index - frozen.length];
      if (plan) show(index, plan);
    }
    for (const extra of nodes.splice(count)) extra.parentNode?.removeChild(extra);
    plans.length = count;
    for (const group of groups.splice(Math.ceil(count / BLOCKS_PER_GROUP))) group.remove();
    frozenCount = frozen.length;
    while (placeSeam()) {}
  }

  /** Shows the next seam, in the order of the text, and says whether it could. */
  function placeSeam(): boolean {
    const at = seams[placedSeams];
    const done = source.length - (pending.length - pendingAt);
    if (at === undefined || at >= done) return false;
    const place = seamPlace(deps.parser, source.slice(0, done), at, hasEnded);
    const node = place && nodes[place.block];
    if (!place || !node?.parentNode) return false;
    node.parentNode.insertBefore(deps.createSeam(place.after), node);
    placedSeams++;
    return true;
  }

  return {
    element: root,
    setSource(next, whole, nextSeams, added) {
      const isKnown = added !== undefined && !hasEnded;
      if (!isKnown && (!next.startsWith(source) || (hasEnded && next !== source))) reset();
      pending = pending.slice(pendingAt) + (isKnown ? added : next.slice(source.length));
      pendingAt = 0;
      source = next;
      isWhole = whole;
      seams = nextSeams;
    },
    work(deadline) {
      while (pendingAt < pending.length) {
        const slice = detached(pending.slice(pendingAt, pendingAt + SLICE_CHARACTERS));
        pendingAt += slice.length;
        stream.append(slice);
        render();
        if (pendingAt < pending.length && deps.now() >= deadline) return true;
      }
      if (isWhole && !hasEnded) {
        hasEnded = true;
        stream.end();
        render();
        renderer.finish();
        renderer.markClaims(root, claims);
      }
      return false;
    },
    shown: () => ({ blocks: plans, frozenCount }),
    setSources(next) {
      sources = next;
      for (const place of sourceMarksIn(root)) fillSourceMark(rendererDeps, place);
    },
    setClaims(next) {
      claims = next;
      if (hasEnded) renderer.markClaims(root, claims);
    },
  };
}

/**
 * The same text in memory of its own. The engine keeps a part of a string as a place in the whole, so that each block
 * would hold on to all of the answer as it was when the block came.
 */
const detached = (text: string): string => ` ${text}`.slice(1);
