import type { SyntaxNode } from '@lezer/common';
import { statementsOf } from '../../syntax/outline.ts';
import { childrenOf, indentationAt, type SourceCode } from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { reindented } from '../shared/reindent.ts';

/** An `else` whose `if` and every `elif` always leave. A block has no scope of its own in Python. */
export const pythonElseAfterExit: Rewrite = {
  languages: ['python'],
  why: {
    en: 'every branch before it leaves, so the rest can only run otherwise; one level of nesting less',
    zh: '之前的每个分支都会退出，其余代码只会在另一种情况下执行；少一层嵌套',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'IfStatement')) {
      const finding = findingAt(source, node);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, node: SyntaxNode): Finding | undefined {
  const { text } = source;
  const keyword = node.getChild('else');
  const bodies = node.getChildren('Body');
  const last = bodies.at(-1);
  if (!keyword || !last || !bodies.slice(0, -1).every((body) => leaves(source, body))) return undefined;
  if (childrenOf(node).some(({ type }) => type.isError)) return undefined;
  const lineStart = text.lastIndexOf('\n', keyword.from - 1) + 1;
  const first = statementsOf(source, last)[0];
  if (
    !first ||
    text.slice(lineStart, keyword.from).trim() !== '' ||
    hasComment(source, keyword.from, first.from)
  )
    return undefined;
  // The grammar takes the newline behind a body in.
  const end = last.from + text.slice(last.from, last.to).trimEnd().length;
  const moved = reindented(source, { from: last.from + 1, to: end }, indentationAt(source, node.from));
  if (moved === undefined) return undefined;
  return {
    at: keyword.from,
    edits: [{ from: lineStart, to: end, text: moved }],
    what: { en: 'takes the `else` away', zh: '去掉 `else`' },
  };
}

function leaves(source: SourceCode, body: SyntaxNode): boolean {
  const last = statementsOf(source, body).at(-1);
  return /^(Return|Raise|Break|Continue)Statement$/.test(last?.name ?? '');
}
