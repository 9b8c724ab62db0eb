import { code } from '../../speech.ts';
import { hasComment, type Rewrite, removal } from '../rewrite.ts';
import { initialValue, isPure } from './evidence.ts';
import { scopesOf } from './scopes.ts';

/** A local name that nobody reads, and whose value does nothing when it is made. */
export const unusedLocal: Rewrite = {
  languages: ['typescript', 'tsx', 'javascript'],
  why: {
    en: 'nothing reads it, and making its value has no effect',
    zh: '没有任何地方读取它，求其初值也没有副作用',
  },
  *find(source) {
    const scopes = scopesOf(source);
    if (!scopes) return;
    for (const { name, kind, definition, uses, writes, isLocal } of scopes.bindings) {
      const statement = definition.parent!;
      const value = initialValue(definition);
      if (!/^(const|let)$/.test(kind) || !isLocal || uses.length > 0 || writes.length > 0 || !value) continue;
      if (statement.parent?.name !== 'Block' || statement.getChild(',') || !isPure(source, scopes, value))
        continue;
      if (hasComment(source, statement.from, statement.to)) continue;
      yield {
        at: statement.from,
        edits: [removal(source, statement.from, statement.to)],
        what: { en: `removes the unused ${code(name)}`, zh: `删除未使用的 ${code(name)}` },
      };
    }
  },
};
