import type { Token } from 'markdown-it';
import { fenceLanguage } from '../../src/core/text/fenceLanguage.ts';
import { planParagraph, planTable } from './longBlocks.ts';
import type { AlertKind, ElementPlan, PlanNode, PlanTag, PlanVariant } from './markdownPlan.ts';
import { noteLabel, planNote, planNoteList } from './planNotes.ts';

/** Gives the plan of a block's text. `index` is the token's place among all tokens. */
export type PlanText = (source: string, index: number) => readonly PlanNode[];

/** Makes the plan of top-level blocks from markdown-it's block tokens, whose first line is `firstLine` of the whole. */
export function planBlocks(
  tokens: readonly Token[],
  firstLine: number,
  planText: PlanText,
): readonly PlanNode[] {
  const root: PlanNode[] = [];
  const open: Container[] = [];
  const add = (node: PlanNode): void => {
    (open.at(-1)?.children ?? root).push(node);
  };
  tokens.forEach((token, index) => {
    if (token.nesting === 1) open.push({ token, children: [] });
    else if (token.nesting === -1) {
      const closed = open.pop();
      if (closed) add(planContainer(closed.token, closed.children, isTight(tokens, index)));
    } else if (token.type === 'inline') {
      for (const node of planLeaf(token, index, open.at(-2), planText)) add(node);
    } else if (token.type === 'fence' || token.type === 'code_block') add(planCode(token, firstLine));
    else if (token.type === 'hr') add({ kind: 'element', tag: 'hr', children: [] });
    else if (token.type === 'math_block')
      add({ kind: 'math', tex: token.content, source: token.info, isDisplay: true });
  });
  return root;
}

/** An element whose end has not come. */
interface Container {
  readonly token: Token;
  readonly children: PlanNode[];
}

const TASK = /^\[([ xX])\](?=\s)/;
const ALERT = /^\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i;

function planLeaf(
  token: Token,
  index: number,
  container: Container | undefined,
  planText: PlanText,
): readonly PlanNode[] {
  const isFirst = container?.children.length === 0;
  const task = isFirst && container.token.type === 'list_item_open' ? TASK.exec(token.content) : null;
  if (task)
    return [{ kind: 'task', done: task[1] !== ' ' }, ...planText(token.content.slice(task[0].length), index)];
  const isInQuote = isFirst && container.token.type === 'blockquote_open' && container.token.level === 0;
  const alert = isInQuote ? ALERT.exec(token.content) : null;
  if (!alert) return planText(token.content, index);
  const title: PlanNode = { kind: 'alert-title', alert: alert[1]?.toLowerCase() as AlertKind };
  return [title, ...planText(token.content.slice(alert[0].length), index)];
}

function planCode(token: Token, firstLine: number): PlanNode {
  const [from = 0, to = 0] = token.map ?? [];
  const code = token.content.replace(/\n$/, '');
  if (token.type === 'code_block') return { kind: 'code-block', language: '', code, isClosed: true };
  const lines =
    token.content === '' ? 0 : token.content.split('\n').length - (token.content.endsWith('\n') ? 1 : 0);
  return {
    kind: 'code-block',
    language: fenceLanguage(token.info),
    code,
    line: firstLine + from,
    isClosed: to - from === lines + 2,
  };
}

function planContainer(token: Token, children: readonly PlanNode[], tight: boolean): PlanNode {
  if (token.type !== 'note_open') return planElement(token, children, tight);
  const label = noteLabel(token);
  const number = Number(label);
  return planNoteList(number > 0 && number < 1e6 ? Math.floor(number) : 1, [planNote(label, children)]);
}

function planElement(token: Token, children: readonly PlanNode[], tight: boolean): ElementPlan {
  const plan = (tag: PlanTag, variant?: PlanVariant): ElementPlan => ({
    kind: 'element',
    tag,
    ...(variant && { variant }),
    children,
  });
  switch (token.type) {
    case 'heading_open':
      return planHeading(Number(token.tag.slice(1)), children);
    case 'paragraph_open':
      return planParagraph(children);
    case 'table_open':
      return planTable(children);
    case 'bullet_list_open':
      return plan('ul', tight ? 'tight' : 'loose');
    case 'ordered_list_open': {
      const start = token.attrGet('start');
      return { ...plan('ol', tight ? 'tight' : 'loose'), ...(start !== null && { start: Number(start) }) };
    }
    case 'blockquote_open': {
      const [first] = children;
      const title = first?.kind === 'element' ? first.children[0] : undefined;
      return plan('blockquote', title?.kind === 'alert-title' ? `alert ${title.alert}` : undefined);
    }
    case 'list_item_open':
      return plan('li', isTaskItem(children) ? 'task-item' : undefined);
    case 'th_open':
    case 'td_open': {
      const align = /left|center|right/.exec(String(token.attrGet('style') ?? ''))?.[0];
      return plan(token.tag as 'th' | 'td', align ? (`align-${align}` as PlanVariant) : undefined);
    }
    default:
      return plan(token.tag as PlanTag);
  }
}

function isTaskItem([first]: readonly PlanNode[]): boolean {
  return first?.kind === 'element' && first.children[0]?.kind === 'task';
}

/** Stand below the page's own headings. Answers rarely use the first level, so it shares a rank with the second. */
function planHeading(level: number, children: readonly PlanNode[]): ElementPlan {
  const tag = `h${Math.min(6, Math.max(3, level + 1))}` as 'h3' | 'h4' | 'h5' | 'h6';
  return { kind: 'element', tag, variant: `level-${level}` as PlanVariant, children };
}

/** markdown-it hides the paragraphs of a tight list; here they stay, and the list says how it is. */
function isTight(tokens: readonly Token[], closeIndex: number): boolean {
  const close = tokens[closeIndex];
  if (!close?.type.endsWith('_list_close')) return true;
  for (let index = closeIndex - 1; index >= 0; index--) {
    const token = tokens[index];
    if (!token || (token.level === close.level && token.type.endsWith('_list_open'))) return true;
    if (token.type === 'paragraph_open' && token.level === close.level + 2) return token.hidden;
  }
  return true;
}
