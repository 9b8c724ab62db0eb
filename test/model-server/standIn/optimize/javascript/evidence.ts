import type { SyntaxNode } from '@lezer/common';
import { childOf } from '../../syntax/language.ts';
import { childrenOf, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import type { Binding, Scopes } from './scopes.ts';

const ARRAY_TYPES = /^(readonly\s+)?([\w.]+|\([^()]+\))\s*\[\]$|^(Readonly)?Array<.+>$/;

/** The name means one array, always: its type or its only value says so, and nothing is assigned to it. */
export function isArray(source: SourceCode, binding: Binding): boolean {
  if (binding.writes.length > 0) return false;
  const declared = annotationOf(source, binding.definition);
  if (declared) return ARRAY_TYPES.test(declared);
  if (binding.kind === 'parameter') return isRest(binding.definition);
  const value = initialValue(binding.definition);
  return binding.kind === 'const' && value?.name === 'ArrayExpression';
}

/** The elements are numbers, texts or booleans by the array's type. */
export function hasPrimitiveElements(source: SourceCode, binding: Binding): boolean {
  const declared = annotationOf(source, binding.definition);
  return /^(readonly\s+)?(string|number|boolean|bigint)\s*\[\]$|^(Readonly)?Array<(string|number|boolean|bigint)>$/.test(
    declared ?? '',
  );
}

/** The expression is a string: a literal, a template, or a name of that type. */
export function isString(source: SourceCode, scopes: Scopes, node: SyntaxNode): boolean {
  if (node.name === 'String' || node.name === 'TemplateString') return true;
  if (node.name !== 'VariableName') return false;
  const binding = scopes.resolve(node);
  if (!binding) return false;
  if (annotationOf(source, binding.definition) === 'string') return true;
  const value = initialValue(binding.definition);
  return binding.kind === 'const' && (value?.name === 'String' || value?.name === 'TemplateString');
}

/** The written type of a defined name; undefined when it has none or is optional. */
export function annotationOf(source: SourceCode, definition: SyntaxNode): string | undefined {
  const annotation = definition.nextSibling;
  if (annotation?.name !== 'TypeAnnotation') return undefined;
  return textOf(source, annotation).slice(1).trim();
}

/** What `const name = …` gives the name; undefined for a destructured or bare one. */
export function initialValue(definition: SyntaxNode): SyntaxNode | undefined {
  if (definition.parent?.name !== 'VariableDeclaration') return undefined;
  let next = definition.nextSibling;
  if (next?.name === 'TypeAnnotation') next = next.nextSibling;
  return next?.name === 'Equals' ? (next.nextSibling ?? undefined) : undefined;
}

const isRest = (definition: SyntaxNode): boolean => definition.prevSibling?.name === 'Spread';

const PURE_LEAVES = /^(Number|String|BooleanLiteral|RegExp|null|ArrowFunction|FunctionExpression)$/;

/** Evaluating it does nothing and cannot fail: literals, functions, and collections of them. */
export function isPure(source: SourceCode, scopes: Scopes, node: SyntaxNode): boolean {
  if (PURE_LEAVES.test(node.name)) return true;
  const inner = childrenOf(node).filter((child) => !/^[[\]{}(),:]$/.test(child.name));
  switch (node.name) {
    case 'TemplateString':
      return inner.length === 0;
    case 'ParenthesizedExpression':
    case 'ArrayExpression':
      return inner.every((child) => isPure(source, scopes, child));
    case 'ObjectExpression':
      return inner.every((child) => isPureProperty(source, scopes, child));
    case 'VariableName':
      // A parameter is set before the body runs; another name may still be in its dead zone.
      return textOf(source, node) === 'undefined' || scopes.resolve(node)?.kind === 'parameter';
    default:
      return false;
  }
}

function isPureProperty(source: SourceCode, scopes: Scopes, property: SyntaxNode): boolean {
  const colon = childOf(property, ':');
  const isPlain =
    property.name === 'Property' &&
    /^(PropertyDefinition|String|Number)$/.test(property.firstChild?.name ?? '');
  return isPlain && !!colon?.nextSibling && isPure(source, scopes, colon.nextSibling);
}
