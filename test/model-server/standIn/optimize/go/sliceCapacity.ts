import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { statementsOf } from '../../syntax/outline.ts';
import { ancestorOf, childrenOf, nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';

/**
 * `out := []T{}` and a loop over a slice that appends once each round. How `append` grows is left open by the
 * language, so only the number of allocations differs.
 */
export const sliceCapacity: Rewrite = {
  languages: ['go'],
  why: {
    en: 'the loop appends exactly once for each element, so one allocation is enough; the slice is as empty and as little nil as before',
    zh: '循环对每个元素恰好追加一次，只需一次分配；切片仍为空且非 nil',
  },
  *find(source) {
    for (const loop of nodesNamed(source, 'ForStatement')) {
      const finding = findingAt(source, loop);
      if (finding) yield finding;
    }
  },
};

function findingAt(source: SourceCode, loop: SyntaxNode): Finding | undefined {
  const around = ancestorOf(loop, ({ name }) => /^(FunctionDecl|MethodDecl|FunctionLiteral)$/.test(name));
  let before = loop.prevSibling;
  while (before?.name === ';') before = before.prevSibling;
  const made =
    before?.name === 'VarDecl'
      ? /^(\w+)\s*:=\s*(\[\][\w.*[\]]+)\s*\{\s*\}$/.exec(textOf(source, before))
      : null;
  const clause = loop.getChild('RangeClause');
  const ranged = clause?.lastChild;
  if (!around || around.from < source.start || !before || !made || ranged?.name !== 'VariableName')
    return undefined;
  const [, out, type] = made as unknown as [string, string, string];
  const list = textOf(source, ranged);
  const only = loop.lastChild ? statementsOf(source, loop.lastChild) : [];
  if (
    only.length !== 1 ||
    !isSliceParameter(source, around, list) ||
    hasComment(source, before.from, before.to)
  )
    return undefined;
  const appended = only[0]!.name === 'Assignment' ? appendedTo(source, only[0]!, out) : undefined;
  if (!appended || [...nodesIn(appended)].some((node) => textOf(source, node) === out)) return undefined;
  const redefined = [...nodesIn(around)].some(
    (node) => node.name === 'DefName' && /^(len|make|append)$/.test(textOf(source, node)),
  );
  if (redefined) return undefined;
  const text = `${out} := make(${type}, 0, len(${list}))`;
  return {
    at: before.from,
    edits: [{ from: before.from, to: before.to, text }],
    what: { en: `makes ${code(out)} with its final capacity`, zh: `为 ${code(out)} 预先分配所需容量` },
  };
}

/** The one element of `out = append(out, element)`. */
function appendedTo(source: SourceCode, assignment: SyntaxNode, out: string): SyntaxNode | undefined {
  const call = assignment.lastChild;
  const [callee, args] = call?.name === 'CallExpr' ? childrenOf(call) : [];
  if (!callee || !args || textOf(source, callee) !== 'append') return undefined;
  if (source.text.slice(assignment.from, callee.from).replace(/\s/g, '') !== `${out}=`) return undefined;
  const [first, element, ...more] = childrenOf(args).filter(({ name }) => !/^[(),]$/.test(name));
  const isOne = first && element && more.length === 0 && textOf(source, first) === out;
  return isOne && !/\.\.\.\s*\)$/.test(textOf(source, args)) ? element : undefined;
}

/** A parameter of slice type that nothing else in the function names anew. */
function isSliceParameter(source: SourceCode, around: SyntaxNode, name: string): boolean {
  const definitions = [...nodesIn(around)].filter(
    (node) => node.name === 'DefName' && textOf(source, node) === name,
  );
  const [only] = definitions;
  return (
    definitions.length === 1 && only?.parent?.name === 'Parameter' && !!only.parent.getChild('SliceType')
  );
}
