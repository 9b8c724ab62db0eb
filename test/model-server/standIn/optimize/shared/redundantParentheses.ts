import { childrenOf, nodesIn, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';

const HOLDERS = [
  'ReturnStatement',
  'ReturnExpression',
  'ThrowStatement',
  'RaiseStatement',
  'IfStatement',
  'WhileStatement',
  'IfExpression',
  'WhileExpression',
];

/** What reads the same without the parentheses; a sequence, an assignment, a generator or a brace literal may not. */
const PLAIN =
  /^(VariableName|Identifier|Number|IntegerLiteral|Integer|String|StringLiteral|Boolean|BooleanLiteral|Bool|Binary(Expression|Exp)|Unary(Expression|Exp)|MemberExpression|FieldExpression|FieldAccess|SelectorExp|CallExpression|CallExpr|MethodInvocation|this)$/;

/** `return (x);`, and `if (x):` where the language has no parentheses of its own there. */
export const redundantParentheses: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'python', 'go', 'java', 'rust', 'c'],
  why: {
    en: 'the parentheses group nothing',
    zh: '括号没有分组作用',
  },
  *find(source) {
    for (const holder of nodesNamed(source, ...HOLDERS)) {
      if (/^(If|While)/.test(holder.name) && !/^(python|go|rust)$/.test(source.language.id)) continue;
      for (const node of childrenOf(holder)) {
        if (!/^Parenthesized(Expression|Expr)$/.test(node.name)) continue;
        const inner = node.firstChild?.nextSibling;
        const text = textOf(source, node);
        if (
          !inner ||
          !PLAIN.test(inner.name) ||
          text.includes('\n') ||
          hasComment(source, holder.from, node.to)
        )
          continue;
        if (isFollowed(source, node.to) || holdsBraces(source, inner)) continue;
        const space = /\w/.test(source.text[node.from - 1] ?? '') ? ' ' : '';
        yield {
          at: node.from,
          edits: [{ from: node.from, to: node.to, text: space + textOf(source, inner) }],
          what: { en: `drops the parentheses of \`${text}\``, zh: `去掉 \`${text}\` 的括号` },
        };
      }
    }
  },
};

/** `else(x)y` would need a blank in its place. */
const isFollowed = ({ text }: SourceCode, offset: number): boolean =>
  /^[\w(]/.test(text.slice(offset, offset + 1));

/** `if (T{} == x) {` does not parse without its parentheses. */
function holdsBraces({ language }: SourceCode, inner: Parameters<typeof nodesIn>[0]): boolean {
  if (language.id !== 'go' && language.id !== 'rust') return false;
  return [...nodesIn(inner)].some((node) => node.name === '{' || /Literal$|Struct|Block/.test(node.name));
}
