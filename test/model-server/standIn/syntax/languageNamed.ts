import type { Language } from './language.ts';
import { cFamily } from './languages/cpp.ts';
import { go } from './languages/go.ts';
import { java } from './languages/java.ts';
import { ecmaScripts } from './languages/javascript.ts';
import { python } from './languages/python.ts';
import { rust } from './languages/rust.ts';

const LANGUAGES: readonly Language[] = [...ecmaScripts, python, go, java, rust, ...cFamily];

/** The language of a fence's info string, a VS Code language id, or a file name; undefined when none is known. */
export function languageNamed(name: string): Language | undefined {
  const word = name
    .trim()
    .toLowerCase()
    .split(/[\s{,]/, 1)[0]!;
  const extension = word.slice(word.lastIndexOf('.') + 1);
  return LANGUAGES.find((language) => language.names.includes(extension));
}

/** The language in which the code parses with the fewest faults; for code that came without a name. */
export function guessLanguage(code: string): Language | undefined {
  const faults = LANGUAGES.map((language) => {
    let count = 0;
    language
      .parser()
      .parse(code)
      .iterate({ enter: (node) => void (node.type.isError && count++) });
    return { language, count };
  });
  const best = faults.reduce((a, b) => (b.count < a.count ? b : a));
  return best.count === 0 ? best.language : undefined;
}
