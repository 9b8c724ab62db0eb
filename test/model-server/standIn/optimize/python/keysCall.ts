import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { nodesNamed, type Rewrite } from '../rewrite.ts';
import { annotationOf, assignedValue, functionAround, localName } from './names.ts';

/** `k in d.keys()` and `for k in d.keys()` where `d` is a dictionary. */
export const keysCall: Rewrite = {
  languages: ['python'],
  why: {
    en: 'a dictionary is searched and iterated by its keys anyway, without making a view first',
    zh: '字典本来就按键查找和遍历，无需先创建视图',
  },
  *find(source) {
    for (const call of nodesNamed(source, 'CallExpression')) {
      const callee = /^(\w+)\.keys$/.exec(textOf(source, call.firstChild!));
      const before = call.prevSibling?.name;
      const place = call.parent?.name;
      const isSearched = before === 'in' && (place === 'BinaryExpression' || place === 'ForStatement');
      if (!callee || !isSearched || !isDictionary(source, call, callee[1]!)) continue;
      if (call.lastChild!.from + 2 !== call.lastChild!.to) continue;
      yield {
        at: call.from,
        edits: [{ from: call.firstChild!.from + callee[1]!.length, to: call.to, text: '' }],
        what: {
          en: `writes ${code(textOf(source, call))} as ${code(callee[1]!)}`,
          zh: `将 ${code(textOf(source, call))} 写作 ${code(callee[1]!)}`,
        },
      };
    }
  },
};

/** By its annotation, or by every value that the name is given. */
function isDictionary(source: SourceCode, call: SyntaxNode, name: string): boolean {
  const around = functionAround(source, call);
  const local = around && localName(source, around, name);
  if (!local || local.bindings.length === 0) return false;
  return local.bindings.every((binding) => {
    if (/^([Dd]ict|defaultdict|OrderedDict|Counter)\b/.test(annotationOf(source, binding))) return true;
    return /^Dictionary/.test(assignedValue(binding)?.name ?? '');
  });
}
