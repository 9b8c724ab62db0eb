import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { statementsOf } from '../../syntax/outline.ts';
import { nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite, removal } from '../rewrite.ts';
import { annotationOf, hasPrimitiveElements, initialValue, isArray } from './evidence.ts';
import { type Binding, type Scopes, scopesOf } from './scopes.ts';

/**
 * `for (let i = 0; i < xs.length; i++)` over an array, where `i` only serves to read `xs[i]`. An array's own iterator
 * looks at the length before each round as well, so it sees the same elements even when the loop changes the array.
 */
export const forOf: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: {
    en: 'the index only reads the elements in order, and the iterator of an array goes through them in just that way, length checked each round',
    zh: '下标只用于按顺序读取元素，而数组迭代器的遍历方式完全相同，每轮同样检查长度',
  },
  *find(source) {
    const scopes = scopesOf(source);
    if (!scopes) return;
    for (const loop of nodesNamed(source, 'ForStatement')) {
      const finding = findingAt(source, scopes, loop);
      if (finding) yield finding;
    }
  },
};

const HEAD =
  /^\(\s*let\s+([\w$]+)\s*=\s*0\s*;\s*\1\s*<\s*([\w$]+)\.length\s*;\s*(?:\1\+\+|\+\+\1|\1\s*\+=\s*1)\s*\)$/;

function findingAt(source: SourceCode, scopes: Scopes, loop: SyntaxNode): Finding | undefined {
  const spec = loop.getChild('ForSpec');
  const body = loop.lastChild;
  const head = spec && HEAD.exec(textOf(source, spec));
  if (!spec || !body || !head || hasComment(source, spec.from, spec.to)) return undefined;
  const [, indexName, arrayName] = head;
  const index = scopes.bindings.find(({ scope, name }) => scope.from === loop.from && name === indexName);
  const arrayUse = [...nodesIn(spec)].find(
    (node) => node.name === 'VariableName' && textOf(source, node) === arrayName,
  );
  const array = arrayUse && scopes.resolve(arrayUse);
  if (!index || !array || !isArray(source, array) || !isUnaliased(scopes, array)) return undefined;
  const reads = index.uses.filter((use) => use.from >= body.from);
  if (
    index.writes.some((write) => write.from >= body.from) ||
    !reads.every((use) => isElementRead(source, use) && scopes.resolve(use.parent!.firstChild!) === array)
  )
    return undefined;
  return (
    fromFirstStatement(source, { spec, body, reads, array }) ??
    fromReads(source, scopes, { spec, body, reads, array })
  );
}

interface Loop {
  readonly spec: SyntaxNode;
  readonly body: SyntaxNode;
  /** Where the index is read in the body: each in `xs[i]`. */
  readonly reads: readonly SyntaxNode[];
  readonly array: Binding;
}

/** A sloppy function's `arguments` can change a parameter behind its name. */
const isUnaliased = (scopes: Scopes, array: Binding): boolean =>
  array.kind !== 'parameter' || !scopes.names.has('arguments');

/** The index stands in `xs[i]`, which is read, not written, called or deleted. */
function isElementRead(source: SourceCode, use: SyntaxNode): boolean {
  const element = use.parent;
  const isElement = element?.name === 'MemberExpression' && element.firstChild?.name === 'VariableName';
  if (!isElement || use.prevSibling?.name !== '[' || use.prevSibling.prevSibling?.prevSibling) return false;
  const { parent } = element;
  const isTarget =
    (parent?.name === 'AssignmentExpression' && !element.prevSibling) ||
    /^(delete|\+\+|--)|(\+\+|--)$/.test(
      parent && /^(Unary|Postfix)/.test(parent.name) ? textOf(source, parent) : '',
    );
  return (
    !isTarget &&
    !/^(ArrayPattern|PatternProperty|ForOfSpec|ForInSpec|CallExpression|TaggedTemplateExpression)$/.test(
      parent?.name ?? '',
    )
  );
}

/** `const x = xs[i];` comes first in the body and is the only read. */
function fromFirstStatement(source: SourceCode, { spec, body, reads, array }: Loop): Finding | undefined {
  const first = body.name === 'Block' ? statementsOf(source, body)[0] : undefined;
  const declared =
    first &&
    /^(const|let)\s+([\w$]+|[[{][^=;]*[\]}])\s*=\s*[\w$]+\s*\[\s*[\w$]+\s*\](!?)\s*;?$/.exec(
      textOf(source, first),
    );
  const [read] = reads;
  if (!first || !declared || !read || reads.length !== 1 || read.from > first.to) return undefined;
  if (hasComment(source, body.from, first.to)) return undefined;
  const heading = `(${declared[1]} ${declared[2]} of ${array.name})`;
  return {
    at: spec.from,
    edits: [{ from: spec.from, to: spec.to, text: heading }, removal(source, first.from, first.to)],
    what: { en: `loops with ${code(`for ${heading}`)}`, zh: `改用 ${code(`for ${heading}`)} 循环` },
  };
}

/** What can run code or write elsewhere, and so change what `xs[i]` is between the start of the round and the read. */
const MAY_CHANGE =
  /^(CallExpression|NewExpression|TaggedTemplateExpression|AwaitExpression|YieldExpression|DynamicImport|JSXElement|ForOfSpec|ForInSpec|ArrayPattern|ObjectPattern|Spread|delete|this|super)$/;

/** The body computes with primitive values only, so each `xs[i]` is what it was when the round began. */
function fromReads(
  source: SourceCode,
  scopes: Scopes,
  { spec, body, reads, array }: Loop,
): Finding | undefined {
  if (reads.length === 0 || !hasPrimitiveElements(source, array)) return undefined;
  const elements = new Set(reads.map(({ parent }) => parent!.from));
  for (const node of nodesIn(body)) {
    if (MAY_CHANGE.test(node.name)) return undefined;
    if (node.name === 'MemberExpression' && !elements.has(node.from)) return undefined;
    if (node.name !== 'VariableName' || elements.has(node.from) || elements.has(node.parent!.from)) continue;
    const binding = scopes.resolve(node);
    if (!binding || !isPrimitive(source, binding)) return undefined;
  }
  const name = elementName(array.name, scopes.names);
  if (!name) return undefined;
  const heading = `(const ${name} of ${array.name})`;
  return {
    at: spec.from,
    edits: [
      { from: spec.from, to: spec.to, text: heading },
      ...reads.map(({ parent }) => ({ from: parent!.from, to: parent!.to, text: name })),
    ],
    what: { en: `loops with ${code(`for ${heading}`)}`, zh: `改用 ${code(`for ${heading}`)} 循环` },
  };
}

/** The type or the first value of the name is a number, a text or a boolean. */
function isPrimitive(source: SourceCode, { definition }: Binding): boolean {
  const declared = annotationOf(source, definition);
  if (declared !== undefined) return /^(string|number|boolean|bigint)$/.test(declared);
  return /^(Number|String|TemplateString|BooleanLiteral)$/.test(initialValue(definition)?.name ?? '');
}

/** The singular of the array's name, or `item`; undefined when each is taken. */
function elementName(arrayName: string, taken: ReadonlySet<string>): string | undefined {
  const singular = arrayName
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  return [singular, 'item', 'element', 'value'].find(
    (name) => name !== arrayName && !taken.has(name) && !RESERVED.test(name),
  );
}

const RESERVED =
  /^(case|class|const|default|delete|do|else|enum|for|if|in|new|this|try|var|void|with|let|of|yield|await|a|i)$/;
