import { code } from '../../speech.ts';
import { textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';

/** `for i, _ := range xs`. */
export const rangeClause: Rewrite = {
  languages: ['go'],
  why: { en: 'what is not kept need not be named', zh: '不保留的值无需写出' },
  *find(source) {
    for (const node of nodesNamed(source, 'RangeClause')) {
      const text = textOf(source, node);
      const short = text.replace(/^(\w+)\s*,\s*_\s*(:?=)/, '$1 $2');
      if (short === text || hasComment(source, node.from, node.to)) continue;
      yield {
        at: node.from,
        edits: [{ from: node.from, to: node.to, text: short }],
        what: { en: `writes ${code(`for ${short}`)}`, zh: `改写为 ${code(`for ${short}`)}` },
      };
    }
  },
};
