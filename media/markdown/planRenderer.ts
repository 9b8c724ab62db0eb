import type { Translate } from '../../src/core/text/translate.ts';
import { type CodeBlockDeps, type CodeBlockView, createCodeBlockView } from '../code/codeBlockView.ts';
import { element } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';
import type { CodeBlockPlan, ElementPlan, ImagePlan, LinkPlan, PlanNode } from './markdownPlan.ts';

export interface PlanRendererDeps extends CodeBlockDeps {
  readonly openLink: (target: string) => void;
}

/** Makes and changes DOM to be as a plan says, and nothing else: what a plan cannot name cannot appear. */
export interface PlanRenderer {
  create(plan: PlanNode): Node;
  /** Changes `node`, which shows `before`, to show `after`; gives the node that does, which may be another one. */
  patch(node: Node, before: PlanNode, after: PlanNode): Node;
  /** Code blocks whose closing fence did not come are coloured for good. */
  finish(): void;
}

export function createPlanRenderer(deps: PlanRendererDeps): PlanRenderer {
  const codeBlocks = new WeakMap<Node, CodeBlockView>();
  const openCodeBlocks = new Set<CodeBlockView>();
  const targets = new WeakMap<Node, string>();

  function create(plan: PlanNode): Node {
    switch (plan.kind) {
      case 'text':
        return document.createTextNode(plan.text);
      case 'element':
        return createElement(plan);
      case 'link':
        return createLink(plan);
      case 'image':
        return imageChip(plan, deps.t);
      case 'task':
        return element(
          'span',
          {
            class: 'task',
            role: 'checkbox',
            'aria-checked': String(plan.done),
            'aria-disabled': 'true',
            'aria-label': plan.done ? deps.t('Done') : deps.t('To do'),
          },
          ...(plan.done ? [createIcon('check')] : []),
        );
      case 'code-block':
        return createCodeBlock(plan);
    }
  }

  function createElement(plan: ElementPlan): Node {
    const { tag, variant, start, children } = plan;
    const created = element(tag, { class: variant, start }, ...children.map(create));
    if (tag !== 'table') return created;
    const attributes = { class: 'table', tabindex: 0, role: 'group', 'aria-label': deps.t('Table') };
    return element('div', attributes, created);
  }

  function createLink(plan: LinkPlan): Node {
    const link = element('a', { role: 'link', tabindex: 0 }, ...plan.children.map(create));
    const open = (): void => deps.openLink(targets.get(link) ?? '');
    link.addEventListener('click', open);
    link.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') open();
    });
    aim(link, plan);
    return link;
  }

  function aim(link: HTMLElement, { target, title }: LinkPlan): void {
    targets.set(link, target);
    link.title = title ? `${title}\n${target}` : target;
  }

  function createCodeBlock(plan: CodeBlockPlan): Node {
    const view = createCodeBlockView(deps, plan);
    codeBlocks.set(view.element, view);
    trackOpen(view, plan);
    return view.element;
  }

  function trackOpen(view: CodeBlockView, plan: CodeBlockPlan): void {
    if (plan.isClosed) openCodeBlocks.delete(view);
    else openCodeBlocks.add(view);
  }

  function patch(node: Node, before: PlanNode, after: PlanNode): Node {
    if (before === after) return node;
    if (!isSameElement(before, after)) {
      const created = create(after);
      node.parentNode?.replaceChild(created, node);
      return created;
    }
    if (after.kind === 'text' && before.kind === 'text') patchText(node as Text, before.text, after.text);
    else if (after.kind === 'code-block') {
      const view = codeBlocks.get(node);
      view?.update(after);
      if (view) trackOpen(view, after);
    } else if (hasChildren(before) && hasChildren(after)) {
      if (after.kind === 'link') aim(node as HTMLElement, after);
      else if (after.variant) (node as HTMLElement).className = after.variant;
      patchChildren(contentOf(node, after), before.children, after.children);
    }
    return node;
  }

  function patchChildren(parent: Node, before: readonly PlanNode[], after: readonly PlanNode[]): void {
    if (before === after) return;
    after.forEach((plan, index) => {
      const old = before[index];
      if (old === plan) return;
      const node = parent.childNodes[index];
      if (old && node) patch(node, old, plan);
      else parent.appendChild(create(plan));
    });
    for (let index = before.length; index > after.length; index--) parent.lastChild?.remove();
  }

  return {
    create,
    patch,
    finish() {
      for (const view of openCodeBlocks) view.finish();
      openCodeBlocks.clear();
    },
  };
}

const hasChildren = (plan: PlanNode): plan is ElementPlan | LinkPlan =>
  plan.kind === 'element' || plan.kind === 'link';

/** Where the node that shows a plan keeps its children. */
const contentOf = (node: Node, plan: ElementPlan | LinkPlan): Node =>
  plan.kind === 'element' && plan.tag === 'table' && node.firstChild ? node.firstChild : node;

/** Whether the node that shows one plan can be changed to show the other. */
function isSameElement(before: PlanNode, after: PlanNode): boolean {
  switch (after.kind) {
    case 'text':
    case 'link':
      return before.kind === after.kind;
    case 'element':
      return (
        before.kind === 'element' &&
        before.tag === after.tag &&
        before.start === after.start &&
        (before.variant === undefined) === (after.variant === undefined)
      );
    case 'image':
      return (
        before.kind === 'image' && before.source === after.source && before.alternative === after.alternative
      );
    case 'task':
      return before.kind === 'task' && before.done === after.done;
    case 'code-block':
      return (
        before.kind === 'code-block' &&
        before.language === after.language &&
        before.line === after.line &&
        after.code.startsWith(before.code)
      );
  }
}

function patchText(node: Text, before: string, after: string): void {
  if (after.startsWith(before)) node.appendData(after.slice(before.length));
  else node.data = after;
}

function imageChip(plan: ImagePlan, t: Translate): Node {
  const host = /^https?:\/\/([^/?#]+)/i.exec(plan.source)?.[1];
  const what = host ? t('Image from {0}, not loaded', host) : t('Image, not loaded');
  return element(
    'span',
    { class: 'chip image-chip', title: plan.source.slice(0, 200) },
    createIcon('image'),
    element('span', {}, plan.alternative ? `${plan.alternative} — ${what}` : what),
  );
}
