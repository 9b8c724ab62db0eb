import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { operatorOf } from './truth.ts';

const OPERATOR = /^(\+|-|\*|\/|%|\*\*|&|\||\^|<<|>>|>>>|&\^)$/;

/**
 * `x = x + n` for a plain name, where the language defines `x += n` as just that. Not in C++ and Rust, where a type
 * may define the two apart, nor in Python, where `+=` may change an object that others hold.
 */
export const compoundAssignment: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript', 'go', 'java', 'c'],
  why: {
    en: 'the language defines the shorter form as the longer one, with the name read once',
    zh: '语言规定简写与原写法等价，变量名只需书写一次',
  },
  *find(source) {
    for (const node of nodesNamed(source, 'AssignmentExpression', 'Assignment')) {
      const target = node.firstChild;
      const binary = node.lastChild;
      if (!target || !binary || !isPlainAssignment(source, target, binary)) continue;
      // The C grammar lets an assignment end before a `>` or `?` that belongs to its value.
      if (source.language.id === 'c' && node.parent?.name !== 'ExpressionStatement') continue;
      const name = textOf(source, target);
      const operator = operatorOf(source, binary);
      const left = binary.firstChild!;
      const right = binary.lastChild!;
      if (!OPERATOR.test(operator) || textOf(source, left) !== name) continue;
      if (!source.language.identifiers.has(left.name) || hasComment(source, target.to, right.from)) continue;
      // Only gofmt has a shorter form still, and only a statement can take it.
      const isStep = source.language.id === 'go' && /^[+-]$/.test(operator) && textOf(source, right) === '1';
      const short = isStep ? operator.repeat(2) : ` ${operator}= `;
      yield {
        at: node.from,
        edits: [{ from: target.to, to: isStep ? right.to : right.from, text: short }],
        what: {
          en: `writes ${code(textOf(source, node))} as ${code(name + short + (isStep ? '' : textOf(source, right)))}`,
          zh: `将 ${code(textOf(source, node))} 写作 ${code(name + short + (isStep ? '' : textOf(source, right)))}`,
        },
      };
    }
  },
};

function isPlainAssignment(source: SourceCode, target: SyntaxNode, value: SyntaxNode): boolean {
  const isName = source.language.identifiers.has(target.name);
  const isBinary = /^Binary(Expression|Exp)$/.test(value.name);
  return isName && isBinary && source.text.slice(target.to, value.from).trim() === '=';
}
