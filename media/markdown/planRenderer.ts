import type { CheckedClaim } from '../../src/core/chat/session.ts';
import { readableTarget } from '../../src/core/text/placeInFile.ts';
import type { Translate } from '../../src/core/text/translate.ts';
import { type CodeBlockDeps, type CodeBlockView, createCodeBlockView } from '../code/codeBlockView.ts';
import { element } from '../dom/element.ts';
import { createIcon } from '../dom/icon.ts';
import { type ClaimMarkDeps, markCode, markMissing } from './claimMark.ts';
import type {
  AlertKind,
  CodeBlockPlan,
  ElementPlan,
  ImagePlan,
  LinkPlan,
  MathPlan,
  NoteLinkPlan,
  NotePlan,
  PlanNode,
} from './markdownPlan.ts';
import { createSourceMark, type SourceMarkDeps } from './sourceMark.ts';
import type { Typeset } from './typesetter.ts';

export interface PlanRendererDeps extends CodeBlockDeps, SourceMarkDeps, ClaimMarkDeps {
  readonly openLink: (target: string) => void;
  /** Replaces the text in `place` by the formula, at once or later; leaves it where it cannot be read. */
  readonly typeset: Typeset;
}

/** Makes and changes DOM to be as a plan says, and nothing else: what a plan cannot name cannot appear. */
export interface PlanRenderer {
  create(plan: PlanNode): Node;
  /** Changes `node`, which shows `before`, to show `after`; gives the node that does, which may be another one. */
  patch(node: Node, before: PlanNode, after: PlanNode): Node;
  /** Code blocks whose closing fence did not come are coloured for good. */
  finish(): void;
  /** Shows below `root`, where nothing is patched any more, what was found out about code and links. */
  markClaims(root: Element, claims: readonly CheckedClaim[]): void;
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
      case 'math':
        return createMath(plan);
      case 'note':
        return element('li', { tabindex: -1, 'data-note': plan.label }, ...plan.children.map(create));
      case 'note-link':
        return createNoteLink(plan, deps.t);
      case 'source-mark':
        return createSourceMark(deps, plan.mark);
      case 'alert-title':
        return element('span', { class: 'alert-title' }, alertTitle(plan.alert, deps.t));
    }
  }

  function createMath({ tex, source, isDisplay }: MathPlan): Node {
    const place = element('span', { class: isDisplay ? 'math display' : 'math' }, source);
    deps.typeset(place, tex, isDisplay);
    return place;
  }

  function createElement(plan: ElementPlan): Node {
    const { tag, variant, start, children } = plan;
    const label = variant === 'notes' ? deps.t('Footnotes') : undefined;
    const created = element(tag, { class: variant, start, 'aria-label': label }, ...children.map(create));
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
      const content = contentOf(node, after);
      changeElement(content as HTMLElement, before, after);
      patchChildren(content, before.children, after.children);
    }
    return node;
  }

  function changeElement(node: HTMLElement, before: ParentPlan, after: ParentPlan): void {
    if (after.kind === 'link' && before.kind === 'link') {
      if (after.target !== before.target || after.title !== before.title) aim(node, after);
    } else if (after.kind === 'element' && before.kind === 'element') {
      if (after.variant && after.variant !== before.variant) node.className = after.variant;
    }
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
    markClaims(root, claims) {
      const known = new Map(claims.map((claim, index) => [claim.text, { claim, index }]));
      for (const code of [...root.querySelectorAll('code')]) {
        if (code.closest('a, pre')) continue;
        const found = known.get(code.textContent);
        if (found) markCode(deps, code, found.claim, found.index);
      }
      for (const link of root.querySelectorAll('a')) {
        const missing = known.get(readableTarget(targets.get(link) ?? ''))?.claim.missing;
        if (missing) markMissing(deps.t, link, missing);
      }
    },
  };
}

type ParentPlan = ElementPlan | LinkPlan | NotePlan;

const hasChildren = (plan: PlanNode): plan is ParentPlan =>
  plan.kind === 'element' || plan.kind === 'link' || plan.kind === 'note';

/** Where the node that shows a plan keeps its children. */
const contentOf = (node: Node, plan: ParentPlan): Node =>
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
        (after.tag === 'table' || (before.variant === undefined) === (after.variant === undefined))
      );
    case 'image':
      return (
        before.kind === 'image' && before.source === after.source && before.alternative === after.alternative
      );
    case 'task':
      return before.kind === 'task' && before.done === after.done;
    case 'math':
      return before.kind === 'math' && before.source === after.source && before.isDisplay === after.isDisplay;
    case 'note':
      return before.kind === 'note' && before.label === after.label;
    case 'note-link':
      return (
        before.kind === 'note-link' &&
        before.label === after.label &&
        before.to === after.to &&
        before.text === after.text
      );
    case 'source-mark':
      return before.kind === 'source-mark' && before.mark === after.mark;
    case 'alert-title':
      return before.kind === 'alert-title' && before.alert === after.alert;
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
  // Even to append nothing makes the browser shape the paragraph again.
  if (after === before) return;
  if (after.startsWith(before)) node.appendData(after.slice(before.length));
  else node.data = after;
}

function alertTitle(alert: AlertKind, t: Translate): string {
  switch (alert) {
    case 'note':
      return t('Note');
    case 'tip':
      return t('Tip');
    case 'important':
      return t('Important');
    case 'warning':
      return t('Warning');
    case 'caution':
      return t('Caution');
  }
}

/** Goes to the note, or back to the first place that refers to it. */
function createNoteLink({ label, to, text }: NoteLinkPlan, t: Translate): Node {
  const name = to === 'note' ? t('Footnote {0}', text) : t('Back to the text');
  const link = element(
    'a',
    { role: 'link', tabindex: 0, 'aria-label': name, [`data-to-${to}`]: label },
    text,
  );
  const go = (): void => {
    const selector =
      to === 'note' ? `[data-note="${CSS.escape(label)}"]` : `[data-to-note="${CSS.escape(label)}"]`;
    const place = link.closest('.markdown')?.querySelector<HTMLElement>(selector);
    place?.focus();
    place?.scrollIntoView({ block: 'nearest' });
  };
  link.addEventListener('click', go);
  link.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') go();
  });
  return to === 'note' ? element('sup', {}, link) : link;
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
