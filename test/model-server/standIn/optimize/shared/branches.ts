import type { SyntaxNode } from '@lezer/common';
import { statementsOf } from '../../syntax/outline.ts';
import { childrenOf, type SourceCode, textOf } from '../../syntax/sourceCode.ts';

/** An `if` of a language with braces. */
export interface Branches {
  /** Without the parentheses that the grammar demands. */
  readonly condition: SyntaxNode;
  readonly then: SyntaxNode;
  readonly otherwise?: SyntaxNode;
  /** Go's `if x := f(); x > 1` declares a name that the branches may use. */
  readonly hasSetup: boolean;
}

/** Nodes of an `if`, in the grammars of all languages. */
export const IF_NODES = ['IfStatement', 'IfExpression'];

/** The parts of an `if`; undefined where the grammar found none. */
export function branchesOf(source: SourceCode, node: SyntaxNode): Branches | undefined {
  const parts = childrenOf(node).filter((child) => !source.language.comments.has(child.name));
  const elseAt = parts.findIndex((child) => child.name === 'else');
  const head = parts.slice(1, elseAt < 0 ? undefined : elseAt);
  const then = head.at(-1);
  const test = head.at(-2);
  const otherwise = elseAt < 0 ? undefined : parts[elseAt + 1];
  if (!then || !test || then.type.isError) return undefined;
  const isWrapped =
    test.name === 'ConditionClause' || (test.name === 'ParenthesizedExpression' && !isBare(source));
  const condition = isWrapped ? childrenOf(test).find((child) => !/^[()]$/.test(child.name)) : test;
  if (!condition) return undefined;
  return { condition, then, ...(otherwise && { otherwise }), hasSetup: head.length > 2 };
}

/** Go and Rust have no parentheses around a condition. */
const isBare = ({ language }: SourceCode): boolean => language.id === 'go' || language.id === 'rust';

/** The statement of a branch that holds one; undefined for an empty or longer one. */
export function soleStatement(source: SourceCode, branch: SyntaxNode): SyntaxNode | undefined {
  const statements = statementsOf(source, branch);
  return statements.length === 1 ? statements[0] : undefined;
}

/** `true` or `false` when the statement returns that literal and nothing else. */
export function returnedLiteral(source: SourceCode, statement: SyntaxNode | undefined): boolean | undefined {
  if (!statement) return undefined;
  const text = textOf(source, statement).replace(/\s*;?\s*$/, '');
  const literal = /^return\s+(true|false|True|False)$/.exec(text)?.[1];
  return literal === undefined ? undefined : literal.toLowerCase() === 'true';
}

const EXITS = /^(Return|Throw|Raise|Break|Continue)Statement$/;

/** Control never reaches the end of the branch. */
export function alwaysExits(source: SourceCode, branch: SyntaxNode): boolean {
  const last = source.language.blocks.has(branch.name) ? statementsOf(source, branch).at(-1) : branch;
  if (!last) return false;
  if (EXITS.test(last.name)) return true;
  if (last.name !== 'IfStatement') return false;
  const inner = branchesOf(source, last);
  return !!inner?.otherwise && alwaysExits(source, inner.then) && alwaysExits(source, inner.otherwise);
}
