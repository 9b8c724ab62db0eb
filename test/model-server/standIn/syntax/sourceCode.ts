import type { SyntaxNode, Tree } from '@lezer/common';
import type { Frame, Language } from './language.ts';

/** Code with its syntax tree. Offsets and nodes are those of `text`; a frame around a fragment is no part of the code. */
export interface SourceCode {
  readonly language: Language;
  /** The code within its frame. */
  readonly text: string;
  /** Where the code starts and ends in `text`. */
  readonly start: number;
  readonly end: number;
  readonly root: SyntaxNode;
  /** Offsets at which the parser had to skip or invent something. */
  readonly faults: readonly number[];
}

const BARE: Frame = { before: '', after: '' };

interface Framed {
  readonly frame: Frame;
  readonly text: string;
  readonly tree: Tree;
  readonly faults: readonly number[];
}

/** Parses code, or a fragment of code within the frame that makes it valid. */
export function parseSource(language: Language, code: string): SourceCode {
  const parser = language.parser();
  let best: Framed | undefined;
  for (const frame of [BARE, ...language.frames]) {
    const text = frame.before + code + frame.after;
    const tree = parser.parse(text);
    const faults = faultsOf(tree);
    if (frame !== BARE && !isWhole(tree, text)) continue;
    if (!best || faults.length < best.faults.length) best = { frame, text, tree, faults };
    if (faults.length === 0) break;
  }
  const { frame, text, tree, faults } = best!;
  const end = text.length - frame.after.length;
  return { language, text, start: frame.before.length, end, root: tree.topNode, faults };
}

/** The frame closes what it opened itself: a stray `}` of the fragment would make two declarations of it. */
function isWhole({ topNode }: Tree, text: string): boolean {
  return topNode.firstChild?.from === 0 && topNode.firstChild.to >= text.trimEnd().length;
}

function faultsOf(tree: Tree): number[] {
  const faults: number[] = [];
  tree.iterate({ enter: (node) => void (node.type.isError && faults.push(node.from)) });
  return faults;
}

/** The code without its frame. */
export function codeOf(source: SourceCode): string {
  return source.text.slice(source.start, source.end);
}

/** The text between two offsets, a node’s for example. */
export function textOf({ text }: SourceCode, node: { readonly from: number; readonly to: number }): string {
  return text.slice(node.from, node.to);
}

/** The line of the code that holds the offset, from 0. */
export function lineAt({ text, start }: SourceCode, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The line of a node's last character that is no blank: Python's nodes take the newline after them in. */
export function lastLineOf(source: SourceCode, node: { readonly from: number; readonly to: number }): number {
  return lineAt(source, node.from + textOf(source, node).trimEnd().length);
}

/** The blanks before the first word of the offset's line. */
export function indentationAt({ text }: SourceCode, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))![0];
}

/** All nodes below `top` in the order of the text, `top` included; `into` decides what is entered. */
export function* nodesIn(
  top: SyntaxNode,
  into: (node: SyntaxNode) => boolean = () => true,
): Generator<SyntaxNode> {
  const waiting: SyntaxNode[] = [top];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    if (node !== top && !into(node)) continue;
    for (let child = node.lastChild; child; child = child.prevSibling) waiting.push(child);
  }
}

/** The children of a node, punctuation and comments included. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** The nearest ancestor, `node` itself excluded, that passes the test. */
export function ancestorOf(node: SyntaxNode, test: (node: SyntaxNode) => boolean): SyntaxNode | null {
  for (let up = node.parent; up; up = up.parent) if (test(up)) return up;
  return null;
}
