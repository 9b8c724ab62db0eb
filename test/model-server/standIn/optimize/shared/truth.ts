import type { SyntaxNode } from '@lezer/common';
import { childrenOf, nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { bindsName } from '../python/names.ts';

const NAMED_BINARY = /^(BinaryExpression|BinaryExp|LogicalExpression)$/;

/**
 * Whether an expression that stands as a condition can be nothing but a boolean of the language's own type, so that
 * it may take the place of a `true` or `false`.
 */
export function isBoolean(source: SourceCode, node: SyntaxNode): boolean {
  switch (source.language.id) {
    // The compiler takes nothing else as a condition.
    case 'java':
      return true;
    // A temporary in a condition lives shorter than one in a returned expression, so calls are left alone.
    case 'rust':
      return ![...nodesIn(node)].some((inner) => /Call|Macro|Await|Try|Let/.test(inner.name));
    // A named boolean type is no `bool`; a comparison is untyped and fits both.
    case 'go':
      return isComposedOf(source, node, isComparison);
    case 'c':
      return isComposedOf(source, node, isComparison);
    case 'cpp':
      return false;
    case 'python':
      return isPythonBoolean(source, node);
    default:
      return isComposedOf(
        source,
        node,
        (_, inner) =>
          isComparison(source, inner) || inner.name === 'BooleanLiteral' || isKnownPredicate(source, inner),
      );
  }
}

function isComposedOf(
  source: SourceCode,
  node: SyntaxNode,
  isAtom: (source: SourceCode, node: SyntaxNode) => boolean,
): boolean {
  const of = (inner: SyntaxNode): boolean => {
    if (/^Parenthesized(Expression|Expr)$/.test(inner.name)) return of(inner.firstChild!.nextSibling!);
    const operator = operatorOf(source, inner);
    if (/^Unary(Expression|Exp)$/.test(inner.name) && operator === '!')
      return source.language.id === 'go' ? of(inner.lastChild!) : true;
    if (NAMED_BINARY.test(inner.name) && (operator === '&&' || operator === '||'))
      return source.language.id === 'c' || (of(inner.firstChild!) && of(inner.lastChild!));
    return isAtom(source, inner);
  };
  return of(node);
}

/** The C grammar gives `>` no precedence, so there only one between plain operands can be trusted. */
const PLAIN_IN_C =
  /^(Identifier|Number|True|False|FieldExpression|CallExpression|SubscriptExpression|ParenthesizedExpression)$/;

function isComparison(source: SourceCode, node: SyntaxNode): boolean {
  const { firstChild, lastChild } = node;
  const isC = source.language.id === 'c';
  if (isC && !(PLAIN_IN_C.test(firstChild?.name ?? '') && PLAIN_IN_C.test(lastChild?.name ?? '')))
    return false;
  return NAMED_BINARY.test(node.name) && /^([=!]==?|[<>]=?|in|instanceof)$/.test(operatorOf(source, node));
}

/** `in`, `is` and `not` give booleans whatever their operands define; `==` may not. */
function isPythonBoolean(source: SourceCode, node: SyntaxNode): boolean {
  return pythonOperands(source, node).every(({ isNegated, operand }) => {
    if (isNegated || operand.name === 'Boolean') return true;
    if (operand.name === 'ParenthesizedExpression')
      return isPythonBoolean(source, operand.firstChild!.nextSibling!);
    if (operand.name !== 'BinaryExpression') return isPythonPredicate(source, operand);
    if (!/^(in|not in|is|is not)$/.test(operatorOf(source, operand))) return false;
    // A chain `a < b in c` gives the first falsy link, whatever it is.
    const first = operand.firstChild!;
    const isChain = first.name === 'BinaryExpression' && IS_COMPARISON.test(operatorOf(source, first));
    return !isChain || isPythonBoolean(source, first);
  });
}

/**
 * The operands between `and` and `or`, in order. The grammar lets a `not` reach over all that follows it; the
 * language gives it the next operand only.
 */
export function pythonOperands(
  source: SourceCode,
  node: SyntaxNode,
): readonly { readonly isNegated: boolean; readonly operand: SyntaxNode }[] {
  const operator = operatorOf(source, node);
  if (node.name === 'BinaryExpression' && (operator === 'and' || operator === 'or'))
    return [...pythonOperands(source, node.firstChild!), ...pythonOperands(source, node.lastChild!)];
  if (node.name !== 'UnaryExpression' || operator !== 'not') return [{ isNegated: false, operand: node }];
  const [first, ...rest] = pythonOperands(source, node.lastChild!);
  return [{ isNegated: true, operand: first!.operand }, ...rest];
}

const IS_COMPARISON = /^([=!]=|[<>]=?|in|not in|is|is not)$/;

function isPythonPredicate(source: SourceCode, node: SyntaxNode): boolean {
  const callee = node.name === 'CallExpression' ? textOf(source, node.firstChild!) : '';
  return (
    /^(bool|isinstance|issubclass|callable|hasattr|any|all)$/.test(callee) && !isRedefined(source, callee)
  );
}

function isKnownPredicate(source: SourceCode, node: SyntaxNode): boolean {
  if (node.name !== 'CallExpression') return false;
  const callee = textOf(source, node.firstChild!);
  const root = callee.split('.')[0]!;
  return (
    /^(Boolean|Array\.isArray|Number\.is(Integer|Finite|NaN|SafeInteger)|Object\.is)$/.test(callee) &&
    !isRedefined(source, root)
  );
}

/** The name of a built-in is given to something else anywhere in the code. */
export function isRedefined(source: SourceCode, name: string): boolean {
  for (const node of nodesIn(source.root)) {
    if (node.firstChild || textOf(source, node) !== name) continue;
    if (source.language.definitions.has(node.name)) return true;
    if (source.language.id === 'python' && bindsName(node)) return true;
  }
  return false;
}

/** The operator of a unary or binary expression; two words for Python's `not in` and `is not`. */
export function operatorOf({ text, language }: SourceCode, node: SyntaxNode): string {
  const { firstChild, lastChild } = node;
  if (!firstChild || !lastChild) return '';
  if (/^Unary/.test(node.name)) return text.slice(firstChild.from, firstChild.to);
  const between = childrenOf(node).filter(
    ({ from, to, name }) => from >= firstChild.to && to <= lastChild.from && !language.comments.has(name),
  );
  return between.map(({ from, to }) => text.slice(from, to)).join(' ');
}

/** The expression as a boolean, for a language where any value can be a condition; undefined where that cannot be shown. */
export function asBoolean(source: SourceCode, node: SyntaxNode): string | undefined {
  const text = textOf(source, node);
  if (isBoolean(source, node)) return text;
  switch (source.language.id) {
    case 'typescript':
    case 'tsx':
    case 'javascript':
    case 'c':
      return `!!${isPrimary(node) ? text : `(${text})`}`;
    case 'python':
      return isRedefined(source, 'bool') ? undefined : `bool(${text})`;
    default:
      return undefined;
  }
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '===': '!==',
  '!==': '===',
};

/** The opposite of the expression as a boolean; undefined where that cannot be shown. */
export function negated(source: SourceCode, node: SyntaxNode): string | undefined {
  const { id } = source.language;
  const text = textOf(source, node);
  if (id === 'cpp' || (!isBoolean(source, node) && (id === 'go' || id === 'rust'))) return undefined;
  const operator = operatorOf(source, node);
  if (/^Unary/.test(node.name) && operator === '!') return asBoolean(source, node.lastChild!);
  // Python and Rust let a type define `!=` apart from `==`.
  const opposite = id === 'python' || id === 'rust' ? undefined : OPPOSITE[operator];
  const isTrusted = id !== 'c' || isComparison(source, node);
  if (NAMED_BINARY.test(node.name) && opposite && isTrusted) {
    const sign = childrenOf(node).find((child) => textOf(source, child) === operator)!;
    return text.slice(0, sign.from - node.from) + opposite + text.slice(sign.to - node.from);
  }
  const not = id === 'python' ? 'not ' : '!';
  return `${not}${isPrimary(node) ? text : `(${text})`}`;
}

const isPrimary = ({ name }: SyntaxNode): boolean =>
  /^(VariableName|Identifier|MemberExpression|FieldExpression|FieldAccess|CallExpression|MethodInvocation|Parenthesized\w+)$/.test(
    name,
  );
