import { code } from '../../speech.ts';
import { childrenOf, textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { asBoolean, negated } from './truth.ts';

/** `c ? true : false`, and Python's `True if c else False`; whatever replaces it binds tighter, so no grouping is lost. */
export const booleanTernary: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'python', 'java'],
  why: {
    en: 'the condition already is the value; it is evaluated once, as before',
    zh: '条件本身就是所需的值；求值次数不变',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'ConditionalExpression', 'TernaryExpression')) {
      const parts = childrenOf(node).filter((child) => !/^(LogicOp|if|else|:|\?)$/.test(child.name));
      if (parts.length !== 3 || hasComment(source, node.from, node.to)) continue;
      const isPython = source.language.id === 'python';
      const condition = parts[isPython ? 1 : 0]!;
      const yes = parts[isPython ? 0 : 1]!;
      const no = parts[2]!;
      const values = `${textOf(source, yes)} ${textOf(source, no)}`.toLowerCase();
      if (values !== 'true false' && values !== 'false true') continue;
      const value = values === 'true false' ? asBoolean(source, condition) : negated(source, condition);
      if (value === undefined) continue;
      yield {
        at: node.from,
        edits: [{ from: node.from, to: node.to, text: value }],
        what: {
          en: `writes ${code(textOf(source, node))} as ${code(value)}`,
          zh: `将 ${code(textOf(source, node))} 写作 ${code(value)}`,
        },
      };
    }
  },
};
