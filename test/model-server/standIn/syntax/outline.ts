import type { SyntaxNode } from '@lezer/common';
import { clip } from '../speech.ts';
import { childrenOf, indentationAt, lastLineOf, lineAt, type SourceCode, textOf } from './sourceCode.ts';

/** A piece of code and the line it starts on, from 0. */
export interface Place {
  readonly line: number;
  readonly text: string;
}

export interface ParameterOutline {
  readonly name: string;
  /** As it is written, with type and default. */
  readonly text: string;
}

/** A loop by its head: `for (const x of xs)`. */
export interface LoopOutline extends Place {
  /** 1 for a loop that is in no other loop of the function. */
  readonly depth: number;
  readonly endLine: number;
}

/** What the tree says about one function; nested functions are outlined by themselves and not counted here. */
export interface FunctionOutline {
  readonly node: SyntaxNode;
  readonly body: SyntaxNode;
  /** Empty for an anonymous function. */
  readonly name: string;
  /** First and last line, from 0. */
  readonly line: number;
  readonly endLine: number;
  readonly parameters: readonly ParameterOutline[];
  /** The declared type of the result; empty when none is. */
  readonly result: string;
  /** The first sentence of the comment or docstring that belongs to it; empty when there is none. */
  readonly documentation: string;
  /** McCabe: 1 and one more for each decision, loop and short-circuit operator. */
  readonly complexity: number;
  readonly loops: readonly LoopOutline[];
  readonly returns: readonly Place[];
  /** Returns that are not the last statement of the function. */
  readonly earlyReturns: readonly Place[];
  readonly throws: readonly Place[];
  readonly awaits: readonly Place[];
  readonly awaitsInLoops: readonly Place[];
  readonly yields: readonly Place[];
  readonly calls: readonly Place[];
  readonly isRecursive: boolean;
}

/** A class, interface, struct or the like; lines from 0. */
export interface TypeOutline {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
}

/** What a reader sees first: how long the code is and what it declares, in the order of the text. */
export interface Outline {
  readonly lines: number;
  readonly functions: readonly FunctionOutline[];
  readonly types: readonly TypeOutline[];
  readonly imports: readonly Place[];
}

