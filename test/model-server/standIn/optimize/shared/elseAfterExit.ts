import type { SyntaxNode } from '@lezer/common';
import { statementsOf } from '../../syntax/outline.ts';
import { ancestorOf, indentationAt, nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { alwaysExits, branchesOf } from './branches.ts';
import { reindented } from './reindent.ts';

/** An `else` whose `if` always leaves: its statements can follow the `if`, one level further out. */
export const elseAfterExit: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'go', 'java', 'c', 'cpp'],
  why: {
    en: 'the branch before it always leaves, so the rest can only run otherwise; one level of nesting less',
    zh: '前一分支必定退出，其余代码只会在另一种情况下执行；少一层嵌套',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'IfStatement')) {
      const finding = findingAt(source, node);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, node: SyntaxNode): Finding | undefined {
  const { language, text } = source;
  const branches = branchesOf(source, node);
  if (!branches?.otherwise || branches.hasSetup || !alwaysExits(source, branches.then)) return undefined;
  const { then, otherwise } = branches;
  if (!node.parent || !language.blocks.has(node.parent.name) || hasComment(source, then.to, otherwise.from))
    return undefined;
  const indentation = indentationAt(source, node.from);
  if (text.slice(0, node.from).split('\n').at(-1)!.trim() !== '') return undefined;
  const isBlock = language.blocks.has(otherwise.name);
  if (isBlock && !canLoseItsBlock(source, otherwise, node.parent)) return undefined;
  const inner = isBlock ? { from: otherwise.from + 1, to: otherwise.to - 1 } : otherwise;
  const moved = reindented(source, inner, indentation);
  if (moved === undefined) return undefined;
  return {
    at: otherwise.from,
    edits: [{ from: then.to, to: otherwise.to, text: moved === '' ? '' : `\n${moved}` }],
    what: { en: 'takes the `else` away', zh: '去掉 `else`' },
  };
}

/** Names that the block declares must mean nothing around it, seen or unseen. */
function canLoseItsBlock(source: SourceCode, block: SyntaxNode, around: SyntaxNode): boolean {
  const { language } = source;
  const declaring = statementsOf(source, block).filter(
    ({ name }) =>
      language.declarations.has(name) ||
      language.functions.has(name) ||
      language.types.has(name) ||
      /Declaration$|Decl$|Specifier$/.test(name),
  );
  if (declaring.length === 0) return true;
  // A hoisted function, a class, or a grammar that does not tell definitions from uses.
  if (declaring.some(({ name }) => !language.declarations.has(name)) || language.definitions.size === 0)
    return false;
  const whole = ancestorOf(block, ({ name }) => language.functions.has(name));
  if (!whole || whole.from < source.start || around.name === 'SwitchBody') return false;
  const declared = new Set<string>();
  for (const statement of declaring)
    for (const node of nodesIn(statement))
      if (language.definitions.has(node.name)) declared.add(textOf(source, node));
  for (const node of nodesIn(whole, (inner) => inner.from !== block.from || inner.to !== block.to))
    if (!node.firstChild && declared.has(textOf(source, node))) return false;
  return true;
}
