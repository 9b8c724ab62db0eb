import { statementsOf } from '../../syntax/outline.ts';
import { nodesNamed, type Rewrite, removal } from '../rewrite.ts';

/** A `pass` beside other statements, a docstring included. */
export const redundantPass: Rewrite = {
  languages: ['python'],
  why: {
    en: 'a body that has other statements needs none that does nothing',
    zh: '已有其他语句的代码块不需要空语句',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'PassStatement')) {
      const statements = node.parent?.name === 'Body' ? statementsOf(source, node.parent) : [];
      const edit = removal(source, node.from, node.to);
      const isAlone = source.text.slice(edit.from, edit.to).trim() === 'pass' && edit.from !== node.from;
      if (statements.length < 2 || !isAlone) continue;
      yield { at: node.from, edits: [edit], what: { en: 'removes a `pass`', zh: '删除 `pass`' } };
    }
  },
};
