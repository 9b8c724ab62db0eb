import type { SyntaxNode } from '@lezer/common';
import type { Bilingual } from '../speech.ts';
import type { LanguageId } from '../syntax/language.ts';
import { childrenOf, type SourceCode } from '../syntax/sourceCode.ts';

/** Puts `text` in the place of what stands between two offsets. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A place where a rewrite was shown to keep behaviour. */
export interface Finding {
  readonly at: number;
  /** In the order of the text, without overlaps. */
  readonly edits: readonly Edit[];
  readonly what: Bilingual;
}

/** A rewrite of code, with the conditions under which it cannot be observed. */
export interface Rewrite {
  readonly languages: readonly LanguageId[];
  /** Why the new code is better and does the same. */
  readonly why: Bilingual;
  /** Only places where every condition holds. */
  find(source: SourceCode): Iterable<Finding>;
}

/** The text after the edits. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduceRight(
    (result, { from, to, text: put }) => result.slice(0, from) + put + result.slice(to),
    text,
  );
}

/** Where the text at `offset`, after the edits, stood before them. */
export function offsetBefore(edits: readonly Edit[], offset: number): number {
  let grown = 0;
  for (const { from, to, text } of edits) {
    if (offset < from + grown) break;
    if (offset < from + grown + text.length) return from;
    grown += text.length - (to - from);
  }
  return offset - grown;
}

/** The nodes of the code, its frame excluded, that have one of the names. */
export function nodesNamed({ root, start, end }: SourceCode, ...names: readonly string[]): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  root.cursor().iterate((node) => {
    if (names.includes(node.name) && node.from >= start && node.to <= end) found.push(node.node);
  });
  return found;
}

/** A comment would be lost by a rewrite that replaces the range. */
export function hasComment({ language, root }: SourceCode, from: number, to: number): boolean {
  let found = false;
  root.cursor().iterate((node) => {
    if (node.to <= from || node.from >= to) return false;
    if (language.comments.has(node.name)) found = true;
    return !found;
  });
  return found;
}

/** Children without comments and punctuation. */
export function partsOf({ language }: SourceCode, node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(
    (child) => !/^[;,{}()[\]:]$/.test(child.name) && !language.comments.has(child.name),
  );
}

/** The edit that takes a statement away, with its line when nothing else stands on it. */
export function removal({ text, end }: SourceCode, from: number, to: number): Edit {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const newline = text.indexOf('\n', to);
  const lineEnd = newline < 0 ? text.length : newline;
  const isAlone = text.slice(lineStart, from).trim() === '' && text.slice(to, lineEnd).trim() === '';
  if (!isAlone) return { from, to: to + /^ */.exec(text.slice(to))![0].length, text: '' };
  // The last line takes the newline before it along, so that none is left over.
  if (newline < 0 || newline >= end) return { from: Math.max(0, lineStart - 1), to, text: '' };
  return { from: lineStart, to: newline + 1, text: '' };
}
