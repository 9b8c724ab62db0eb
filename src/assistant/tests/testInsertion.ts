import type { LineRegion } from '../../core/edit/streamedRegion.ts';
import { nearestLanguage } from '../prompts/nearestLanguage.ts';

/** Where new tests go in a file of tests, and how they stand there. */
export interface TestInsertion {
  readonly region: LineRegion;
  /** Depths of indentation. */
  readonly depth: number;
  /** Inside of what, in the words of a prompt; empty at the end of the file. */
  readonly inside: string;
}

/** Languages whose tests are members of a class. */
const IN_CLASSES = new Set(['java', 'kotlin', 'scala', 'groovy', 'csharp', 'php', 'swift']);

const CLASS = /^(\s*)(?:[\w@[\]()"., ]*\s)?(?:class|struct|object)\s+\w+/;

/** Behind the last test: at the end of the file, or of the class or module that holds its tests. */
export function testInsertion(lines: readonly string[], languageId: string): TestInsertion {
  const language = nearestLanguage(languageId);
  const isBlank = (index: number): boolean => (lines[index] ?? '').trim() === '';
  const behind = (line: number): LineRegion => {
    let at = line;
    while (at > 0 && isBlank(at - 1)) at--;
    return { startLine: at, endLine: at };
  };
  if (lines.every((_, index) => isBlank(index)))
    return { region: { startLine: 0, endLine: lines.length }, depth: 0, inside: '' };
  if (language === 'rust') {
    const head = lines.findLastIndex((line) => /^\s*(?:pub\s+)?mod\s+\w*tests?\w*\s*\{\s*$/.test(line));
    const end = closing(lines, head, /^\s*/.exec(lines[head] ?? '')?.[0] ?? '');
    if (end !== undefined) return { region: behind(end), depth: 1, inside: 'the module of tests' };
  }
  if (IN_CLASSES.has(language)) {
    const heads = lines.flatMap((line, index) => {
      const [, indentation] = CLASS.exec(line) ?? [];
      return indentation === undefined ? [] : [{ index, indentation }];
    });
    const outermost = Math.min(...heads.map(({ indentation }) => indentation.length));
    const last = heads.findLast(({ indentation }) => indentation.length === outermost);
    const end = last && closing(lines, last.index, last.indentation);
    if (last && end !== undefined)
      return { region: behind(end), depth: last.indentation === '' ? 1 : 2, inside: 'the class of tests' };
  }
  if (language === 'python') {
    const main = lines.findIndex((line) => /^if __name__ == /.test(line));
    if (main >= 0) return { region: behind(main), depth: 0, inside: '' };
  }
  return { region: behind(lines.length), depth: 0, inside: '' };
}

/** The line of the brace that closes what begins at `head`, as deep as that is. */
function closing(lines: readonly string[], head: number, indentation: string): number | undefined {
  if (head < 0) return undefined;
  const end = lines.findIndex((line, index) => index > head && line.trimEnd() === `${indentation}}`);
  return end < 0 ? undefined : end;
}
