import type { SyntaxNode } from '@lezer/common';
import { childOf } from '../../syntax/language.ts';
import { ancestorOf, nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';

/** A name of one function and all that is said about it there, nested functions included. */
export interface LocalName {
  readonly name: string;
  readonly mentions: readonly SyntaxNode[];
  /** Those of the mentions that give it a value. */
  readonly bindings: readonly SyntaxNode[];
}

const HOLDERS = /^(TupleExpression|ArrayExpression|ParenthesizedExpression)$/;

/** A `VariableName` in a place that gives the name a value, or says whose it is. */
export function bindsName(node: SyntaxNode): boolean {
  let target = node;
  while (target.parent && HOLDERS.test(target.parent.name)) target = target.parent;
  const { parent } = target;
  const follows = (name: string): boolean => hasSibling(target, name, 'prevSibling');
  const precedes = (name: string): boolean => hasSibling(target, name, 'nextSibling');
  switch (parent?.name) {
    case 'AssignStatement':
      return precedes('AssignOp');
    case 'UpdateStatement':
      return !target.prevSibling;
    case 'NamedExpression':
      return precedes('AssignOp');
    case 'ForStatement':
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
      return follows('for') && precedes('in');
    case 'ParamList':
      return target.prevSibling?.name !== 'AssignOp';
    case 'WithStatement':
    case 'TryStatement':
      return target.prevSibling?.name === 'as';
    case 'FunctionDefinition':
    case 'ClassDefinition':
      return /^(def|class)$/.test(target.prevSibling?.name ?? '');
    case 'ImportStatement':
    case 'ScopeStatement':
    case 'DeleteStatement':
      return true;
    default:
      return /Pattern$/.test(parent?.name ?? '');
  }
}

function hasSibling(node: SyntaxNode, name: string, direction: 'prevSibling' | 'nextSibling'): boolean {
  for (let sibling = node[direction]; sibling; sibling = sibling[direction])
    if (sibling.name === name) return true;
  return false;
}

/** The innermost function around a node that lies wholly in the code; undefined at the level of a module or class. */
export function functionAround(source: SourceCode, node: SyntaxNode): SyntaxNode | undefined {
  const around = ancestorOf(node, ({ name }) =>
    /^(FunctionDefinition|ClassDefinition|LambdaExpression)$/.test(name),
  );
  if (around?.name !== 'FunctionDefinition' || around.from < source.start) return undefined;
  return around;
}

const DYNAMIC = /^(locals|globals|vars|eval|exec|dir)$/;

/**
 * What a function says about a name of its own. Undefined when the name belongs to another scope, or when the
 * function can look at its own names.
 */
export function localName(source: SourceCode, around: SyntaxNode, name: string): LocalName | undefined {
  const mentions: SyntaxNode[] = [];
  for (const node of nodesIn(around)) {
    if (node.name !== 'VariableName') continue;
    const text = textOf(source, node);
    if (DYNAMIC.test(text)) return undefined;
    const isKeyword = node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
    if (text !== name || isKeyword) continue;
    if (node.parent?.name === 'ScopeStatement') return undefined;
    mentions.push(node);
  }
  return { name, mentions, bindings: mentions.filter(bindsName) };
}

/** What `name = value` or `name: type = value` gives the name; undefined for any other binding. */
export function assignedValue(binding: SyntaxNode): SyntaxNode | undefined {
  const { parent } = binding;
  if (parent?.name !== 'AssignStatement' || parent.firstChild?.from !== binding.from) return undefined;
  const operators = parent.getChildren('AssignOp');
  const value = operators[0]?.nextSibling;
  return operators.length === 1 && value && value.to === parent.lastChild!.to ? value : undefined;
}

/** The type that is written where the name is bound; empty when there is none. */
export function annotationOf(source: SourceCode, binding: SyntaxNode): string {
  const annotation = binding.nextSibling;
  if (annotation?.name !== 'TypeDef') return '';
  return textOf(source, annotation).slice(1).replace(/\s/g, '');
}

const SCALARS = /^(int|float|str|bool|bytes)$/;

/** The element type of a list, set or tuple of scalars, by the only place that binds the name; empty otherwise. */
export function scalarElements(source: SourceCode, { bindings }: LocalName): string {
  const [binding] = bindings;
  if (!binding || bindings.length !== 1) return '';
  const found = /^(?:typing\.)?[Ll]ist\[(\w+)\]$/.exec(annotationOf(source, binding));
  return found && SCALARS.test(found[1]!) ? found[1]! : '';
}

/** Value of the innermost `for` or parameter that binds the name is one scalar; so it can be hashed and has no `__iadd__`. */
export function isScalar(source: SourceCode, around: SyntaxNode, node: SyntaxNode): boolean {
  if (/^(Number|String|FormatString|Boolean)$/.test(node.name)) return true;
  if (node.name !== 'VariableName') return false;
  const local = localName(source, around, textOf(source, node));
  return (
    !!local &&
    local.bindings.length > 0 &&
    local.bindings.every((binding) => isScalarBinding(source, around, binding))
  );
}

function isScalarBinding(source: SourceCode, around: SyntaxNode, binding: SyntaxNode): boolean {
  if (SCALARS.test(annotationOf(source, binding))) return true;
  const { parent } = binding;
  if (parent?.name === 'ForStatement' && binding.prevSibling?.name === 'for') {
    const iterated = childOf(parent, 'in')?.nextSibling;
    const list =
      iterated?.name === 'VariableName' ? localName(source, around, textOf(source, iterated)) : undefined;
    return !!list && binding.nextSibling?.name === 'in' && scalarElements(source, list) !== '';
  }
  const value = assignedValue(binding);
  return !!value && /^(Number|String|FormatString|Boolean)$/.test(value.name);
}
