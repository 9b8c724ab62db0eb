import { statementsOf } from '../../syntax/outline.ts';
import { childrenOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { branchesOf } from './branches.ts';

/** `else {}` */
export const emptyElse: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'go', 'java', 'c', 'cpp'],
  why: { en: 'a branch without statements does nothing', zh: '空分支不做任何事' },
  *find(source) {
    for (const node of nodesNamed(source, 'IfStatement')) {
      const branches = branchesOf(source, node);
      const otherwise = branches?.otherwise;
      if (!otherwise || !source.language.blocks.has(otherwise.name)) continue;
      if (
        statementsOf(source, otherwise).length > 0 ||
        childrenOf(otherwise).some((child) => child.name === ';')
      )
        continue;
      if (hasComment(source, branches.then.to, otherwise.to)) continue;
      // Without it an outer `else` would become that of the inner `if`.
      if (/^\s*else\b/.test(source.text.slice(node.to))) continue;
      yield {
        at: otherwise.from,
        edits: [{ from: branches.then.to, to: otherwise.to, text: '' }],
        what: { en: 'drops an empty `else`', zh: '去掉空的 `else`' },
      };
    }
  },
};
