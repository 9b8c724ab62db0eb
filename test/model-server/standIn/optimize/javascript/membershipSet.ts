import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { ancestorOf, childrenOf, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Edit, type Finding, hasComment, type Rewrite } from '../rewrite.ts';
import { annotationOf, initialValue } from './evidence.ts';
import { type Binding, scopesOf } from './scopes.ts';

/**
 * A local array that is only asked whether it holds something, and added to. `Set` compares as `includes` does
 * (SameValueZero), and neither order nor duplicates can be seen through `includes`.
 */
export const membershipSet: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: {
    en: 'it is only asked whether it holds something: a `Set` answers in constant time where the array is searched from the start, so the loop costs O(n) instead of O(n²); both compare with SameValueZero',
    zh: '它只用来判断是否包含某值：`Set` 为常数时间，而数组每次都从头查找，循环由 O(n²) 降为 O(n)；两者都按 SameValueZero 比较',
  },
  *find(source) {
    const scopes = scopesOf(source);
    if (!scopes || scopes.bindings.some(({ name }) => name === 'Set')) return;
    for (const binding of scopes.bindings) {
      const finding = findingAt(source, binding);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, binding: Binding): Finding | undefined {
  const { definition, uses, writes, isLocal, kind, name } = binding;
  const value = initialValue(definition);
  if (!isLocal || writes.length > 0 || !/^(const|let)$/.test(kind) || value?.name !== 'ArrayExpression')
    return undefined;
  if (hasHoles(value) || hasComment(source, definition.from, value.to)) return undefined;
  const asked = uses.map((use) => methodCall(source, use));
  if (!asked.every((call) => call !== undefined) || !asked.some(({ method }) => method === 'includes'))
    return undefined;
  // Only where it is searched again and again is it worth a change.
  const isRepeated = asked.some(
    ({ call, method }) => method === 'includes' && isRepeatedSince(source, call, definition),
  );
  if (!isRepeated) return undefined;
  const constructed = setOf(source, definition, value);
  if (!constructed) return undefined;
  const annotation = definition.nextSibling?.name === 'TypeAnnotation' ? definition.nextSibling : undefined;
  const edits: Edit[] = [
    ...(annotation ? [{ from: annotation.from, to: annotation.to, text: '' }] : []),
    { from: value.from, to: value.to, text: constructed },
    ...asked.map(({ property, method }) => ({
      from: property.from,
      to: property.to,
      text: method === 'includes' ? 'has' : 'add',
    })),
  ];
  return {
    at: definition.from,
    edits: edits.toSorted((a, b) => a.from - b.from),
    what: { en: `makes ${code(name)} a \`Set\``, zh: `将 ${code(name)} 改为 \`Set\`` },
  };
}

interface MethodCall {
  readonly call: SyntaxNode;
  readonly property: SyntaxNode;
  readonly method: 'includes' | 'push';
}

/** `name.includes(x)`, or `name.push(x)` as a statement of its own; undefined for every other use. */
function methodCall(source: SourceCode, use: SyntaxNode): MethodCall | undefined {
  const member = use.parent;
  const call = member?.parent;
  const property = member?.lastChild;
  if (member?.name !== 'MemberExpression' || call?.name !== 'CallExpression' || use.nextSibling?.name !== '.')
    return undefined;
  if (property?.name !== 'PropertyName' || call.firstChild?.to !== member.to) return undefined;
  const list = call.getChild('ArgList');
  const given = list ? childrenOf(list).filter(({ name }) => name !== '(' && name !== ')') : [];
  if (given.length !== 1 || given[0]!.name === 'Spread') return undefined;
  const method = textOf(source, property);
  if (method === 'includes') return { call, property, method };
  return method === 'push' && call.parent?.name === 'ExpressionStatement'
    ? { call, property, method }
    : undefined;
}

/** The use is in a loop or function that the definition is not in. */
function isRepeatedSince({ language }: SourceCode, use: SyntaxNode, definition: SyntaxNode): boolean {
  const again = ancestorOf(use, ({ name }) => language.loops.has(name) || language.functions.has(name));
  return !!again && again.from > definition.from;
}

const hasHoles = (array: SyntaxNode): boolean =>
  childrenOf(array).some(({ name, prevSibling }) => name === ',' && /^[[,]$/.test(prevSibling?.name ?? ''));

/** `new Set<T>(…)` for the array; undefined when its elements' type is written in a way that is not understood. */
function setOf(source: SourceCode, definition: SyntaxNode, array: SyntaxNode): string | undefined {
  const declared = annotationOf(source, definition);
  const element =
    declared === undefined
      ? ''
      : /^(?:readonly\s+)?([\w.]+)\s*\[\]$|^(?:Readonly)?Array<(.+)>$/.exec(declared);
  if (element === null) return undefined;
  const isEmpty = textOf(source, array).replace(/\s/g, '') === '[]';
  // TypeScript infers no element type from an empty list.
  if (element === '' && isEmpty && source.language.id !== 'javascript') return undefined;
  const type = element === '' ? '' : `<${element[1] ?? element[2]}>`;
  return `new Set${type}(${isEmpty ? '' : textOf(source, array)})`;
}
