import type { SyntaxNode } from '@lezer/common';
import { clip, code, type Speech } from '../speech.ts';
import { headOf, statementsOf } from '../syntax/outline.ts';
import { childrenOf, lineAt, type SourceCode, textOf } from '../syntax/sourceCode.ts';

export interface StepsInput {
  readonly source: SourceCode;
  readonly speech: Speech;
  /** Writes a line of the code, from 0, as a place in the file. */
  readonly place: (line: number) => string;
}

const MAX_STEPS = 16;
const MAX_DEPTH = 3;

/** The statements of a body as a Markdown list in the order of execution; what is deeper or later is left out. */
export function stepsOf(input: StepsInput, body: SyntaxNode): string[] {
  const steps: string[] = [];
  let isCut = false;
  const visit = (block: SyntaxNode, depth: number): void => {
    for (const statement of statementsOf(input.source, block)) {
      const words = stepOf(input, statement);
      if (!words) continue;
      isCut = steps.length >= MAX_STEPS;
      if (isCut) return;
      steps.push(`${'  '.repeat(depth)}- ${input.place(lineAt(input.source, statement.from))} ${words}`);
      if (depth + 1 < MAX_DEPTH)
        for (const inner of innerBlocks(input.source, statement)) visit(inner, depth + 1);
    }
  };
  visit(body, 0);
  if (isCut) steps.push({ en: '- … and so on.', zh: '- ……其余类推。' }[input.speech]);
  return steps;
}

/** One statement in words around its own text; empty for what a summary leaves out. */
function stepOf({ source, speech }: StepsInput, statement: SyntaxNode): string {
  const { language } = source;
  const node = unwrapped(source, statement);
  const text = textOf(source, statement).replace(/;\s*$/, '');
  if (text.trim() === '') return '';
  const say = (en: string, zh: string, what = text): string =>
    `${speech === 'en' ? `${en} ` : zh.replace(/[^：]$/, '$& ')}${code(clip(what, 90))}`;
  if (language.imports.has(node.name) || language.functions.has(node.name) || language.types.has(node.name))
    return '';
  if (language.loops.has(node.name)) return say('repeats:', '循环：', headOf(source, node));
  if (/^(If|Switch|Match|Select)/.test(node.name)) return say('decides:', '判断：', headOf(source, node));
  if (language.attempts.has(node.name))
    return node.name === 'DeferStatement'
      ? say('at the end, whatever happens:', '无论如何最后执行：')
      : { en: 'tries what follows, and handles its failure:', zh: '尝试执行以下步骤，并处理失败：' }[speech];
  if (language.returns.has(node.name)) {
    const value = text.replace(/^return\b\s*/, '');
    return value ? say('returns', '返回', value) : { en: 'returns', zh: '返回' }[speech];
  }
  if (language.throws.has(node.name)) return say('throws', '抛出', text.replace(/^(throw|raise)\s*/, ''));
  if (language.yields.has(node.name)) return say('yields', '产出', text.replace(/^yield\s*/, ''));
  if (language.declarations.has(node.name)) return say('sets', '设定');
  if (language.assignments.has(node.name)) return say('changes', '更新');
  if (language.calls.has(node.name)) return say('calls', '调用');
  if (language.awaits.has(node.name)) return say('waits for', '等待', text.replace(/^await\s+/, ''));
  if (/^Break/.test(node.name)) return { en: 'leaves the loop', zh: '跳出循环' }[speech];
  if (/^Continue/.test(node.name)) return { en: 'goes on with the next round', zh: '进入下一轮' }[speech];
  // A docstring is told in the summary.
  if (node.name === 'PassStatement' || node.name === 'String') return '';
  return say('runs', '执行');
}

/** What an expression statement holds. */
function unwrapped({ language }: SourceCode, statement: SyntaxNode): SyntaxNode {
  const isWrapper = /^(ExpressionStatement|ExprStatement)$/.test(statement.name);
  const inner = isWrapper ? statement.firstChild : null;
  return inner && !language.comments.has(inner.name) ? inner : statement;
}

/** The blocks of a compound statement, else-branches and handlers included. */
function innerBlocks(source: SourceCode, statement: SyntaxNode): SyntaxNode[] {
  const { language } = source;
  const blocks: SyntaxNode[] = [];
  const look = (node: SyntaxNode): void => {
    for (const child of childrenOf(node)) {
      if (language.functions.has(child.name)) continue;
      if (language.blocks.has(child.name)) blocks.push(child);
      else if (/Statement|Expression|Clause|Loop|Case|Arm|MatchBody/.test(child.name)) look(child);
    }
  };
  const node = unwrapped(source, statement);
  const isCompound =
    language.loops.has(node.name) ||
    language.attempts.has(node.name) ||
    /^(If|Switch|Match|Select|With|Labeled)/.test(node.name);
  if (isCompound) look(node);
  return blocks;
}
