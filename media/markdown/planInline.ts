import type { Token } from 'markdown-it';
import { placeInFile } from '../../src/core/text/placeInFile.ts';
import type { PlanNode, PlanTag } from './markdownPlan.ts';
import { noteLabel } from './planNotes.ts';

const TAGS: Readonly<Record<string, PlanTag>> = { strong_open: 'strong', em_open: 'em', s_open: 's' };

/** Makes the plan of a block's text from markdown-it's inline tokens. */
export function planInline(tokens: readonly Token[]): readonly PlanNode[] {
  const root: PlanNode[] = [];
  const open: PlanNode[][] = [root];
  let openLinks = 0;
  const add = (node: PlanNode): void => {
    open.at(-1)?.push(node);
  };
  for (const token of tokens) {
    const tag = TAGS[token.type];
    if (token.nesting === 1) {
      const children: PlanNode[] = [];
      if (token.type === 'link_open') {
        openLinks++;
        add({
          kind: 'link',
          target: String(token.attrGet('href') ?? ''),
          title: String(token.attrGet('title') ?? ''),
          children,
        });
      } else if (tag) add({ kind: 'element', tag, children });
      open.push(children);
    } else if (token.nesting === -1) {
      if (token.type === 'link_close') openLinks--;
      open.pop();
    } else if (token.type === 'code_inline' && openLinks === 0 && placeInFile(token.content))
      add({ kind: 'link', target: token.content, title: '', children: [planLeaf(token)] });
    else if (token.type === 'text' && openLinks === 0) for (const node of planText(token.content)) add(node);
    else if (token.content || token.type !== 'text') add(planLeaf(token));
  }
  return root;
}

/** As Zhipu's models name the pages that their search has found. */
const SOURCE_MARK = /\[(ref_\d{1,3})\]/;

function planText(text: string): readonly PlanNode[] {
  // The marks stand at the odd places.
  return text.split(SOURCE_MARK).flatMap((part, index): readonly PlanNode[] => {
    if (index % 2 === 1) return [{ kind: 'source-mark', mark: part }];
    return part === '' ? [] : [{ kind: 'text', text: part }];
  });
}

function planLeaf(token: Token): PlanNode {
  switch (token.type) {
    case 'code_inline':
      return { kind: 'element', tag: 'code', children: [{ kind: 'text', text: token.content }] };
    case 'softbreak':
      return { kind: 'text', text: '\n' };
    case 'hardbreak':
      return { kind: 'element', tag: 'br', children: [] };
    case 'math_inline':
      return { kind: 'math', tex: token.content, source: token.info, isDisplay: token.markup === '$$' };
    case 'note_reference':
      return {
        kind: 'note-link',
        label: noteLabel(token),
        to: 'note',
        text: token.content,
      };
    case 'image':
      return {
        kind: 'image',
        source: String(token.attrGet('src') ?? ''),
        alternative: plainText(token.children ?? []),
      };
    default:
      return { kind: 'text', text: token.content };
  }
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      token.children ? plainText(token.children) : token.content || (token.tag === 'br' ? '\n' : ''),
    )
    .join('');
}
