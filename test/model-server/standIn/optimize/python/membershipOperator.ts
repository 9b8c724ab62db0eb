import { code } from '../../speech.ts';
import { textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { operatorOf, pythonOperands } from '../shared/truth.ts';

/** `not x in y` and `not x is y`, which Python defines as `x not in y` and `x is not y`. */
export const membershipOperator: Rewrite = {
  languages: ['python'],
  why: {
    en: 'the language has an operator of its own for it, with the same result',
    zh: '语言为此提供了专门的运算符，结果相同',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'UnaryExpression')) {
      if (operatorOf(source, node) !== 'not' || node.parent?.name === 'UnaryExpression') continue;
      const { operand } = pythonOperands(source, node)[0]!;
      // A `not not` would need both of them.
      if (source.text.slice(node.firstChild!.to, operand.from).trim() !== '') continue;
      const inner = operand.name === 'ParenthesizedExpression' ? operand.firstChild!.nextSibling! : operand;
      const operator = inner.name === 'BinaryExpression' ? operatorOf(source, inner) : '';
      if (operator !== 'in' && operator !== 'is') continue;
      const left = inner.firstChild!;
      const right = inner.lastChild!;
      // A chain `a < b in c` has no single operator to turn around.
      if (/^(Binary|Unary|Conditional|Lambda)/.test(left.name) || hasComment(source, node.from, node.to))
        continue;
      const text = `${textOf(source, left)} ${operator === 'in' ? 'not in' : 'is not'} ${textOf(source, right)}`;
      if (text.includes('\n')) continue;
      yield {
        at: node.from,
        edits: [{ from: node.from, to: operand.to, text }],
        what: { en: `writes ${code(text)}`, zh: `改写为 ${code(text)}` },
      };
    }
  },
};
