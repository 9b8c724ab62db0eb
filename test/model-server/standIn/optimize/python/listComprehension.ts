import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { childOf } from '../../syntax/language.ts';
import { statementsOf } from '../../syntax/outline.ts';
import {
  ancestorOf,
  childrenOf,
  indentationAt,
  nodesIn,
  type SourceCode,
  textOf,
} from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { assignedValue, functionAround, localName } from './names.ts';

const MAX_WIDTH = 88;

/**
 * `out = []` and a loop that only appends to it. The list is seen by nobody before the loop ends, and an error in the
 * loop leaves the function, so it cannot be seen half made either.
 */
export const listComprehension: Rewrite = {
  languages: ['python'],
  why: {
    en: 'a comprehension makes the same list in the same order, without looking `append` up and calling it for each element',
    zh: '列表推导式按同样顺序生成同样的列表，且无需为每个元素查找并调用 `append`',
  },
  *find(source) {
    for (const loop of nodesNamed(source, 'ForStatement')) {
      const finding = findingAt(source, loop);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, loop: SyntaxNode): Finding | undefined {
  const start = loop.prevSibling;
  const around = functionAround(source, loop);
  const target = start?.firstChild;
  if (!around || start?.name !== 'AssignStatement' || target?.name !== 'VariableName') return undefined;
  const empty = assignedValue(target);
  if (!empty || textOf(source, empty).replace(/\s/g, '') !== '[]' || loop.firstChild?.name !== 'for')
    return undefined;
  // A handler, or a `with` that swallows errors, could see the list half made.
  if (ancestorOf(loop, ({ name }) => /^(Try|With)Statement$/.test(name)) !== null) return undefined;
  const end = loop.from + textOf(source, loop).trimEnd().length;
  const parts = partsOfLoop(source, loop, textOf(source, target));
  if (!parts || hasComment(source, start.from, end)) return undefined;
  const name = textOf(source, target);
  if (
    !isUnseen(source, around, loop, name) ||
    !parts.names.every((each) => isOnlyIn(source, around, loop, each))
  )
    return undefined;
  const head = source.text.slice(start.from, empty.from);
  const clauses = [
    parts.element,
    `for ${parts.target} in ${parts.iterable}`,
    ...(parts.condition ? [`if ${parts.condition}`] : []),
  ];
  const indentation = indentationAt(source, start.from);
  const line = `${head}[${clauses.join(' ')}]`;
  const text =
    indentation.length + line.length <= MAX_WIDTH
      ? line
      : `${head}[\n${clauses.map((clause) => `${indentation}    ${clause}`).join('\n')}\n${indentation}]`;
  return {
    at: start.from,
    edits: [{ from: start.from, to: end, text }],
    what: { en: `makes ${code(name)} with a list comprehension`, zh: `用列表推导式生成 ${code(name)}` },
  };
}

interface LoopParts {
  readonly target: string;
  /** The names that the target binds. */
  readonly names: readonly string[];
  readonly iterable: string;
  readonly condition?: string;
  readonly element: string;
}

/** What a comprehension may not hold, or what would mean something else in its scope. */
const FOREIGN = /^(await|yield|Yield\w+|AwaitExpression|LambdaExpression|NamedExpression|super)$/;

function partsOfLoop(source: SourceCode, loop: SyntaxNode, list: string): LoopParts | undefined {
  const inKeyword = childOf(loop, 'in');
  const iterable = inKeyword?.nextSibling;
  const body = loop.lastChild;
  if (
    !inKeyword ||
    !iterable ||
    body?.name !== 'Body' ||
    iterable.nextSibling?.from !== body.from ||
    loop.getChild('else')
  )
    return undefined;
  const target = source.text.slice(loop.firstChild!.to, inKeyword.from).trim();
  if (!/^[A-Za-z_]\w*(\s*,\s*[A-Za-z_]\w*)*$/.test(target)) return undefined;
  let only = statementsOf(source, body);
  let condition: SyntaxNode | undefined;
  const [first] = only;
  if (first?.name === 'IfStatement' && only.length === 1) {
    const [, test, then, more] = childrenOf(first);
    if (more || then?.name !== 'Body') return undefined;
    condition = test;
    only = statementsOf(source, then);
  }
  const call = only.length === 1 && only[0]!.name === 'ExpressionStatement' ? only[0]!.firstChild : null;
  const args = call?.name === 'CallExpression' ? call.getChild('ArgList') : null;
  if (!call || !args || textOf(source, call.firstChild!) !== `${list}.append`) return undefined;
  const [element, ...others] = childrenOf(args).filter(({ name }) => name !== '(' && name !== ')');
  if (!element || others.length > 0) return undefined;
  const pieces = [iterable, element, ...(condition ? [condition] : [])];
  const isForeign = pieces.some((piece) =>
    [...nodesIn(piece)].some(
      (node) =>
        FOREIGN.test(node.name) ||
        (node.name === 'VariableName' && /^(super|__class__)$|^$/.test(textOf(source, node))),
    ),
  );
  const saysList = pieces.some((piece) =>
    [...nodesIn(piece)].some((node) => node.name === 'VariableName' && textOf(source, node) === list),
  );
  if (isForeign || saysList || pieces.some((piece) => textOf(source, piece).includes('\n'))) return undefined;
  // A bare conditional or tuple would be read as part of the `for` or `if`.
  if (/^(Conditional|Tuple)/.test(iterable.name) || condition?.name === 'ConditionalExpression')
    return undefined;
  return {
    target,
    names: target.split(',').map((name) => name.trim()),
    iterable: textOf(source, iterable),
    ...(condition && { condition: textOf(source, condition) }),
    element: textOf(source, element),
  };
}

/** No nested function looks at the list while it grows. */
function isUnseen(source: SourceCode, around: SyntaxNode, loop: SyntaxNode, name: string): boolean {
  const local = localName(source, around, name);
  return (
    !!local &&
    local.mentions.every((mention) => {
      const own = ancestorOf(mention, ({ name: type }) =>
        /^(FunctionDefinition|LambdaExpression|ClassDefinition)$/.test(type),
      );
      return own?.from === around.from || mention.from > loop.to;
    })
  );
}

/** A loop's names outlive it; a comprehension's do not. */
function isOnlyIn(source: SourceCode, around: SyntaxNode, loop: SyntaxNode, name: string): boolean {
  const local = localName(source, around, name);
  return !!local && local.mentions.every(({ from, to }) => from >= loop.from && to <= loop.to);
}
