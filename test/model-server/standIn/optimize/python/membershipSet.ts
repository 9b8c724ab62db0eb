import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { ancestorOf, childrenOf, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Edit, type Finding, hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { operatorOf } from '../shared/truth.ts';
import { annotationOf, assignedValue, functionAround, isScalar, localName } from './names.ts';

/** A local list of scalars that is only asked whether it holds something, and added to. */
export const pythonMembershipSet: Rewrite = {
  languages: ['python'],
  why: {
    en: 'it is only asked whether it holds something: a set answers in constant time where the list is searched from the start, so the loop costs O(n) instead of O(n²); its elements are hashable by their type',
    zh: '它只用来判断是否包含某值：集合为常数时间，而列表每次都从头查找，循环由 O(n²) 降为 O(n)；按类型其元素均可哈希',
  },
  *find(source) {
    for (const statement of nodesNamed(source, 'AssignStatement')) {
      const finding = findingAt(source, statement);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, statement: SyntaxNode): Finding | undefined {
  const target = statement.firstChild!;
  const around = functionAround(source, statement);
  const value = target.name === 'VariableName' ? assignedValue(target) : undefined;
  if (!around || value?.name !== 'ArrayExpression' || hasComment(source, statement.from, value.to))
    return undefined;
  const name = textOf(source, target);
  const local = localName(source, around, name);
  if (local?.bindings.length !== 1 || localName(source, around, 'set')?.bindings.length !== 0)
    return undefined;
  const declared = annotationOf(source, target);
  const element = /^[Ll]ist\[(int|float|str|bool|bytes)\]$/.exec(declared)?.[1];
  if (declared && !element) return undefined;
  const uses = local.mentions.filter(({ from }) => from !== target.from);
  const asked = uses.map((use) => useOf(source, use));
  if (!asked.every((use) => use !== undefined) || !asked.some((use) => isRepeated(source, use, statement)))
    return undefined;
  const items = childrenOf(value).filter(({ name: type }) => !/^[[\],]$/.test(type));
  const operands = [...items, ...asked.map(({ operand }) => operand)];
  if (!operands.every((operand) => isScalar(source, around, operand))) return undefined;
  const annotation = declared ? target.nextSibling : null;
  const edits: Edit[] = [
    ...(annotation && element
      ? [{ from: annotation.from, to: annotation.to, text: `: set[${element}]` }]
      : []),
    {
      from: value.from,
      to: value.to,
      text: items.length > 0 ? `{${textOf(source, value).slice(1, -1)}}` : 'set()',
    },
    ...asked.flatMap(({ method }) => (method ? [{ from: method.from, to: method.to, text: 'add' }] : [])),
  ];
  return {
    at: statement.from,
    edits: edits.toSorted((a, b) => a.from - b.from),
    what: { en: `makes ${code(name)} a \`set\``, zh: `将 ${code(name)} 改为 \`set\`` },
  };
}

interface Use {
  readonly node: SyntaxNode;
  /** What is looked for or added. */
  readonly operand: SyntaxNode;
  /** The name `append`, where that is the use. */
  readonly method?: SyntaxNode;
}

/** `x in name`, or `name.append(x)` as a statement of its own; undefined for every other use. */
function useOf(source: SourceCode, node: SyntaxNode): Use | undefined {
  const { parent } = node;
  if (parent?.name === 'BinaryExpression' && parent.lastChild!.from === node.from) {
    const operand = parent.firstChild!;
    return /^(in|not in)$/.test(operatorOf(source, parent)) ? { node, operand } : undefined;
  }
  const call = parent?.parent;
  const method = parent?.lastChild;
  if (parent?.name !== 'MemberExpression' || call?.name !== 'CallExpression' || !method) return undefined;
  if (
    textOf(source, parent) !== `${textOf(source, node)}.append` ||
    call.parent?.name !== 'ExpressionStatement'
  )
    return undefined;
  const given = childrenOf(call.getChild('ArgList')!).filter(({ name }) => name !== '(' && name !== ')');
  return given.length === 1 ? { node, operand: given[0]!, method } : undefined;
}

/** The list is searched in a loop that it was made outside of. */
function isRepeated({ language }: SourceCode, { node, method }: Use, statement: SyntaxNode): boolean {
  const loop = ancestorOf(node, ({ name }) => language.loops.has(name));
  return !method && !!loop && loop.from > statement.from;
}
