import type { LanguageId } from '../syntax/language.ts';
import { ecmaScript } from './dialects/ecmaScript.ts';
import { go } from './dialects/go.ts';
import { java } from './dialects/java.ts';
import { python } from './dialects/python.ts';
import type { Dialect } from './writer.ts';

/** How a language is written; undefined for one that the stand-in only reads. */
export function dialectOf(id: LanguageId): Dialect | undefined {
  switch (id) {
    case 'typescript':
    case 'tsx':
      return ecmaScript(true);
    case 'javascript':
      return ecmaScript(false);
    case 'python':
      return python;
    case 'go':
      return go;
    case 'java':
      return java;
    default:
      return undefined;
  }
}

const JAVA_IMPORTS: Readonly<Record<string, string>> = {
  List: 'java.util.List',
  ArrayList: 'java.util.ArrayList',
  Comparator: 'java.util.Comparator',
  Pattern: 'java.util.regex.Pattern',
};

/** The parts of the standard library that the code names and a file has to import. */
export function importsOf(id: LanguageId, code: string): readonly string[] {
  if (id === 'go')
    return ['cmp', 'slices', 'strings'].filter((part) => new RegExp(`\\b${part}\\.`).test(code));
  if (id !== 'java') return [];
  return Object.keys(JAVA_IMPORTS)
    .filter((part) => new RegExp(`\\b${part}\\b`).test(code))
    .map((part) => JAVA_IMPORTS[part]!);
}
