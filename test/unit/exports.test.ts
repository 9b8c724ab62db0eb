import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSourceFiles, readToolFiles, type SourceFile } from './support/sourceFiles.ts';

/** What nothing that is shipped imports, and why it is exported all the same. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/extension.ts activate': 'the editor calls it',
  'src/extension.ts deactivate': 'the editor calls it',
  'src/providers/embeddings.ts embed': 'the client’s part of a search by meaning, which is to be built on it',
  'media/markdown/markdownStream.ts planMarkdown': 'what a stream comes to, however it was cut',
  'media/markdown/noLinkify.ts LinkifyIt':
    'markdown-it imports it in the page, by a name that the build replaces',
};

interface Export {
  readonly file: string;
  readonly name: string;
  readonly isType: boolean;
}

const EXPORT = /^export (?:async )?(function\*?|const|let|class|interface|type) (\w+)/gm;

function exportsOf({ path, text }: SourceFile): readonly Export[] {
  return [...text.matchAll(EXPORT)].map(([, kind, name = '']) => ({
    file: path,
    name,
    isType: kind === 'interface' || kind === 'type',
  }));
}

const countOf = (text: string, name: string): number =>
  text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;

/** Whether one of the files names it, in an import or beside one at run time. */
function isImported({ file, name }: Export, importers: readonly SourceFile[]): boolean {
  return importers.some(
    ({ path, imports, text }) =>
      path !== file && imports.some(({ target }) => target === file) && countOf(text, name) > 0,
  );
}

/** The exports that nobody needs: values that no other file takes, types that no line names again. */
function unusedExports(files: readonly SourceFile[], tools: readonly SourceFile[] = []): readonly string[] {
  return files.flatMap((source) =>
    exportsOf(source)
      .filter((one) => !isImported(one, [...files, ...tools]))
      .filter(({ name, isType }) => !isType || countOf(source.text, name) < 2)
      .map(({ file, name }) => `${file} ${name}`),
  );
}

describe('What a file exports', () => {
  test('is imported by another that is shipped or a tool of ours, not by tests alone', () => {
    const unused = unusedExports(readSourceFiles(), readToolFiles());
    assert.deepEqual([...unused].sort(), Object.keys(EXCEPTIONS).sort());
  });
});

describe('The search for unused exports', () => {
  const file = (path: string, text: string, targets: readonly string[] = []): SourceFile => ({
    path,
    text,
    imports: targets.map((target) => ({ target, isOurs: true, isTypeOnly: false })),
  });

  test('finds values that only their own file needs, and types that nothing needs', () => {
    const source = `export interface Options {}
export type Dead = string;
export const own = 1;
export function* taken(options: Options) { return own; }
export class Late {}
`;
    const user = `import { taken } from './a.ts';\nconst { Late } = await import('./a.ts');\n`;
    const files = [file('src/a.ts', source), file('src/b.ts', user, ['src/a.ts'])];
    assert.deepEqual(unusedExports(files), ['src/a.ts Dead', 'src/a.ts own']);
    assert.equal(unusedExports(files.slice(0, 1)).length, 4);
  });
});