/** Reads functions, types and imports from the tree, in the order of the text. */
export function outlineOf(source: SourceCode): Outline {
  const { language, start, end } = source;
  const functions: FunctionOutline[] = [];
  const types: TypeOutline[] = [];
  const imports: Place[] = [];
  const visit = (node: SyntaxNode): void => {
    // A frame's own function or class starts before the code.
    if (node.from >= start && node.to <= end) {
      const body = language.functions.has(node.name) ? bodyOf(source, node) : null;
      if (body) functions.push(functionOutline(source, node, body));
      if (language.types.has(node.name)) {
        const name = language.nameOf(node);
        if (name)
          types.push({
            name: textOf(source, name),
            line: lineAt(source, node.from),
            endLine: lastLineOf(source, node),
          });
      }
      if (language.imports.has(node.name)) imports.push(placeOf(source, node));
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(source.root);
  const code = source.text.slice(start, end).replace(/\n$/, '');
  return { lines: code === '' ? 0 : code.split('\n').length, functions, types, imports };
}

/** The block or expression that runs when the function is called; null for a bare signature. */
export function bodyOf({ language }: SourceCode, node: SyntaxNode): SyntaxNode | null {
  const { lastChild } = node;
  if (!lastChild || lastChild.type.isError) return null;
  if (language.blocks.has(lastChild.name)) return lastChild;
  const isExpression = /Arrow|Lambda|Closure/.test(node.name);
  return isExpression ? lastChild : null;
}

/** A node’s text and the line it starts on. */
export function placeOf(source: SourceCode, node: SyntaxNode): Place {
  return { line: lineAt(source, node.from), text: textOf(source, node) };
}

function functionOutline(source: SourceCode, node: SyntaxNode, body: SyntaxNode): FunctionOutline {
  const { language } = source;
  const nameNode = language.nameOf(node);
  const resultNode = language.resultOf(node);
  const name = nameNode ? textOf(source, nameNode) : '';
  let complexity = 1;
  const loops: LoopOutline[] = [];
  const returns: SyntaxNode[] = [];
  const throws: Place[] = [];
  const awaits: Place[] = [];
  const awaitsInLoops: Place[] = [];
  const yields: Place[] = [];
  const calls: Place[] = [];
  const visit = (at: SyntaxNode, depth: number): void => {
    if (at !== node && language.functions.has(at.name)) return;
    let inside = depth;
    if (language.loops.has(at.name)) {
      inside = depth + 1;
      complexity++;
      loops.push({
        line: lineAt(source, at.from),
        endLine: lastLineOf(source, at),
        text: headOf(source, at),
        depth: inside,
      });
    }
    if (language.branches.has(at.name) && at.firstChild?.name !== 'default') complexity++;
    else if (!at.firstChild && /^(&&|\|\||\?\?|and|or)$/.test(textOf(source, at))) complexity++;
    if (language.returns.has(at.name)) returns.push(at);
    if (language.throws.has(at.name)) throws.push(placeOf(source, at));
    if (language.awaits.has(at.name)) {
      awaits.push(placeOf(source, at));
      if (depth > 0) awaitsInLoops.push(placeOf(source, at));
    }
    if (language.yields.has(at.name)) yields.push(placeOf(source, at));
    if (language.calls.has(at.name)) {
      const callee = calleeText(source, at);
      if (callee) calls.push({ line: lineAt(source, at.from), text: callee });
    }
    // What stands in a loop's head runs outside of its rounds.
    for (const child of childrenOf(at)) visit(child, isRepeated(source, child) ? inside : depth);
  };
  visit(body, 0);
  const last = statementsOf(source, body).at(-1);
  const isLast = (at: SyntaxNode): boolean => !!last && at.to === last.to && at.from === last.from;
  const own = name.split(/[.:]+/).at(-1);
  return {
    node,
    body,
    name,
    line: lineAt(source, node.from),
    endLine: lastLineOf(source, node),
    parameters: parametersOf(source, node),
    result: resultNode ? textOf(source, resultNode).replace(/^\s*(:|->)\s*/, '') : '',
    documentation: documentationOf(source, node, body),
    complexity,
    loops,
    returns: returns.map((at) => placeOf(source, at)),
    earlyReturns: returns.filter((at) => !isLast(at) && !isLast(at.parent!)).map((at) => placeOf(source, at)),
    throws,
    awaits,
    awaitsInLoops,
    yields,
    calls,
    isRecursive:
      !!own && calls.some((call) => call.text.split(/[.:]+/).at(-1) === own && isOwnCall(call.text)),
  };
}

/** The body of a loop, with braces or without. */
function isRepeated({ language }: SourceCode, child: SyntaxNode): boolean {
  return language.blocks.has(child.name) || child.nextSibling === null || child.nextSibling.name === ';';
}

/** A call of the same name on another object is no recursion. */
function isOwnCall(callee: string): boolean {
  return !/[.:]/.test(callee) || /^(this|self|Self|super)(\.|::|->)/.test(callee);
}

/** What a call names, with long receivers cut to their last two parts; empty for a computed callee. */
function calleeText(source: SourceCode, call: SyntaxNode): string {
  const callee = source.language.calleeOf(call);
  if (!callee) return '';
  let text = textOf(source, callee);
  // Java writes the receiver beside the method's name, not around it.
  if (callee.name === 'MethodName' && callee.prevSibling) text = source.text.slice(call.from, callee.to);
  if (!/^[\w$#.:?<>\->\s()[\]'"!]*$/.test(text)) return '';
  return text.replace(/\s+/g, '').replace(/^.*[)\]'"]\??\.(?=[\w$#]+$)/, '….');
}

/** A docstring, or the comments that end on the line above the declaration (or above what holds it). */
function documentationOf(source: SourceCode, node: SyntaxNode, body: SyntaxNode): string {
  const { language, text } = source;
  const docstring = statementsOf(source, body)[0]?.firstChild;
  if (language.id === 'python' && docstring?.name === 'String')
    return firstSentence(textOf(source, docstring).replace(/^\w*("""|'''|"|')|("""|'''|"|')$/g, ''));
  const lines: string[] = [];
  const lineStart = text.lastIndexOf('\n', node.from - 1) + 1;
  let holder = source.root.resolve(lineStart + indentationAt(source, node.from).length, 1);
  while (holder.parent && holder.parent.from === holder.from && holder.parent !== source.root)
    holder = holder.parent;
  for (let above = holder.prevSibling; above && language.comments.has(above.name); above = above.prevSibling)
    lines.unshift(textOf(source, above));
  return firstSentence(lines.join('\n').replace(/^\s*(\/\*\*?|\*\/|\*|\/\/[/!]?|#)|\*\/$/gm, ''));
}

function firstSentence(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return clip(/^.*?[.。!！](?=\s|$)/.exec(flat)?.[0] ?? flat.split(' @', 1)[0]!, 160);
}

function parametersOf(source: SourceCode, node: SyntaxNode): ParameterOutline[] {
  const list = source.language.parametersOf(node);
  if (!list) return [];
  const groups: SyntaxNode[][] = [[]];
  for (const child of childrenOf(list)) {
    if (child.name === ',') groups.push([]);
    else if (!/^[()|]$/.test(child.name) && !source.language.comments.has(child.name))
      groups.at(-1)!.push(child);
  }
  return groups.flatMap((group) => {
    const first = group[0];
    const last = group.at(-1);
    if (!first || !last) return [];
    const text = source.text.slice(first.from, last.to);
    if (text === 'void') return [];
    return [{ name: parameterName(source, group) ?? text, text }];
  });
}

/** The first name that is declared in a parameter; a destructured one has none. */
function parameterName(source: SourceCode, group: readonly SyntaxNode[]): string | undefined {
  const declares = /^(VariableDefinition|Definition|DefName|BoundIdentifier|self|this)$/;
  const queue = [...group];
  for (const node of queue) {
    if (/Pattern$/.test(node.name)) return undefined;
    if (declares.test(node.name) || source.language.identifiers.has(node.name)) return textOf(source, node);
    queue.push(...childrenOf(node));
  }
  return undefined;
}

/** A compound statement up to its body, on one line: `for (const x of xs)`. */
export function headOf(source: SourceCode, node: SyntaxNode): string {
  const block = childrenOf(node).find(
    (child) => source.language.blocks.has(child.name) || /Body|Block|MatchBody/.test(child.name),
  );
  const text = block ? source.text.slice(node.from, block.from) : textOf(source, node).split('\n', 1)[0]!;
  return text.replace(/\s+/g, ' ').trim();
}

/** The statements of a block, without its braces and comments. */
export function statementsOf({ language }: SourceCode, block: SyntaxNode): SyntaxNode[] {
  if (!language.blocks.has(block.name)) return [block];
  return childrenOf(block).filter(
    (child) => !/^[{}:;]$/.test(child.name) && !language.comments.has(child.name),
  );
}
