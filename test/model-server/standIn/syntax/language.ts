import type { Parser, SyntaxNode } from '@lezer/common';

/** What the stand-in can read. */
export type LanguageId =
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'python'
  | 'go'
  | 'java'
  | 'rust'
  | 'cpp'
  | 'c';

/** What has to stand around a fragment for its grammar to accept it: a method needs a class, an indented line a block. */
export interface Frame {
  readonly before: string;
  readonly after: string;
}

/** A language as data: how to parse it, and which nodes of its grammar mean what. */
export interface Language {
  readonly id: LanguageId;
  readonly label: string;
  /** Info strings of fences and file extensions, in lower case; the first is what a fence is given. */
  readonly names: readonly string[];
  /** Made at the first use, since a parser's tables cost memory. */
  parser(): Parser;
  /** Tried in order after the bare text. */
  readonly frames: readonly Frame[];
  readonly lineComment: string;

  /** Nodes that hold the body of something callable. */
  readonly functions: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly loops: ReadonlySet<string>;
  /** Nodes that add a path: conditions, cases, handlers; loops and `&&` count by themselves. */
  readonly branches: ReadonlySet<string>;
  readonly returns: ReadonlySet<string>;
  readonly throws: ReadonlySet<string>;
  readonly awaits: ReadonlySet<string>;
  readonly yields: ReadonlySet<string>;
  readonly calls: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  readonly declarations: ReadonlySet<string>;
  readonly assignments: ReadonlySet<string>;
  readonly attempts: ReadonlySet<string>;
  /** Nodes whose children are statements. */
  readonly blocks: ReadonlySet<string>;
  readonly comments: ReadonlySet<string>;
  /** Leaves that name something, in whichever role. */
  readonly identifiers: ReadonlySet<string>;
  /** Leaves that bring a name into a block's scope; empty where the grammar does not tell them from uses. */
  readonly definitions: ReadonlySet<string>;

  /** The node that names a function or type; none for an anonymous one. */
  nameOf(declaration: SyntaxNode): SyntaxNode | null;
  /** The node whose children, cut at commas, are a function's parameters. */
  parametersOf(declaration: SyntaxNode): SyntaxNode | null;
  /** The node of the declared result type. */
  resultOf(declaration: SyntaxNode): SyntaxNode | null;
  /** What is called, without the arguments. */
  calleeOf(call: SyntaxNode): SyntaxNode | null;
}

/** Names as a set, for the tables of languages. */
export function nodes(...names: readonly string[]): ReadonlySet<string> {
  return new Set(names);
}

/** The first of the children that has one of the names. */
export function childOf(node: SyntaxNode | null, ...names: readonly string[]): SyntaxNode | null {
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling)
    if (names.includes(child.name)) return child;
  return null;
}
