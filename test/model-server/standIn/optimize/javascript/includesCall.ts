import type { SyntaxNode } from '@lezer/common';
import { code } from '../../speech.ts';
import { childrenOf, type SourceCode, textOf } from '../../syntax/sourceCode.ts';
import { hasComment, nodesNamed, type Rewrite } from '../rewrite.ts';
import { hasPrimitiveElements, isArray, isString } from './evidence.ts';
import { type Scopes, scopesOf } from './scopes.ts';

/** `xs.indexOf(x) !== -1` for a string, or for an array of primitives and a literal, where `NaN` cannot tell them apart. */
export const includesCall: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: {
    en: 'it asks the same question, and says so',
    zh: '含义完全相同，而且更直白',
  },
  *find(source) {
    const scopes = scopesOf(source);
    if (!scopes) return;
    for (const node of nodesNamed(source, 'BinaryExpression')) {
      const call = node.firstChild!;
      const holds = wantsPresence(textOf(source, { from: call.to, to: node.to }).replace(/\s+/g, ''));
      const member = call.name === 'CallExpression' ? call.firstChild : null;
      const method = member?.name === 'MemberExpression' ? member.lastChild : null;
      if (holds === undefined || !method || textOf(source, method) !== 'indexOf') continue;
      const list = call.getChild('ArgList');
      const given = list ? childrenOf(list).filter(({ name }) => name !== '(' && name !== ')') : [];
      if (given.length !== 1 || hasComment(source, node.from, node.to)) continue;
      if (!isSameQuestion(source, scopes, member!.firstChild!, given[0]!)) continue;
      const asked = textOf(source, { from: call.from, to: method.from });
      const text = `${holds ? '' : '!'}${asked}includes${textOf(source, list!)}`;
      yield {
        at: node.from,
        edits: [{ from: node.from, to: node.to, text }],
        what: { en: `asks ${code(text)}`, zh: `改用 ${code(text)}` },
      };
    }
  },
};

function wantsPresence(comparison: string): boolean | undefined {
  if (/^(!==?-1|>=0|>-1)$/.test(comparison)) return true;
  return /^(===?-1|<0)$/.test(comparison) ? false : undefined;
}

function isSameQuestion(source: SourceCode, scopes: Scopes, where: SyntaxNode, what: SyntaxNode): boolean {
  const isLiteral = what.name === 'String' || what.name === 'Number';
  // `includes` refuses a regular expression where `indexOf` would take its text.
  if (isString(source, scopes, where)) return isLiteral || isString(source, scopes, what);
  const array = where.name === 'VariableName' ? scopes.resolve(where) : undefined;
  return !!array && isArray(source, array) && hasPrimitiveElements(source, array) && isLiteral;
}
