import { statementsOf } from '../../syntax/outline.ts';
import { textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';

/** `(x) => { return x * 2; }` */
export const arrowBody: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: { en: 'an arrow function gives back its expression', zh: '箭头函数会直接返回其表达式' },
  *find(source) {
    for (const arrow of nodesNamed(source, 'ArrowFunction')) {
      const body = arrow.lastChild!;
      const only = statementsOf(source, body);
      const value =
        only.length === 1 && only[0]!.name === 'ReturnStatement'
          ? only[0]!.getChild('return')?.nextSibling
          : null;
      if (body.name !== 'Block' || !value || value.name === ';' || hasComment(source, body.from, body.to))
        continue;
      const text = textOf(source, value);
      // A long expression reads better with its `return`.
      if (text.includes('\n') || text.length > 80) continue;
      const needsGroup = text.startsWith('{') || value.name === 'SequenceExpression';
      yield {
        at: body.from,
        edits: [{ from: body.from, to: body.to, text: needsGroup ? `(${text})` : text }],
        what: {
          en: `shortens an arrow function to \`=> ${text.replaceAll('`', "'")}\``,
          zh: `将箭头函数简写为 \`=> ${text.replaceAll('`', "'")}\``,
        },
      };
    }
  },
};
