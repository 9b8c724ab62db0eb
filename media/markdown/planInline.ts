import type { Token } from 'markdown-it';
import type { PlanNode, PlanTag } from './markdownPlan.ts';

const TAGS: Readonly<Record<string, PlanTag>> = { strong_open: 'strong', em_open: 'em', s_open: 's' };

/** Makes the plan of a block's text from markdown-it's inline tokens. */
export function planInline(tokens: readonly Token[]): readonly PlanNode[] {
  const root: PlanNode[] = [];
  const open: PlanNode[][] = [root];
  const add = (node: PlanNode): void => {
    open.at(-1)?.push(node);
  };
  for (const token of tokens) {
    const tag = TAGS[token.type];
    if (token.nesting === 1) {
      const children: PlanNode[] = [];
      if (token.type === 'link_open') {
        add({
          kind: 'link',
          target: String(token.attrGet('href') ?? ''),
          title: String(token.attrGet('title') ?? ''),
          children,
        });
      } else if (tag) add({ kind: 'element', tag, children });
      open.push(children);
    } else if (token.nesting === -1) open.pop();
    else if (token.content || token.type !== 'text') add(planLeaf(token));
  }
  return root;
}

function planLeaf(token: Token): PlanNode {
  switch (token.type) {
    case 'code_inline':
      return { kind: 'element', tag: 'code', children: [{ kind: 'text', text: token.content }] };
    case 'softbreak':
      return { kind: 'text', text: '\n' };
    case 'hardbreak':
      return { kind: 'element', tag: 'br', children: [] };
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
