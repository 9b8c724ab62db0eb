import type { SyntaxNode } from '@lezer/common';
import { code, list } from '../../speech.ts';
import { childOf } from '../../syntax/language.ts';
import { ancestorOf, type SourceCode } from '../../syntax/sourceCode.ts';
import { nodesNamed, type Rewrite } from '../rewrite.ts';
import { annotationOf, initialValue } from './evidence.ts';
import { type Binding, scopesOf } from './scopes.ts';

const HOLDERS = ['VariableDeclaration', 'ForOfSpec', 'ForInSpec'];

/** A `let` whose names are set once, where they are declared. */
export const preferConst: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: {
    en: 'nothing assigns it again, so the keyword can say so',
    zh: '之后再无赋值，关键字可以如实表明',
  },
  *find(source) {
    const scopes = scopesOf(source);
    if (!scopes) return;
    for (const holder of nodesNamed(source, ...HOLDERS)) {
      const keyword = childOf(holder, 'let');
      // The counter of a classic `for` is no place to look for constants.
      if (!keyword || holder.parent?.name === 'ForSpec' || !isInitialized(holder)) continue;
      const declared = scopes.bindings.filter(
        ({ definition }) =>
          ancestorOf(definition, ({ name }) => HOLDERS.includes(name))?.from === holder.from,
      );
      if (declared.length === 0 || !declared.every((binding) => isOnce(source, binding))) continue;
      const names = declared.map(({ name }) => code(name));
      yield {
        at: keyword.from,
        edits: [{ from: keyword.from, to: keyword.to, text: 'const' }],
        what: {
          en: `declares ${list('en', names)} with \`const\``,
          zh: `用 \`const\` 声明 ${list('zh', names)}`,
        },
      };
    }
  },
};

function isInitialized(holder: SyntaxNode): boolean {
  if (holder.name !== 'VariableDeclaration') return true;
  return holder.getChildren('Equals').length === holder.getChildren(',').length + 1;
}

function isOnce(source: SourceCode, { kind, definition, uses, writes, isLocal }: Binding): boolean {
  if (kind !== 'let' || !isLocal || writes.length > 0) return false;
  // `const` narrows the type of a literal, and the compiler then refuses comparisons with other literals.
  const isLiteral = /^(String|Number|BooleanLiteral|TemplateString)$/.test(
    initialValue(definition)?.name ?? '',
  );
  const isCompared = uses.some(
    ({ parent }) => parent && (childOf(parent, 'CompareOp') || parent.parent?.name === 'SwitchStatement'),
  );
  return !(
    isLiteral &&
    isCompared &&
    source.language.id !== 'javascript' &&
    !annotationOf(source, definition)
  );
}
