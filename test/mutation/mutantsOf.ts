import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/javascript';

/** One change in one place of a file. */
export interface Mutant {
  readonly from: number;
  readonly to: number;
  readonly original: string;
  readonly replacement: string;
  /** From 1. */
  readonly line: number;
}

/** Where nothing runs. */
const TYPES_AND_IMPORTS = new Set([
  'ImportDeclaration',
  'TypeAliasDeclaration',
  'InterfaceDeclaration',
  'TypeAnnotation',
  'TypeArgList',
  'TypeParamList',
  'LiteralType',
]);

const OPERATORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CompareOp: { '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===' },
  LogicOp: { '&&': '||', '||': '&&', '??': '&&' },
  ArithOp: { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '**': '*', '++': '--', '--': '++' },
  UpdateOp: { '+=': '-=', '-=': '+=', '??=': '&&=', '||=': '&&=', '&&=': '||=' },
};

const typescript = parser.configure({ dialect: 'ts' });

/** Every change that the operators make of a file of TypeScript. */
export function mutantsOf(source: string): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const visit = (node: SyntaxNode): void => {
    if (TYPES_AND_IMPORTS.has(node.name)) return;
    const original = source.slice(node.from, node.to);
    for (const replacement of replacementsOf(node, original)) {
      if (replacement === original) continue;
      const line = source.slice(0, node.from).split('\n').length;
      mutants.push({ from: node.from, to: node.to, original, replacement, line });
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
  };
  visit(typescript.parse(source).topNode);
  return mutants;
}

export const mutated = (source: string, { from, to, replacement }: Mutant): string =>
  source.slice(0, from) + replacement + source.slice(to);

function replacementsOf(node: SyntaxNode, original: string): readonly string[] {
  switch (node.name) {
    case 'BooleanLiteral':
      return [original === 'true' ? 'false' : 'true'];
    case 'Number':
      return [`(${original} + 1)`, `(${original} - 1)`];
    case 'String':
      return [original.length > 2 ? "''" : "'mutant'"];
    case 'ExpressionStatement':
      return [';'];
    case 'ReturnStatement':
      return /^return;?$/.test(original) ? [';'] : ['return undefined;'];
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return [';'];
    case 'ParenthesizedExpression':
      return isCondition(node) ? [`(!${original})`] : [];
    default: {
      if (isTested(node)) return [`!(${original})`, ...operatorsOf(node, original)];
      return operatorsOf(node, original);
    }
  }
}

const operatorsOf = ({ name }: SyntaxNode, original: string): readonly string[] => {
  const other = OPERATORS[name]?.[original];
  return other === undefined ? [] : [other];
};

const isCondition = ({ parent }: SyntaxNode): boolean =>
  parent?.name === 'IfStatement' || parent?.name === 'WhileStatement';

/** What a `?` decides by. */
const isTested = (node: SyntaxNode): boolean =>
  node.parent?.name === 'ConditionalExpression' && node.prevSibling === null;
