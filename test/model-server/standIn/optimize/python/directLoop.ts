import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { statementsOf } from '../../syntax/outline.ts';
import { nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { type Finding, hasComment, nodesNamed, type Rewrite, removal } from '../rewrite.ts';
import { isRedefined } from '../shared/truth.ts';
import { assignedValue, functionAround, localName, scalarElements } from './names.ts';

/**
 * `for i in range(len(xs)):` over a list of scalars, with `x = xs[i]` first and no other use of `i`. `range` counts
 * once where the list's iterator looks each round, so nothing in the loop may be able to change the list.
 */
export const directLoop: Rewrite = {
  languages: ['python'],
  why: {
    en: 'the index only reads the elements in order, and nothing in the loop can change the list',
    zh: '下标只用于按顺序读取元素，且循环内不会改变列表',
  },
  *find(source) {
    for (const loop of nodesNamed(source, 'ForStatement')) {
      const finding = findingAt(source, loop);
      if (finding) yield finding;
    }
  },
};

const HEAD = /^for\s+(\w+)\s+in\s+range\(\s*len\(\s*(\w+)\s*\)\s*\)$/;

function findingAt(source: SourceCode, loop: SyntaxNode): Finding | undefined {
  const around = functionAround(source, loop);
  const body = loop.lastChild;
  if (!around || body?.name !== 'Body' || loop.getChild('else')) return undefined;
  const head = HEAD.exec(source.text.slice(loop.from, body.from).trim());
  const first = statementsOf(source, body)[0];
  if (
    !head ||
    first?.name !== 'AssignStatement' ||
    isRedefined(source, 'range') ||
    isRedefined(source, 'len')
  )
    return undefined;
  const [, index, list] = head as unknown as [string, string, string];
  const element = first.firstChild!;
  const value = element.name === 'VariableName' ? assignedValue(element) : undefined;
  if (!value || textOf(source, value).replace(/\s/g, '') !== `${list}[${index}]`) return undefined;
  const indexName = localName(source, around, index);
  const listName = localName(source, around, list);
  if (indexName?.mentions.length !== 2 || !listName || scalarElements(source, listName) === '')
    return undefined;
  const keepsList = [...nodesIn(body)].every((node) => isHarmless(source, around, node));
  const statements = statementsOf(source, body);
  if (!keepsList || statements.length < 2 || hasComment(source, body.from, first.to)) return undefined;
  const heading = `for ${textOf(source, element)} in ${list}`;
  return {
    at: loop.from,
    edits: [
      { from: loop.from, to: loop.from + head[0].length, text: heading },
      removal(source, first.from, first.from + textOf(source, first).trimEnd().length),
    ],
    what: { en: `loops with ${code(heading)}`, zh: `改用 ${code(heading)} 循环` },
  };
}

const BUILT_IN = /^(len|abs|min|max|str|int|float|round|bool|print|isinstance|ord|chr|repr)$/;

/** Calls only built-ins that leave lists alone, or appends to a list that was made empty in this function. */
function isHarmless(source: SourceCode, around: SyntaxNode, node: SyntaxNode): boolean {
  if (/^(Delete|Yield|Await|With|Import|Named)|^(await|yield)$/.test(node.name)) return false;
  if (node.name === 'AssignStatement' || node.name === 'UpdateStatement')
    return node.firstChild!.name === 'VariableName';
  if (node.name !== 'CallExpression') return true;
  const callee = textOf(source, node.firstChild!);
  if (BUILT_IN.test(callee)) return !isRedefined(source, callee);
  const receiver = /^(\w+)\.(append|add)$/.exec(callee)?.[1];
  const fresh = receiver === undefined ? undefined : localName(source, around, receiver);
  return (
    fresh?.bindings.length === 1 &&
    /^(\[\]|set\(\))$/.test(textOf(source, assignedValue(fresh.bindings[0]!) ?? node))
  );
}
