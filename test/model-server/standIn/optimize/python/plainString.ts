import { code } from '../../speech.ts';
import { textOf } from '../../syntax/sourceCode.ts';
import { nodesNamed, type Rewrite } from '../rewrite.ts';

/** `f"text"` without anything to fill in. */
export const plainString: Rewrite = {
  languages: ['python'],
  why: {
    en: 'nothing is filled in, so it is the plain string',
    zh: '没有任何要填入的内容，等同于普通字符串',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'FormatString')) {
      const text = textOf(source, node);
      const prefix = /^[a-z]*/i.exec(text)![0];
      // `{{` stands for one brace in the one and for two in the other.
      if (node.firstChild || /[{}]/.test(text) || !/f/i.test(prefix)) continue;
      const plain = prefix.replace(/f/i, '') + text.slice(prefix.length);
      yield {
        at: node.from,
        edits: [{ from: node.from, to: node.to, text: plain }],
        what: { en: `writes ${code(plain)} without its \`f\``, zh: `去掉 ${code(plain)} 的 \`f\` 前缀` },
      };
    }
  },
};
