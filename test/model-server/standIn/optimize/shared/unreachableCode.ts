import { statementsOf } from '../../syntax/outline.ts';
import { nodesIn } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';

const BLOCKS = ['Block', 'Body', 'CompoundStatement'];
const EXITS = /^(Return|Throw|Raise|Break|Continue)Statement$/;

/** Nodes that matter even where control never comes: hoisting, scopes, labels, and Python's `yield`. */
const MATTERS =
  /Declaration|Definition|Function|Class|Assign|Update|NamedExpression|Yield|Import|Scope|Label|Case|Decl|Delete|For|With|Try/;

/**
 * Statements behind a `return`, `throw`, `break` or `continue` of the same block. Not in Go, which refuses a name
 * whose last use went with them.
 */
export const unreachableCode: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'python', 'c'],
  why: { en: 'control never comes there', zh: '控制流不会到达此处' },
  *find(source) {
    for (const block of nodesNamed(source, ...BLOCKS)) {
      const statements = statementsOf(source, block);
      const exit = statements.findIndex((statement) => EXITS.test(statement.name));
      const rest = exit < 0 ? [] : statements.slice(exit + 1);
      const last = rest.at(-1);
      if (!last || rest.some((statement) => [...nodesIn(statement)].some(({ name }) => MATTERS.test(name))))
        continue;
      const from = statements[exit]!.to;
      const to = from + source.text.slice(from, last.to).trimEnd().length;
      if (hasComment(source, from, to)) continue;
      yield {
        at: rest[0]!.from,
        edits: [{ from, to, text: '' }],
        what: { en: 'removes code that cannot run', zh: '删除不可能执行的代码' },
      };
    }
  },
};
