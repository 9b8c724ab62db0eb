import type { SyntaxNode } from '@lezer/common';
import { childOf } from '../../syntax/language.ts';
import { ancestorOf, nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';

export type BindingKind = 'const' | 'let' | 'var' | 'parameter' | 'function' | 'class' | 'import' | 'catch';

/** A name and everything in the code that means it. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly definition: SyntaxNode;
  /** The node within which the name has this meaning. */
  readonly scope: SyntaxNode;
  /** Reads and writes, the definition excluded, in the order of the text. */
  readonly uses: readonly SyntaxNode[];
  readonly writes: readonly SyntaxNode[];
  /** All its uses are in the code that was sent, so what is not there does not exist. */
  readonly isLocal: boolean;
}

/** All names of the code and what they mean. */
export interface Scopes {
  readonly bindings: readonly Binding[];
  /** What a name at this place means; undefined for one from outside the code. */
  resolve(name: SyntaxNode): Binding | undefined;
  /** Every name that is mentioned anywhere, in whatever role. */
  readonly names: ReadonlySet<string>;
}

const FUNCTIONS = /^(FunctionDeclaration|FunctionExpression|ArrowFunction|MethodDeclaration|Property)$/;
const SCOPES = /^(Script|Block|ForStatement|SwitchBody|CatchClause|ClassExpression|NamespaceDeclaration)$/;

const isScope = ({ name }: SyntaxNode): boolean => SCOPES.test(name) || FUNCTIONS.test(name);

/** Finds what each name means. Undefined when `eval` or `with` make that unknowable. */
export function scopesOf(source: SourceCode): Scopes | undefined {
  const table = new Map<string, MutableBinding>();
  const pending: { readonly node: SyntaxNode; readonly isWrite: boolean }[] = [];
  const names = new Set<string>();
  for (const node of nodesIn(source.root)) {
    if (node.name === 'WithStatement') return undefined;
    if (!node.firstChild) names.add(textOf(source, node));
    if (node.name === 'VariableDefinition') {
      const place = declarationOf(node);
      if (!place) pending.push({ node, isWrite: true });
      else declare(source, table, node, place);
    } else if (isUse(node)) {
      if (textOf(source, node) === 'eval') return undefined;
      pending.push({ node, isWrite: isWrite(source, node) });
    }
  }
  const find = (node: SyntaxNode): MutableBinding | undefined => {
    const name = textOf(source, node);
    for (let up: SyntaxNode | null = node.parent; up; up = up.parent) {
      const found = isScope(up) && table.get(key(up, name));
      if (found) return found;
    }
    return undefined;
  };
  for (const { node, isWrite: writes } of pending) {
    const binding = find(node);
    binding?.uses.push(node);
    if (writes) binding?.writes.push(node);
  }
  return { bindings: [...table.values()], resolve: find, names };
}

interface MutableBinding extends Binding {
  readonly uses: SyntaxNode[];
  readonly writes: SyntaxNode[];
}

const key = (scope: SyntaxNode, name: string): string => `${scope.from}:${scope.name}:${name}`;

function declare(
  source: SourceCode,
  table: Map<string, MutableBinding>,
  definition: SyntaxNode,
  { kind, scope }: { readonly kind: BindingKind; readonly scope: SyntaxNode },
): void {
  const name = textOf(source, definition);
  const known = table.get(key(scope, name));
  // A second `var` or overload is another write to the same name.
  if (known) known.writes.push(definition);
  else
    table.set(key(scope, name), {
      name,
      kind,
      definition,
      scope,
      uses: [],
      writes: [],
      isLocal: scope.name !== 'Script' && scope.from >= source.start && scope.to <= source.end,
    });
}

/** What declares a defined name, and where it is known; undefined for the target of an assignment. */
function declarationOf(definition: SyntaxNode): { kind: BindingKind; scope: SyntaxNode } | undefined {
  const holder = ancestorOf(
    definition,
    ({ name }) => !/^(ArrayPattern|ObjectPattern|PatternProperty|ImportGroup)$/.test(name),
  )!;
  const around = (node: SyntaxNode): SyntaxNode => ancestorOf(node, isScope) ?? node;
  switch (holder.name) {
    case 'VariableDeclaration': {
      const kind = keywordOf(holder);
      return { kind, scope: kind === 'var' ? functionAround(holder) : around(holder) };
    }
    case 'ForOfSpec':
    case 'ForInSpec': {
      const declares = childOf(holder, 'const', 'let', 'var');
      if (!declares || declares.from > definition.from) return undefined;
      const kind = keywordOf(holder);
      return { kind, scope: kind === 'var' ? functionAround(holder) : around(holder) };
    }
    case 'ParamList':
      return { kind: 'parameter', scope: holder.parent! };
    case 'FunctionDeclaration':
      return { kind: 'function', scope: around(holder) };
    case 'ClassDeclaration':
      return { kind: 'class', scope: around(holder) };
    case 'FunctionExpression':
      return { kind: 'function', scope: holder };
    case 'ClassExpression':
      return { kind: 'class', scope: holder };
    case 'CatchClause':
      return { kind: 'catch', scope: holder };
    case 'AssignmentExpression':
      return undefined;
    default:
      return { kind: 'import', scope: around(holder) };
  }
}

function keywordOf(holder: SyntaxNode): 'const' | 'let' | 'var' {
  const keyword = childOf(holder, 'const', 'let', 'var')?.name;
  return keyword === 'let' || keyword === 'var' ? keyword : 'const';
}

function functionAround(node: SyntaxNode): SyntaxNode {
  return ancestorOf(node, ({ name }) => FUNCTIONS.test(name) || name === 'Script' || name === 'StaticBlock')!;
}

/** A leaf that reads or writes a name: shorthand properties and tags of JSX included. */
function isUse(node: SyntaxNode): boolean {
  if (node.name === 'VariableName') return true;
  if (node.name === 'JSXIdentifier') return true;
  return node.name === 'PropertyDefinition' && node.parent?.name === 'Property' && isOnlyChild(node);
}

const isOnlyChild = (node: SyntaxNode): boolean => !node.prevSibling && !node.nextSibling;

function isWrite(source: SourceCode, name: SyntaxNode): boolean {
  let node = name;
  // `(x)`, `x!` and `x as T` can stand on the left of an assignment too.
  while (node.parent && isTransparent(source, node.parent)) node = node.parent;
  const { parent } = node;
  switch (parent?.name) {
    case 'AssignmentExpression':
      return !node.prevSibling;
    case 'ForOfSpec':
    case 'ForInSpec':
      return /^(of|in)$/.test(node.nextSibling?.name ?? '');
    case 'UnaryExpression':
    case 'PostfixExpression':
      return /^(\+\+|--)|(\+\+|--)$/.test(textOf(source, parent));
    default:
      return false;
  }
}

function isTransparent(source: SourceCode, node: SyntaxNode): boolean {
  if (node.name === 'ParenthesizedExpression' || node.name === 'PrefixCast') return true;
  if (node.name === 'BinaryExpression') return !!childOf(node, 'as', 'satisfies');
  return node.name === 'PostfixExpression' && textOf(source, node).endsWith('!');
}
