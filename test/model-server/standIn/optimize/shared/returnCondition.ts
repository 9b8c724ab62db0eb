import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { branchesOf, IF_NODES, returnedLiteral, soleStatement } from './branches.ts';
import { asBoolean, negated } from './truth.ts';

/** `if (c) return true; else return false;`, also with the second return after the `if`. */
export const returnCondition: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'python', 'go', 'java', 'rust', 'c'],
  why: {
    en: 'the condition already is the answer, so no branch is needed; it is evaluated once, as before',
    zh: '条件本身就是结果，无需分支；求值次数不变',
  },
  *find(source) {
    for (const node of nodesNamed(source, ...IF_NODES)) {
      const finding = findingAt(source, node);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, node: SyntaxNode): Finding | undefined {
  const branches = branchesOf(source, node);
  if (!branches || branches.hasSetup) return undefined;
  const { condition, then, otherwise } = branches;
  const next = otherwise ? undefined : nextStatement(source, node);
  const yes = returnedLiteral(source, soleStatement(source, then));
  const no = returnedLiteral(source, otherwise ? soleStatement(source, otherwise) : next);
  if (yes === undefined || no === undefined || yes === no) return undefined;
  const to = (next ?? node).to;
  if (hasComment(source, node.from, to)) return undefined;
  const value = yes ? asBoolean(source, condition) : negated(source, condition);
  if (value === undefined) return undefined;
  const last = textOf(source, { from: node.from, to }).trimEnd();
  const semicolon = /;\s*\}*$/.test(last) ? ';' : '';
  return {
    at: node.from,
    edits: [{ from: node.from, to: node.from + last.length, text: `return ${value}${semicolon}` }],
    what: {
      en: `returns ${code(value)} itself instead of branching on it`,
      zh: `直接返回 ${code(value)}，不再分支`,
    },
  };
}

/** The statement right behind; undefined at the end of a block. */
function nextStatement({ language }: SourceCode, node: SyntaxNode): SyntaxNode | undefined {
  // Rust wraps an expression that stands as a statement.
  const statement = node.parent?.name === 'ExpressionStatement' ? node.parent : node;
  if (!statement.parent || !language.blocks.has(statement.parent.name)) return undefined;
  let next = statement.nextSibling;
  while (next && next.name === ';') next = next.nextSibling;
  return next ?? undefined;
}
